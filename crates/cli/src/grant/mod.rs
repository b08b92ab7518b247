//! `plugwright grant`: what plugins may do here, by the operator's word.

mod capability_args;
mod edit;
mod ledger;
mod print;

use std::path::{Path, PathBuf};
use std::{fs, io};

use anstream::println;
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use plugwright_manifest::{Label, PluginId};
use plugwright_security::Timestamp;
use plugwright_security::grant::{Grant, Request, Revocation, Use, learn};
use plugwright_security::policy::CapabilityKind;

use crate::exit::{Fault, Verdict};
use crate::plugin_file::PluginFile;
use capability_args::CapabilityArgs;
pub(crate) use ledger::usual_folder_of_grants;
use ledger::{Ledger, missing};

/// Show and change what plugins may do here: all grants, one, or one after a change.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct GrantArgs {
    /// A plugin, to show its grant; without it, all are listed.
    plugin: Option<PluginId>,
    #[command(subcommand)]
    command: Option<GrantCommand>,
    #[command(flatten)]
    ledger: Ledger,
    /// Print JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum GrantCommand {
    /// Show the grant of a plugin.
    Show {
        /// The plugin.
        plugin: PluginId,
    },
    /// Show what a version asks for that was not decided yet. Exit code 1 if it asks for more.
    Diff {
        /// A package, a component, a manifest, or a folder with one.
        file: PathBuf,
    },
    /// Give a plugin what it asks for, and show what is new about that.
    Accept {
        /// A package, a component, a manifest, or a folder with one.
        file: PathBuf,
        /// Only write down what it asks for; `allow` gives it piece by piece.
        #[arg(long)]
        nothing: bool,
    },
    /// Give a plugin something more.
    Allow {
        /// The plugin.
        plugin: PluginId,
        #[command(flatten)]
        capabilities: CapabilityArgs,
    },
    /// Take something away from a plugin. Exit code 1 if a wider grant still includes it.
    Deny {
        /// The plugin.
        plugin: PluginId,
        #[command(flatten)]
        capabilities: CapabilityArgs,
    },
    /// Change the file of a grant with the editor of `$EDITOR`; it is put in place only if it can be read.
    Edit {
        /// The plugin.
        plugin: PluginId,
    },
    /// Take everything away, also from a plugin that runs: its next call fails.
    Revoke {
        /// The plugin.
        plugin: PluginId,
        /// Why, for those who meet it.
        #[arg(long)]
        reason: Label,
    },
    /// Give back what was revoked.
    Restore {
        /// The plugin.
        plugin: PluginId,
    },
    /// Propose the smallest grant that a watched run would have needed.
    Learn {
        /// A package, a component, a manifest, or a folder with one.
        file: PathBuf,
        /// What the run used, one JSON object a line: `{"kind":"http","origin":"https://a.example","method":"GET"}`.
        #[arg(long, value_name = "FILE")]
        uses: PathBuf,
        /// Grant it.
        #[arg(long)]
        accept: bool,
    },
}

/// Runs `plugwright grant`.
pub(crate) fn run(args: &GrantArgs) -> Result<Verdict> {
    let (ledger, json) = (&args.ledger, args.json);
    match (&args.plugin, &args.command) {
        (None, None) => list(ledger, json),
        (Some(plugin), _) | (None, Some(GrantCommand::Show { plugin })) => {
            show(&ledger.get(plugin)?, json)
        }
        (None, Some(command)) => change(command, ledger, json),
    }
}

fn change(command: &GrantCommand, ledger: &Ledger, json: bool) -> Result<Verdict> {
    match command {
        GrantCommand::Show { plugin } => show(&ledger.get(plugin)?, json),
        GrantCommand::Diff { file } => diff(file, ledger, json),
        GrantCommand::Accept { file, nothing } => accept(file, *nothing, ledger, json),
        GrantCommand::Allow {
            plugin,
            capabilities,
        } => {
            let more = capabilities.capabilities();
            let changed = with(ledger, plugin, |grant| grant.allow(&more))?;
            show(&changed, json)
        }
        GrantCommand::Deny {
            plugin,
            capabilities,
        } => deny(plugin, capabilities, ledger, json),
        GrantCommand::Edit { plugin } => show(
            &ledger.change(plugin, |grant| edit::edit(plugin, grant))?,
            json,
        ),
        GrantCommand::Revoke { plugin, reason } => {
            let revocation = Revocation {
                by: ledger.by(),
                at: Timestamp::now(),
                reason: reason.clone(),
            };
            show(
                &with(ledger, plugin, |grant| grant.revoked = Some(revocation))?,
                json,
            )
        }
        GrantCommand::Restore { plugin } => {
            show(&with(ledger, plugin, |grant| grant.revoked = None)?, json)
        }
        GrantCommand::Learn { file, uses, accept } => propose(file, uses, *accept, ledger, json),
    }
}

