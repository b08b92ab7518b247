//! Whom the caller trusts.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use clap::Args;
use plugwright_manifest::Slug;
use plugwright_security::{
    bundle::Bundle, keys::PublicKey, limits::KEY_FILE_BYTES, signature::Trust, statement::Predicate,
};

use super::bundles;
use crate::{blame::of_security, exit::Fault, key::StoreArgs};

/// The keys that count.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(super) struct TrustedArgs {
    /// Trust this key: `ed25519:…`, a file with a public key, or the name of one of yours.
    #[arg(long, value_name = "KEY")]
    key: Vec<String>,
    /// Trust the keys in this folder (`*.pub`), with what they say of themselves (`*.sigstore.json`), or in this file, one to a line.
    #[arg(long, value_name = "PATH")]
    trusted: Vec<PathBuf>,
}

impl TrustedArgs {
    /// The trust, and what was found that changes nothing.
    pub(super) fn trust(&self, store: &StoreArgs) -> Result<(Trust, Vec<String>)> {
        let mut trust = Trust::nobody();
        let mut statements = Vec::new();
        for key in &self.key {
            trust.key(key_of(key, store)?).map_err(of_security)?;
        }
        for path in &self.trusted {
            take_in(path, &mut trust, &mut statements)?;
        }
        let notes = apply(&mut trust, statements);
        Ok((trust, notes))
    }
}

fn key_of(text: &str, store: &StoreArgs) -> Result<PublicKey> {
    if text.starts_with("ed25519:") {
        return text.parse().map_err(of_security);
    }
    let path = Path::new(text);
    if path.is_file() {
        return read(path)?.parse().map_err(of_security);
    }
    let Ok(name) = text.parse::<Slug>() else {
        let message = format!(
            "{} is neither a key, nor a file with one, nor the name of one of yours",
            path.display()
        );
        return Err(Fault::usage("PW-KEY-UNKNOWN", message).into());
    };
    Ok(store.open()?.find(&name).map_err(of_security)?.public)
}

fn take_in(path: &Path, trust: &mut Trust, statements: &mut Vec<Bundle>) -> Result<()> {
    let cannot = || format!("{} cannot be read", path.display());
    if !path.is_dir() {
        return take_in_file(path, trust, statements);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).with_context(cannot)? {
        files.push(entry.with_context(cannot)?.path());
    }
    files.sort();
    let ends = |file: &Path, ending: &str| file.to_str().is_some_and(|name| name.ends_with(ending));
    let relevant = |file: &&PathBuf| ends(file, ".pub") || ends(file, ".sigstore.json");
    files
        .iter()
        .filter(relevant)
        .try_for_each(|file| take_in_file(file, trust, statements))
}

fn take_in_file(path: &Path, trust: &mut Trust, statements: &mut Vec<Bundle>) -> Result<()> {
    if path
        .extension()
        .is_some_and(|extension| extension == "json")
    {
        statements.extend(bundles::read(path)?);
        return Ok(());
    }
    let text = read(path)?;
    if text.trim_start().starts_with("-----BEGIN") {
        return trust
            .key(text.parse::<PublicKey>().map_err(of_security)?)
            .map_err(of_security);
    }
    // What stands behind a key is for people.
    for line in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let key = line.split_whitespace().next().unwrap_or_default();
        trust
            .key(key.parse::<PublicKey>().map_err(of_security)?)
            .map_err(of_security)?;
    }
    Ok(())
}

/// Successors first, each after the one before it; then revocations, which may be about successors.
fn apply(trust: &mut Trust, statements: Vec<Bundle>) -> Vec<String> {
    let is_revocation = |bundle: &Bundle| {
        let predicate = bundle
            .statement()
            .and_then(|statement| statement.predicate());
        matches!(predicate, Ok(Predicate::Revocation(_)))
    };
    let (revocations, mut rotations): (Vec<_>, Vec<_>) =
        statements.into_iter().partition(is_revocation);
    loop {
        let before = rotations.len();
        rotations.retain(|bundle| trust.succeed(bundle).is_err());
        if rotations.len() == before {
            break;
        }
    }
    let ignored = rotations
        .iter()
        .filter_map(|bundle| trust.succeed(bundle).err())
        .collect::<Vec<_>>();
    let refused = revocations
        .iter()
        .filter_map(|bundle| trust.revoke(bundle).err());
    ignored
        .into_iter()
        .chain(refused)
        .map(|error| error.to_string())
        .collect()
}

fn read(path: &Path) -> Result<String> {
    let cannot = || format!("{} cannot be read", path.display());
    // A list of all keys that can be trusted at once is smaller than this.
    if fs::metadata(path).with_context(cannot)?.len() > 4 * KEY_FILE_BYTES as u64 {
        let message = format!("{} is too large for a file of keys", path.display());
        return Err(Fault::usage("PW-KEY-PUBLIC", message).into());
    }
    fs::read_to_string(path).with_context(cannot)
}
