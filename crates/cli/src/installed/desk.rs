//! Where plugins are installed, who changes that, and what the audit log gets to know.

use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use plugwright::audit::{Event, Subject};
use plugwright::loader::resolve::{HostFacts, Offer, Plan, Universe, resolve};
use plugwright::loader::store::{ActiveSet, Change, Store};
use plugwright::loader::{Error, Release};
use plugwright::security::grant::GrantFolder;
use plugwright_manifest::{Digest, Label, PluginId, Version, VersionReq};

use crate::decision::{Decision, record};
use crate::exit::Fault;
use crate::grant::usual_folder_of_grants;

/// Where plugins are installed, and who decides.
#[derive(Debug, Args)]
pub(crate) struct Desk {
    /// The folder of the installed plugins; without it, `plugwright/plugins` in the user's data folder.
    #[arg(long, value_name = "FOLDER", env = "PLUGWRIGHT_STORE")]
    store: Option<PathBuf>,
    /// The folder of the grants, whose content is pinned with a version that becomes active; without it, the one that `plugwright
    /// grant` uses.
    #[arg(long, value_name = "FOLDER", env = "PLUGWRIGHT_GRANTS")]
    grants: Option<PathBuf>,
    #[command(flatten)]
    pub(super) decision: Decision,
}

impl Desk {
    /// The store, which is made if there is none.
    pub(super) fn store(&self) -> Result<Store> {
        let folder = self.store.clone().or_else(usual_folder).ok_or_else(|| {
            let message = "there is no data folder here; say `--store FOLDER`";
            Fault::usage("PW-STORE-NO-FOLDER", message)
        })?;
        if let Some(parent) = folder.parent() {
            std::fs::create_dir_all(parent).context("the folder of the store cannot be made")?;
        }
        Store::open(&folder).map_err(blame)
    }

    /// Changes what is active, if what is active then fits together, and says so in the audit log.
    pub(super) fn change(
        &self,
        make: impl FnOnce(&mut Change<'_>) -> Result<(), Error>,
    ) -> Result<ActiveSet> {
        let log = self.decision.log()?;
        let store = self.store()?;
        let mut before = ActiveSet::default();
        let set = store.change(|change| {
            before = change.set().clone();
            make(change)?;
            plan(&store, change.set()).map(drop)
        });
        let set = set.map_err(blame)?;
        record(log, activations(&store, &before, &set, &self.decision.by()))?;
        Ok(set)
    }

    /// The digest of the grant of a plugin, if it has one.
    pub(super) fn grants(&self, plugin: &PluginId) -> Result<Option<Digest>> {
        // The folder that `plugwright grant` writes to; looking for a grant does not make one.
        let usual = || usual_folder_of_grants().filter(|folder| folder.is_dir());
        let Some(folder) = self.grants.clone().or_else(usual) else {
            return Ok(None);
        };
        let grant = GrantFolder::open(folder)?.pin(plugin)?;
        Ok(grant.map(|(_, digest)| digest))
    }
}

/// The order in which what is active would start, or why it does not fit together.
fn plan(store: &Store, set: &ActiveSet) -> Result<Plan, Error> {
    // Which worlds a program serves, only it knows.
    let host = HostFacts::of_this_version();
    let offers = set
        .releases()
        .map(|release| Ok(Offer::of(&store.record(&release)?, &host)));
    let universe = Universe::new(host.clone(), offers.collect::<Result<Vec<_>, Error>>()?);
    let wanted = set.plugins.keys().map(|id| (id.clone(), VersionReq::STAR));
    resolve(&universe, &wanted.collect())
}

fn activations(store: &Store, before: &ActiveSet, after: &ActiveSet, by: &Label) -> Vec<Event> {
    let ids: BTreeSet<&PluginId> = before.plugins.keys().chain(after.plugins.keys()).collect();
    let pinned = |set: &ActiveSet, id: &PluginId| {
        let plugin = set.plugins.get(id);
        plugin.map(|plugin| plugin.now.clone())
    };
    let changed = ids
        .into_iter()
        .filter(|id| pinned(before, id) != pinned(after, id));
    let event = |id: &PluginId| {
        let now = pinned(after, id).map(|pinned| pinned.release(id));
        let nothing = || Subject {
            id: id.clone(),
            version: None,
            digest: None,
        };
        Event::Activate {
            plugin: now.map_or_else(nothing, |release| subject(store, &release)),
            by: by.clone(),
            before: pinned(before, id).map(|pinned| pinned.version),
        }
    };
    changed.map(event).collect()
}

/// An installed version, with the digest of its component.
pub(super) fn subject(store: &Store, release: &Release) -> Subject {
    let record = store.record(release).ok();
    Subject {
        id: release.id.clone(),
        version: Some(release.version.clone()),
        digest: record.map(|record| record.component.digest),
    }
}

fn usual_folder() -> Option<PathBuf> {
    let base = env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".local/share")))?;
    Some(base.join("plugwright").join("plugins"))
}

/// What was asked wrongly, what a plugin is to blame for, and what only the machine is.
pub(super) fn blame(error: Error) -> anyhow::Error {
    use plugwright::Fault as Whose;
    let (code, message) = (error.code(), error.to_string());
    match error.fault() {
        Whose::Caller | Whose::Policy => Fault::Usage { code, message }.into(),
        Whose::Plugin => Fault::Plugin { code, message }.into(),
        Whose::Host | Whose::Remote => error.into(),
    }
}

/// The installed version that is meant: the named one, or the newest that is no pre-release unless there is no other.
pub(super) fn choose(store: &Store, id: &PluginId, version: Option<&Version>) -> Result<Release> {
    let installed = store.installed().map_err(blame)?;
    let fits = |release: &&Release| {
        release.id == *id && version.is_none_or(|version| release.version == *version)
    };
    let found: Vec<&Release> = installed.iter().filter(fits).collect();
    if let (Some(version), [_, _, ..]) = (version, found.as_slice()) {
        let message = format!(
            "there are {} packages of {id} {version}; remove those that you do not trust",
            found.len()
        );
        return Err(Fault::usage("PW-STORE-AMBIGUOUS", message).into());
    }
    let newest = found
        .into_iter()
        .max_by_key(|release| (release.version.pre.is_empty(), &release.version));
    let missing = || {
        let version = version.map_or_else(String::new, |version| format!(" {version}"));
        let message = format!("{id}{version} is not installed; `plugwright list` shows what is");
        Fault::usage("PW-LOADER-NOT-INSTALLED", message)
    };
    Ok(newest.cloned().ok_or_else(missing)?)
}