/// Changes a grant that has to be there.
fn with(ledger: &Ledger, plugin: &PluginId, change: impl FnOnce(&mut Grant)) -> Result<Grant> {
    ledger.change(plugin, |grant| {
        let mut grant = grant.ok_or_else(|| missing(plugin))?;
        change(&mut grant);
        Ok(grant)
    })
}

fn list(ledger: &Ledger, json: bool) -> Result<Verdict> {
    let folder = ledger.folder()?;
    let grants = folder
        .plugins()?
        .iter()
        .map(|plugin| ledger.get(plugin))
        .collect::<Result<Vec<_>>>()?;
    print::list(&grants, json)?;
    Ok(Verdict::Yes)
}

fn show(grant: &Grant, json: bool) -> Result<Verdict> {
    print::grant(grant, json)?;
    Ok(Verdict::Yes)
}

fn diff(file: &Path, ledger: &Ledger, json: bool) -> Result<Verdict> {
    let plugin = PluginFile::read(file)?;
    let asked = Request::from(&plugin.manifest);
    let grant = ledger.folder()?.get(&plugin.manifest.id)?;
    let difference = match &grant {
        Some(grant) => grant.update(&asked),
        None => plugwright_security::grant::difference(&Request::default(), &asked),
    };
    print::difference(&plugin.manifest, grant.as_ref(), &difference, json)?;
    Ok(Verdict::from(!difference.asks_for_more()))
}

fn accept(file: &Path, nothing: bool, ledger: &Ledger, json: bool) -> Result<Verdict> {
    let plugin = PluginFile::read(file)?;
    let asked = Request::from(&plugin.manifest);
    let consent = ledger.consent(&plugin);
    let id = &plugin.manifest.id;
    let grant = ledger.change(id, |before| {
        let mut grant = Grant::of_all(id.clone(), asked, consent);
        if nothing {
            grant.gives = plugwright_manifest::Capabilities::none();
        }
        if let Some(before) = before {
            before.in_force()?;
            grant.limits = before.limits;
            if nothing {
                grant.gives = before.gives;
            }
        }
        Ok(grant)
    })?;
    show(&grant, json)
}

fn deny(
    plugin: &PluginId,
    capabilities: &CapabilityArgs,
    ledger: &Ledger,
    json: bool,
) -> Result<Verdict> {
    let less = capabilities.capabilities();
    let mut left = Vec::new();
    let grant = with(ledger, plugin, |grant| left = grant.deny(&less))?;
    show(&grant, json)?;
    for capability in &left {
        anstream::eprintln!("still granted, within something wider: {capability}");
    }
    Ok(Verdict::from(left.is_empty()))
}

/// What the host tells of a run; of files, environment and the rest it tells nothing.
const WATCHED: [CapabilityKind; 4] = [
    CapabilityKind::Http,
    CapabilityKind::KeyValue,
    CapabilityKind::Config,
    CapabilityKind::Secret,
];

fn propose(file: &Path, uses: &Path, accept: bool, ledger: &Ledger, json: bool) -> Result<Verdict> {
    let plugin = PluginFile::read(file)?;
    let uses = read_uses(uses)?;
    let learned = learn(&plugin.manifest.capabilities, &uses, &WATCHED.into());
    print::learned(&plugin.manifest, &learned, json)?;
    if accept {
        let consent = ledger.consent(&plugin);
        let id = &plugin.manifest.id;
        ledger.change(id, |_| {
            let mut grant = Grant::of_all(id.clone(), (&plugin.manifest).into(), consent);
            grant.gives = learned.grant.clone();
            Ok(grant)
        })?;
        if !json {
            println!("granted");
        }
    }
    Ok(Verdict::Yes)
}

fn read_uses(path: &Path) -> Result<Vec<Use>> {
    use io::BufRead as _;
    let file =
        fs::File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut uses = std::collections::BTreeSet::new();
    for (number, line) in io::BufReader::new(file).lines().enumerate() {
        let line = line.with_context(|| format!("{} cannot be read", path.display()))?;
        if line.trim().is_empty() {
            continue;
        }
        let parsed = serde_json::from_str(&line).map_err(|error| {
            let message = format!("{}:{}: {error}", path.display(), number + 1);
            Fault::usage("PW-GRANT-USES", message)
        })?;
        uses.insert(parsed);
    }
    Ok(uses.into_iter().collect())
}
