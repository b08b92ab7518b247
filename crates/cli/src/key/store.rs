//! Where the keys are.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use plugwright_manifest::Slug;
use plugwright_security::keys::{KeyState, KeyStore};

use crate::{blame::of_security, exit::Fault};

/// Which folder of keys.
#[derive(Debug, Args)]
pub(crate) struct StoreArgs {
    /// The folder of your keys; without it `plugwright/keys` in your configuration folder.
    #[arg(long, value_name = "FOLDER", env = "PLUGWRIGHT_KEYS", global = true)]
    keys: Option<PathBuf>,
}

impl StoreArgs {
    /// Opens it, and makes it if it is missing.
    pub(crate) fn open(&self) -> Result<KeyStore> {
        let folder = self.keys.clone().or_else(default_folder);
        let folder = folder.ok_or_else(|| {
            Fault::usage(
                "PW-KEY-FOLDER",
                "there is no home folder; say `--keys FOLDER`",
            )
        })?;
        KeyStore::open(&folder).map_err(of_security)
    }

    /// The key of that name, or the only one that signs.
    pub(crate) fn choose(&self, name: Option<&Slug>) -> Result<Slug> {
        if let Some(name) = name {
            return Ok(name.clone());
        }
        let keys = self.open()?.list().map_err(of_security)?;
        let mut active = keys.into_iter().filter(|key| key.state == KeyState::Active);
        match (active.next(), active.next()) {
            (Some(only), None) => Ok(only.name),
            (None, _) => Err(Fault::usage(
                "PW-KEY-UNKNOWN",
                "there is no key to sign with; make one with `plugwright key new NAME`",
            )
            .into()),
            _ => Err(Fault::usage(
                "PW-KEY-AMBIGUOUS",
                "there are several keys; say which with `--key NAME`",
            )
            .into()),
        }
    }
}

fn default_folder() -> Option<PathBuf> {
    let folder = |variable| {
        std::env::var_os(variable)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let configuration = if cfg!(windows) {
        folder("APPDATA")
    } else {
        folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")))
    };
    configuration.map(|configuration| configuration.join("plugwright").join("keys"))
}
