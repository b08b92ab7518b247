//! Where grants are kept, who changes them, and the entry in the audit log that says so.

use std::env;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use plugwright::audit::{Event, Subject};
use plugwright_manifest::{Label, PluginId};
use plugwright_security::Timestamp;
use plugwright_security::grant::{Consent, Grant, GrantFolder};

use crate::decision::{Decision, record};
use crate::exit::Fault;
use crate::plugin_file::PluginFile;

/// Where grants are kept, and who changes them.
#[derive(Debug, Args)]
pub(crate) struct Ledger {
    /// The folder of the grants; without it, `plugwright/grants` in the user's configuration folder.
    #[arg(long, value_name = "FOLDER", env = "PLUGWRIGHT_GRANTS", global = true)]
    grants: Option<PathBuf>,
    #[command(flatten)]
    decision: Decision,
}

impl Ledger {
    /// The folder, which is made if it is missing.
    pub(crate) fn folder(&self) -> Result<GrantFolder> {
        let path = self
            .grants
            .clone()
            .or_else(usual_folder_of_grants)
            .ok_or_else(|| {
                let message = "there is no configuration folder here; say `--grants FOLDER`";
                Fault::usage("PW-GRANT-NO-FOLDER", message)
            })?;
        GrantFolder::open(path).map_err(own)
    }

    /// The grant of a plugin, which has to have one.
    pub(crate) fn get(&self, plugin: &PluginId) -> Result<Grant> {
        let grant = self.folder()?.get(plugin).map_err(own)?;
        Ok(grant.ok_or_else(|| missing(plugin))?)
    }

    /// Changes a grant and says so in the audit log.
    pub(crate) fn change(
        &self,
        plugin: &PluginId,
        change: impl FnOnce(Option<Grant>) -> Result<Grant>,
    ) -> Result<Grant> {
        // The log first: what cannot be recorded is not done.
        let log = self.decision.log()?;
        let mut changed = None;
        let stored = self.folder()?.change(plugin, |grant| {
            changed = Some(change(grant)?);
            Ok::<_, anyhow::Error>(changed.clone())
        });
        let stored = stored.map_err(|error| match error.downcast() {
            Ok(error) => own(error),
            Err(error) => error,
        })?;
        let grant = changed.ok_or_else(|| missing(plugin))?;
        let event = Event::Grant {
            plugin: subject(&grant),
            by: self.by(),
            before: stored.before,
            after: stored.after,
        };
        record(log, [event])?;
        Ok(grant)
    }

    /// Who decides.
    pub(crate) fn by(&self) -> Label {
        self.decision.by()
    }

    /// A decision about this, now.
    pub(crate) fn consent(&self, plugin: &PluginFile) -> Consent {
        Consent {
            version: plugin.manifest.version.clone(),
            digest: Some(plugin.digest),
            by: self.by(),
            at: Timestamp::now(),
        }
    }
}

/// Where grants are if nobody says.
pub(crate) fn usual_folder_of_grants() -> Option<PathBuf> {
    let base = env::var_os("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".config")))?;
    Some(base.join("plugwright").join("grants"))
}

fn subject(grant: &Grant) -> Subject {
    Subject {
        id: grant.plugin.clone(),
        version: Some(grant.consent.version.clone()),
        digest: grant.consent.digest,
    }
}

pub(super) fn missing(plugin: &PluginId) -> Fault {
    let message = format!(
        "{plugin} has no grant; `plugwright grant accept FILE` gives a plugin what it asks for"
    );
    Fault::usage("PW-GRANT-MISSING", message)
}

/// A file of the operator's that is wrong is for the operator to correct; what the disk refuses is the environment's.
fn own(error: plugwright_security::Error) -> anyhow::Error {
    use plugwright_security::Error;
    match &error {
        Error::Document(_) | Error::UnsafeGrants { .. } | Error::GrantRevoked { .. } => {
            Fault::usage(error.code(), error.to_string()).into()
        }
        _ => error.into(),
    }
}
