//! Whom the caller trusts.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use clap::Args;
use plugwright_manifest::Slug;
use plugwright_security::{
    keys::PublicKey,
    limits::KEY_FILE_BYTES,
    signature::{Trust, TrustFiles},
};

use super::keyless::IdentityArgs;
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
    /// Count keyless signatures, by the certificate authorities and logs of this trusted root (`trusted_root.json`).
    #[arg(long, value_name = "ROOT")]
    keyless: Option<PathBuf>,
}

impl TrustedArgs {
    /// The trust, and what was found that changes nothing.
    pub(super) fn trust(
        &self,
        store: &StoreArgs,
        identities: &IdentityArgs,
    ) -> Result<(Trust, Vec<String>)> {
        let mut trust = Trust::nobody();
        if let Some(root) = &self.keyless {
            identities.add_to(&mut trust, root)?;
        }
        for key in &self.key {
            trust.key(key_of(key, store)?).map_err(of_security)?;
        }
        let mut files = TrustFiles::default();
        for path in &self.trusted {
            files.read(path).map_err(of_security)?;
        }
        let notes = files.apply(&mut trust).map_err(of_security)?;
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

fn read(path: &Path) -> Result<String> {
    let cannot = || format!("{} cannot be read", path.display());
    if fs::metadata(path).with_context(cannot)?.len() > KEY_FILE_BYTES as u64 {
        let message = format!("{} is too large for a public key", path.display());
        return Err(Fault::usage("PW-KEY-PUBLIC", message).into());
    }
    fs::read_to_string(path).with_context(cannot)
}
