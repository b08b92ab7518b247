//! Which key: one in a file, by its name, or one in an SSH agent.

use std::str::FromStr;

use anyhow::Result;
use plugwright_manifest::Slug;
use plugwright_security::keys::{Agent, AgentKey, SigningKey};

use super::{PassphraseArgs, StoreArgs};
use crate::{blame::of_security, exit::Fault};

/// What stands before the fingerprint of a key in an agent.
const AGENT: &str = "agent:";

/// A key, as it is named on the command line.
#[derive(Debug, Clone)]
pub(crate) enum KeyName {
    /// The name of a key in a file.
    Stored(Slug),
    /// The fingerprint or id of a key in the agent of the session.
    Agent(String),
}

impl KeyName {
    /// What a person would type for a key of the agent.
    pub(super) fn of_agent(key: &AgentKey) -> String {
        format!("{AGENT}{}", key.fingerprint())
    }
}

impl FromStr for KeyName {
    type Err = plugwright_manifest::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix(AGENT) {
            Some(fingerprint) => Ok(Self::Agent(fingerprint.to_owned())),
            None => text.parse().map(Self::Stored),
        }
    }
}

/// The agent of the session, which has to be there.
fn agent() -> Result<Agent, Fault> {
    Agent::of_session().ok_or_else(|| {
        let message = "there is no SSH agent; start one with `eval $(ssh-agent)`, and add a key with `ssh-add`";
        Fault::usage("PW-KEY-AGENT", message)
    })
}

/// The key of an agent with this fingerprint.
pub(super) fn in_agent(fingerprint: &str) -> Result<AgentKey> {
    agent()?.find(fingerprint).map_err(of_security)
}

/// The key to sign with, and what it is called; without a name the only one in a file.
pub(crate) fn unlock(
    name: Option<&KeyName>,
    store: &StoreArgs,
    passphrase: &PassphraseArgs,
) -> Result<(String, Box<dyn SigningKey>)> {
    let stored = match name {
        Some(KeyName::Agent(fingerprint)) => {
            let key = in_agent(fingerprint)?;
            return Ok((KeyName::of_agent(&key), Box::new(key)));
        }
        Some(KeyName::Stored(name)) => Some(name),
        None => None,
    };
    let name = store.choose(stored)?;
    let passphrase = passphrase.for_existing(&name)?;
    let key = store.open()?.unlock(&name, &passphrase);
    let key = key.map_err(of_security)?;
    Ok((name.as_str().to_owned(), Box::new(key)))
}
