//! Keys in an SSH agent, which signs and never gives a key away.
//!
//! Such a key may be in a hardware token's agent, on another machine whose agent is forwarded, or behind a question that somebody has to
//! answer. The protocol is that of OpenSSH ([draft-ietf-sshm-ssh-agent](https://datatracker.ietf.org/doc/draft-ietf-sshm-ssh-agent/)); of it,
//! two requests are used: list the keys, and sign. An Ed25519 key signs the bytes as they are (RFC 8709), so that a signature from an
//! agent is like any other. What answers may be anything: lengths are bounded before memory is taken, each request has a deadline, and
//! a signature is verified before it is used.

mod connection;
mod wire;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use plugwright_manifest::{Digest, printable};

use super::{PublicKey, SIGNATURE_BYTES, SigningKey};
use crate::Error;
use connection::Connection;

/// How long an agent may take to list its keys.
const LISTING: Duration = Duration::from_secs(10);
/// How long it may take to sign: it may ask somebody.
const SIGNING: Duration = Duration::from_mins(2);

/// An agent, by its socket.
#[derive(Debug, Clone)]
pub struct Agent {
    socket: PathBuf,
    listing: Duration,
    signing: Duration,
}

/// An Ed25519 key that an agent holds.
#[derive(Debug, Clone)]
pub struct AgentKey {
    agent: Agent,
    public: PublicKey,
    fingerprint: String,
    comment: String,
}

impl Agent {
    /// The agent of this session, from `SSH_AUTH_SOCK`; none if there is none.
    pub fn of_session() -> Option<Self> {
        let socket = std::env::var_os("SSH_AUTH_SOCK").filter(|socket| !socket.is_empty())?;
        Some(Self::at(socket))
    }

    /// The agent that listens there.
    pub fn at(socket: impl Into<PathBuf>) -> Self {
        Self {
            socket: socket.into(),
            listing: LISTING,
            signing: SIGNING,
        }
    }

    /// Its Ed25519 keys. Others, and those that must not be trusted, are left out.
    ///
    /// # Errors
    /// [`Error::Agent`] when it does not answer, or answers with something else.
    pub fn keys(&self) -> Result<Vec<AgentKey>, Error> {
        let answer = self
            .connect(self.listing)?
            .exchange(&wire::list_request())?;
        let held = wire::identities(&answer)?;
        Ok(held.filter_map(|held| self.key(&held)).collect())
    }

    /// Its key with this name: a fingerprint as `ssh-add -l` shows it (`SHA256:…`), or the id of the key.
    ///
    /// # Errors
    /// [`Error::Agent`] when there is none, and as [`Agent::keys`].
    pub fn find(&self, name: &str) -> Result<AgentKey, Error> {
        let keys = self.keys()?.into_iter();
        let mut named = keys.filter(|key| key.is_called(name));
        named.next().ok_or(refuse(
            "it has no Ed25519 key of that fingerprint; `ssh-add -l` lists its keys, and `ssh-add` adds one",
        ))
    }

    fn key(&self, held: &wire::Identity<'_>) -> Option<AgentKey> {
        let public = PublicKey::from_bytes(held.ed25519()?).ok()?;
        let digest = Digest::of(held.blob);
        Some(AgentKey {
            agent: self.clone(),
            public,
            fingerprint: format!(
                "SHA256:{}",
                BASE64_STANDARD_NO_PAD.encode(digest.as_bytes())
            ),
            comment: printable(&String::from_utf8_lossy(held.comment), 100),
        })
    }

    fn connect(&self, within: Duration) -> Result<Connection, Error> {
        Connection::open(&self.socket, within)
    }
}

impl AgentKey {
    /// Its fingerprint, as `ssh-add -l` shows it.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// What its owner calls it, in printable ASCII.
    pub fn comment(&self) -> &str {
        &self.comment
    }

    fn is_called(&self, name: &str) -> bool {
        self.fingerprint == name || self.public.id().to_string() == name
    }
}

impl SigningKey for AgentKey {
    fn public(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], Error> {
        let request = wire::sign_request(&self.public, message)?;
        let answer = self.agent.connect(self.agent.signing)?.exchange(&request)?;
        let signature = wire::signature(&answer)?;
        if self.public.verifies(message, &signature) {
            return Ok(signature);
        }
        Err(refuse(
            "its signature is not by the key that was asked for; ask who runs that agent",
        ))
    }
}

fn refuse(problem: &'static str) -> Error {
    Error::Agent { problem }
}
