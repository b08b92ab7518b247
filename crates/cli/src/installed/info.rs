//! `plugwright info`: all that is known of one installed plugin.

use anstream::println;
use anyhow::Result;
use clap::Args;
use plugwright::loader::store::Record;
use plugwright_manifest::{PluginId, Version};
use serde_json::{Value, json};

use super::desk::{Desk, blame, choose};
use crate::exit::Verdict;

/// Show what is known of an installed plugin: origin, what it needs, imports and exports, and what ran before it.
#[derive(Debug, Args)]
pub(crate) struct InfoArgs {
    /// The plugin.
    plugin: PluginId,
    /// A version; without it, the active one, or the newest that is installed.
    version: Option<Version>,
    #[command(flatten)]
    desk: Desk,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs `plugwright info`.
pub(crate) fn info(args: &InfoArgs) -> Result<Verdict> {
    let store = args.desk.store()?;
    let set = store.active().map_err(blame)?;
    let active = set.plugins.get(&args.plugin);
    let release = match (&args.version, active) {
        (None, Some(active)) => active.now.release(&args.plugin),
        (version, _) => choose(&store, &args.plugin, version.as_ref())?,
    };
    let record = store.record(&release).map_err(blame)?;
    let is_active = active.is_some_and(|active| active.now.release(&args.plugin) == release);
    let earlier: Vec<String> = active
        .into_iter()
        .flat_map(|active| active.earlier.iter().rev())
        .map(|pinned| pinned.version.to_string())
        .collect();
    if args.json {
        println!(
            "{}",
            serde_json::to_string_pretty(&as_json(&record, is_active, &earlier)?)?
        );
    } else {
        print(&record, is_active, &earlier);
    }
    Ok(Verdict::Yes)
}

fn as_json(record: &Record, is_active: bool, earlier: &[String]) -> Result<Value> {
    let manifest: Value = serde_json::from_slice(&record.manifest.to_canonical_json())?;
    Ok(json!({
        "id": record.release.id, "version": record.release.version, "digest": record.release.digest,
        "active": is_active, "earlier": earlier, "origin": record.origin,
        "component": { "digest": record.component.digest, "bytes": record.component.size },
        "imports": record.imports, "exports": record.exports, "manifest": manifest,
    }))
}

fn print(record: &Record, is_active: bool, earlier: &[String]) {
    let state = if is_active {
        "active"
    } else {
        "installed, not active"
    };
    println!("{} ({state})", record.release);
    let description = record.manifest.description.as_str();
    if !description.is_empty() {
        println!("  {description}");
    }
    println!("  package    {}", record.release.digest);
    println!(
        "  component  {}, {} bytes",
        record.component.digest, record.component.size
    );
    println!("  origin     {}", record.origin);
    if !earlier.is_empty() {
        println!("  before it  {}", earlier.join(", "));
    }
    let needs = &record.manifest.dependencies.plugins;
    section(
        "needs",
        needs
            .iter()
            .map(|(id, versions)| format!("{id} {versions}")),
    );
    section("exports", record.exports.iter().cloned());
    section("imports", record.imports.iter().cloned());
}

fn section(title: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        return;
    }
    println!("{title} ({})", items.len());
    items.iter().for_each(|item| println!("  {item}"));
}
