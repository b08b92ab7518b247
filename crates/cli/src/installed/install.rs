//! `plugwright install`: packages become versions that never change.

use std::path::PathBuf;

use anstream::{eprintln, println};
use anyhow::Result;
use clap::Args;
use plugwright::audit::Event;
use plugwright::loader::Release;
use plugwright::loader::store::{Origin, Store};
use plugwright_manifest::Label;
use plugwright_package::Archive;
use serde_json::json;

use super::admission::{AdmissionArgs, examine};
use super::desk::{Desk, blame, subject};
use crate::decision::record;
use crate::exit::Verdict;

/// Install plugins. Nothing runs by that: `plugwright update` makes a version the active one, or `--activate` at once. Exit code 1
/// if the policy refuses one; nothing is installed then.
#[derive(Debug, Args)]
pub(crate) struct InstallArgs {
    /// Packages (`.plug`, single or a bundle), or folders with a component and its manifest.
    #[arg(required = true, value_name = "PLUGIN")]
    plugins: Vec<PathBuf>,
    /// Make the versions active, all of them or none.
    #[arg(long)]
    activate: bool,
    #[command(flatten)]
    admission: AdmissionArgs,
    #[command(flatten)]
    desk: Desk,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs `plugwright install`.
pub(crate) fn install(args: &InstallArgs) -> Result<Verdict> {
    let (log, store) = (args.desk.decision.log()?, args.desk.store()?);
    let archives: Vec<(Archive, Origin)> = args
        .plugins
        .iter()
        .map(|plugin| store.read(plugin).map_err(blame))
        .collect::<Result<_>>()?;
    if !are_allowed(args, &archives)? {
        return Ok(Verdict::No);
    }
    let mut releases: Vec<Release> = Vec::new();
    for (archive, origin) in &archives {
        releases.extend(store.install(archive, origin).map_err(blame)?);
    }
    let installed = releases.iter().map(|release| Event::Install {
        plugin: subject(&store, release),
        package: release.digest,
        by: args.desk.decision.by(),
        from: from(&store, release),
    });
    record(log, installed)?;
    if args.activate {
        activate(&args.desk, &releases)?;
    }
    print(args, &releases)?;
    Ok(Verdict::Yes)
}

/// Nothing is installed before all of it was judged.
fn are_allowed(args: &InstallArgs, archives: &[(Archive, Origin)]) -> Result<bool> {
    let Some(judge) = args.admission.judge()? else {
        return Ok(true);
    };
    let mut allowed = true;
    for (archive, origin) in archives {
        for examined in examine(&judge, archive, origin)? {
            let judgement = &examined.judgement;
            if judgement.verdict.allowed() {
                continue;
            }
            allowed = false;
            let candidate = &judgement.candidate;
            eprintln!(
                "{} {} is refused by `{}`",
                candidate.id, candidate.version, judgement.verdict.rule
            );
            for denial in judgement.verdict.denials() {
                eprintln!(
                    "  {}: {}; {} [{}]",
                    denial.rule.key(),
                    denial.found,
                    denial.remedy,
                    denial.rule.code()
                );
            }
        }
    }
    Ok(allowed)
}

fn from(store: &Store, release: &Release) -> Label {
    let origin = store.record(release).map(|record| record.origin);
    Label::nearest(&origin.map_or_else(|_| String::new(), |origin| origin.to_string()))
}

fn activate(desk: &Desk, releases: &[Release]) -> Result<()> {
    let grants: Vec<_> = releases
        .iter()
        .map(|release| Ok((release, desk.grants(&release.id)?)))
        .collect::<Result<_>>()?;
    desk.change(|change| {
        let mut each = grants.into_iter();
        each.try_for_each(|(release, grants)| change.activate(release, grants))
    })?;
    Ok(())
}

fn print(args: &InstallArgs, releases: &[Release]) -> Result<()> {
    if args.json {
        let each = releases.iter().map(|release| {
            json!({
                "id": release.id, "version": release.version, "digest": release.digest, "active": args.activate,
            })
        });
        let all: Vec<_> = each.collect();
        println!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    for release in releases {
        let state = if args.activate {
            "is active"
        } else {
            "is installed"
        };
        println!("{release} {state} ({})", release.digest);
    }
    if !args.activate {
        println!("nothing runs by that: `plugwright update ID` makes a version the active one");
    }
    Ok(())
}
