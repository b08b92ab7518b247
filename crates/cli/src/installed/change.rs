//! `plugwright update`, `rollback` and `remove`: which version is active.

use anstream::println;
use anyhow::Result;
use clap::Args;
use plugwright::audit::Event;
use plugwright::loader::Release;
use plugwright::loader::store::Store;
use plugwright_manifest::{PluginId, Version};
use serde_json::json;

use super::desk::{Desk, blame, choose, subject};
use crate::decision::record;
use crate::exit::Verdict;

/// Make an installed version the active one. Programs that follow the store change over while they are called; if the version
/// does not start there, the one before goes on.
#[derive(Debug, Args)]
pub(crate) struct UpdateArgs {
    /// The plugin.
    plugin: PluginId,
    /// The version; without it, the newest that is installed.
    #[arg(long, value_name = "VERSION")]
    to: Option<Version>,
    #[command(flatten)]
    desk: Desk,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs `plugwright update`.
pub(crate) fn update(args: &UpdateArgs) -> Result<Verdict> {
    let release = choose(&args.desk.store()?, &args.plugin, args.to.as_ref())?;
    let grants = args.desk.grants(&args.plugin)?;
    args.desk
        .change(|change| change.activate(&release, grants))?;
    print(&release, args.json)
}

/// Go back to the version that was active before. Doing it again goes back further.
#[derive(Debug, Args)]
pub(crate) struct RollbackArgs {
    /// The plugin.
    plugin: PluginId,
    #[command(flatten)]
    desk: Desk,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs `plugwright rollback`.
pub(crate) fn rollback(args: &RollbackArgs) -> Result<Verdict> {
    let mut now: Option<Release> = None;
    args.desk.change(|change| {
        now = Some(change.rollback(&args.plugin)?);
        Ok(())
    })?;
    match now {
        Some(release) => print(&release, args.json),
        None => Ok(Verdict::No),
    }
}

/// Take a plugin out of the active set, and remove its versions, or one version that is not active.
#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// The plugin.
    plugin: PluginId,
    /// Only this version, which must not be active.
    #[arg(long, value_name = "VERSION")]
    version: Option<Version>,
    /// Take it out of the active set, and keep its versions.
    #[arg(long, conflicts_with = "version")]
    keep: bool,
    #[command(flatten)]
    desk: Desk,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs `plugwright remove`.
pub(crate) fn remove(args: &RemoveArgs) -> Result<Verdict> {
    let store = args.desk.store()?;
    let removed = match &args.version {
        Some(version) => vec![choose(&store, &args.plugin, Some(version))?],
        None => taken_out(args, &store)?,
    };
    let log = args.desk.decision.log()?;
    let subjects: Vec<_> = removed
        .iter()
        .map(|release| subject(&store, release))
        .collect();
    for release in &removed {
        store.remove(release).map_err(blame)?;
    }
    let events = subjects.into_iter().map(|plugin| Event::Remove {
        plugin,
        by: args.desk.decision.by(),
    });
    record(log, events)?;
    if args.json {
        let versions: Vec<_> = removed.iter().map(|release| &release.version).collect();
        println!("{}", json!({ "id": args.plugin, "removed": versions }));
        return Ok(Verdict::Yes);
    }
    if removed.is_empty() {
        println!(
            "{} is not active any more; its versions stay installed",
            args.plugin
        );
    }
    removed
        .iter()
        .for_each(|release| println!("{release} is removed"));
    Ok(Verdict::Yes)
}

/// Takes the plugin out of the active set, which is refused if another one needs it, and answers with the versions to remove.
fn taken_out(args: &RemoveArgs, store: &Store) -> Result<Vec<Release>> {
    let active = store.active().map_err(blame)?;
    if active.plugins.contains_key(&args.plugin) {
        args.desk.change(|change| change.deactivate(&args.plugin))?;
    } else {
        choose(store, &args.plugin, None)?;
    }
    let installed = store.installed().map_err(blame)?.into_iter();
    let own = installed.filter(|release| release.id == args.plugin && !args.keep);
    Ok(own.collect())
}

fn print(release: &Release, as_json: bool) -> Result<Verdict> {
    if as_json {
        let now = json!({ "id": release.id, "version": release.version, "digest": release.digest });
        println!("{}", serde_json::to_string_pretty(&now)?);
    } else {
        println!("{release} is active");
    }
    Ok(Verdict::Yes)
}
