//! Where a passphrase comes from: a file, the environment, or the terminal, in this order. Never an argument, which every process can see.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use plugwright_manifest::Slug;
use plugwright_security::keys::Passphrase;
use zeroize::Zeroizing;

use crate::{blame::of_security, exit::Fault};

const VARIABLE: &str = "PLUGWRIGHT_PASSPHRASE";
const NEW_VARIABLE: &str = "PLUGWRIGHT_NEW_PASSPHRASE";

/// How the passphrase is given where nobody can type. Without these and without PLUGWRIGHT_PASSPHRASE the terminal asks.
#[derive(Debug, Args)]
pub(crate) struct PassphraseArgs {
    /// A file with the passphrase in its only line, which nobody else can read.
    #[arg(
        long,
        value_name = "FILE",
        env = "PLUGWRIGHT_PASSPHRASE_FILE",
        global = true
    )]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseArgs {
    /// The passphrase of a key that exists.
    pub(crate) fn for_existing(&self, name: &Slug) -> Result<Passphrase> {
        match self.given(VARIABLE)? {
            Some(given) => Ok(given),
            None => ask(&format!("passphrase of `{}`: ", name.as_str())),
        }
    }

    /// The passphrase of a key that is made, typed twice.
    pub(super) fn for_new(&self, name: &Slug) -> Result<Passphrase> {
        match self.given(VARIABLE)? {
            Some(given) => Ok(given),
            None => ask_twice(name),
        }
    }

    /// The passphrase of a key that takes the place of another; where nobody can type it is the same, unless
    /// PLUGWRIGHT_NEW_PASSPHRASE has one.
    pub(super) fn for_successor(&self, name: &Slug) -> Result<Passphrase> {
        let of_its_own = of_environment(NEW_VARIABLE)?;
        match of_its_own.map_or_else(|| self.given(VARIABLE), |own| Ok(Some(own)))? {
            Some(given) => Ok(given),
            None => ask_twice(name),
        }
    }

    fn given(&self, variable: &str) -> Result<Option<Passphrase>> {
        match &self.passphrase_file {
            Some(file) => Passphrase::from_file(file).map(Some).map_err(of_security),
            None => of_environment(variable),
        }
    }
}

fn of_environment(variable: &str) -> Result<Option<Passphrase>> {
    match std::env::var(variable) {
        Ok(text) => Passphrase::new(Zeroizing::new(text))
            .map(Some)
            .map_err(of_security),
        Err(_) => Ok(None),
    }
}

fn ask_twice(name: &Slug) -> Result<Passphrase> {
    let first = type_in(&format!("passphrase for `{}`: ", name.as_str()))?;
    let second = type_in("once more: ")?;
    if first != second {
        return Err(Fault::usage(
            "PW-KEY-PASSPHRASE",
            "the two passphrases differ; nothing was made",
        )
        .into());
    }
    Passphrase::new(first).map_err(of_security)
}

fn ask(prompt: &str) -> Result<Passphrase> {
    Passphrase::new(type_in(prompt)?).map_err(of_security)
}

fn type_in(prompt: &str) -> Result<Zeroizing<String>> {
    let typed = rpassword::prompt_password(prompt).map_err(|_| {
        let message = "there is no terminal to ask for the passphrase; set PLUGWRIGHT_PASSPHRASE or say `--passphrase-file FILE`";
        Fault::usage("PW-KEY-PASSPHRASE", message)
    })?;
    Ok(Zeroizing::new(typed))
}
