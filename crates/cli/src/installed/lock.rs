//! `plugwright lock`: the active set as a file, by which another machine has the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anstream::println;
use anyhow::{Context as _, Result};
use clap::Args;
use plugwright::loader::Release;
use plugwright::loader::store::ActiveSet;
use plugwright_manifest::{Digest, PluginId, Version};
use serde::{Deserialize, Serialize};

use super::desk::{Desk, blame};
use crate::exit::{Fault, Verdict};

/// Write the active versions with the digests of their packages into a file, compare them with one, or make them those of one.
#[derive(Debug, Args)]
pub(crate) struct LockArgs {
    /// The file.
    #[arg(default_value = "plugwright.lock")]
    file: PathBuf,
    /// Compare what is active with the file. Exit code 1 if it differs.
    #[arg(long, conflicts_with = "apply")]
    check: bool,
    /// Make active what the file says, and nothing else. All of it has to be installed.
    #[arg(long)]
    apply: bool,
    #[command(flatten)]
    desk: Desk,
}

const FORMAT: u32 = 1;

/// The most bytes of a lock file: ten thousand plugins.
const MOST: u64 = 4 << 20;

/// The file, which is JSON.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LockFile {
    format: u32,
    plugins: BTreeMap<PluginId, Locked>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Locked {
    version: Version,
    digest: Digest,
}

/// Runs `plugwright lock`.
pub(crate) fn lock(args: &LockArgs) -> Result<Verdict> {
    if args.apply {
        return apply(args);
    }
    let active = LockFile::of(&args.desk.store()?.active().map_err(blame)?);
    if args.check {
        return Ok(compare(&read(&args.file)?, &active));
    }
    let text = serde_json::to_string_pretty(&active)? + "\n";
    fs::write(&args.file, text)
        .with_context(|| format!("{} cannot be written", args.file.display()))?;
    println!(
        "{} plugins are in {}",
        active.plugins.len(),
        args.file.display()
    );
    Ok(Verdict::Yes)
}

fn apply(args: &LockArgs) -> Result<Verdict> {
    let wanted = read(&args.file)?;
    let mut grants = BTreeMap::new();
    for id in wanted.plugins.keys() {
        grants.insert(id.clone(), args.desk.grants(id)?);
    }
    let set = args.desk.change(|change| {
        let all: Vec<PluginId> = change.set().plugins.keys().cloned().collect();
        for id in all.iter().filter(|id| !wanted.plugins.contains_key(*id)) {
            change.deactivate(id)?;
        }
        for (id, locked) in &wanted.plugins {
            change.activate(&locked.release(id), grants.get(id).copied().flatten())?;
        }
        Ok(())
    })?;
    println!(
        "{} plugins are active as {} says",
        set.plugins.len(),
        args.file.display()
    );
    Ok(Verdict::Yes)
}

fn read(file: &Path) -> Result<LockFile> {
    use std::io::Read as _;
    let mut text = String::new();
    let opened = fs::File::open(file).and_then(|file| file.take(MOST).read_to_string(&mut text));
    opened.with_context(|| format!("{} cannot be read", file.display()))?;
    let wrong = |problem: String| {
        let message = format!("{} is no lock file: {problem}", file.display());
        Fault::usage("PW-LOCK-FILE", message)
    };
    let lock: LockFile = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    if lock.format != FORMAT {
        return Err(wrong("it is of another format".to_owned()).into());
    }
    Ok(lock)
}

fn compare(wanted: &LockFile, active: &LockFile) -> Verdict {
    let differences: Vec<String> = wanted
        .plugins
        .iter()
        .filter_map(|(id, locked)| match active.plugins.get(id) {
            Some(active) if active == locked => None,
            Some(active) => Some(format!(
                "{id}: {} ({}) is locked, {} ({}) is active",
                locked.version, locked.digest, active.version, active.digest
            )),
            None => Some(format!(
                "{id}: {} is locked, none is active",
                locked.version
            )),
        })
        .collect();
    let more = active
        .plugins
        .iter()
        .filter(|(id, _)| !wanted.plugins.contains_key(*id));
    let more: Vec<String> = more
        .map(|(id, active)| format!("{id}: none is locked, {} is active", active.version))
        .collect();
    differences
        .iter()
        .chain(&more)
        .for_each(|line| println!("{line}"));
    if differences.is_empty() && more.is_empty() {
        println!("what is active is what is locked");
        return Verdict::Yes;
    }
    Verdict::No
}

impl LockFile {
    fn of(set: &ActiveSet) -> Self {
        let plugins = set.plugins.iter().map(|(id, plugin)| {
            let locked = Locked {
                version: plugin.now.version.clone(),
                digest: plugin.now.digest,
            };
            (id.clone(), locked)
        });
        Self {
            format: FORMAT,
            plugins: plugins.collect(),
        }
    }
}

impl Locked {
    fn release(&self, id: &PluginId) -> Release {
        Release {
            id: id.clone(),
            version: self.version.clone(),
            digest: self.digest,
        }
    }
}
