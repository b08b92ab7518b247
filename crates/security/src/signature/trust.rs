//! Which keys are trusted, since when, until when, and what became of them.

use std::collections::BTreeMap;

use super::{IdentityRule, Reason};
use crate::{
    Error, Timestamp,
    bundle::Bundle,
    keys::{KeyId, PublicKey},
    limits::TRUSTED_KEYS,
    policy::Policy,
    statement::{Predicate, Revocation, Rotation},
};

/// The keys and identities that somebody trusts, by their own decision.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    keys: BTreeMap<KeyId, TrustedKey>,
    identities: Vec<IdentityRule>,
    #[cfg(feature = "keyless")]
    keyless: Option<super::KeylessRoot>,
    revoked: BTreeMap<KeyId, Timestamp>,
    /// From a key to the one whose statement made it trusted.
    predecessors: BTreeMap<KeyId, KeyId>,
}

/// A key, and when its signatures count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrustedKey {
    /// The key.
    pub key: PublicKey,
    /// The first moment; none for always.
    pub from: Option<Timestamp>,
    /// The first moment at which they do not count any more; none for never.
    pub until: Option<Timestamp>,
}

/// When a signature was made, as far as somebody else than the signer says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// When a registry recorded it, from the registry's signed index. A time that the signer states is never used (RB5).
    pub recorded: Option<Timestamp>,
    /// Now, for signatures that nobody recorded.
    pub now: Timestamp,
}

impl From<PublicKey> for TrustedKey {
    /// Trusted at all times.
    fn from(key: PublicKey) -> Self {
        Self {
            key,
            from: None,
            until: None,
        }
    }
}

impl Trust {
    /// Nobody.
    pub fn nobody() -> Self {
        Self::default()
    }

    /// Trusts a key. The same key again, in whatever form, changes nothing but its times.
    ///
    /// # Errors
    /// [`Error::TooManyKeys`] above [`TRUSTED_KEYS`].
    pub fn key(&mut self, key: impl Into<TrustedKey>) -> Result<(), Error> {
        let trusted = key.into();
        let id = trusted.key.id();
        if self.keys.len() >= TRUSTED_KEYS && !self.keys.contains_key(&id) {
            return Err(Error::TooManyKeys);
        }
        self.predecessors.remove(&id);
        self.keys.insert(id, trusted);
        Ok(())
    }

    /// Trusts an identity, for keyless signatures.
    pub fn identity(&mut self, rule: IdentityRule) {
        self.identities.push(rule);
    }

    /// Trusts the identities that a policy knows, each as a whole.
    ///
    /// # Errors
    /// [`Error::Identity`] for one that no certificate can have.
    pub fn identities_of(&mut self, policy: &Policy) -> Result<(), Error> {
        for known in policy.signers.values() {
            for identity in &known.identities {
                let rule = IdentityRule::exactly(&identity.issuer, &identity.subject)?;
                self.identity(rule);
            }
        }
        Ok(())
    }

    /// Trusts the certificates and logs of `root`, for keyless signatures by the identities that are trusted.
    #[cfg(feature = "keyless")]
    pub fn keyless(&mut self, root: super::KeylessRoot) {
        self.keyless = Some(root);
    }

    /// Takes in a revocation by the key itself. Of several for one key the earliest time counts.
    ///
    /// # Errors
    /// [`Error::KeyStatement`] when it is no revocation, or not signed by a key that is trusted.
    pub fn revoke(&mut self, bundle: &Bundle) -> Result<Revocation, Error> {
        let Predicate::Revocation(revocation) = bundle.statement()?.predicate()? else {
            return Err(refuse("it is no revocation"));
        };
        self.check_signer(bundle, revocation.key)?;
        let since = self
            .revoked
            .entry(revocation.key)
            .or_insert(revocation.since);
        *since = revocation.since.min(*since);
        Ok(revocation)
    }

    /// Trusts the successor of a trusted key, on that key's word. It stays trusted as long as the old key is not revoked.
    ///
    /// # Errors
    /// [`Error::KeyStatement`] when it is no rotation, not signed by a key that is trusted, or a second one of the same key.
    pub fn succeed(&mut self, bundle: &Bundle) -> Result<Rotation, Error> {
        let Predicate::Rotation(rotation) = bundle.statement()?.predicate()? else {
            return Err(refuse("it is no rotation"));
        };
        let (old, new) = (rotation.old.id(), rotation.new.id());
        self.check_signer(bundle, old)?;
        if self
            .predecessors
            .iter()
            .any(|(other, key)| *key == old && *other != new)
        {
            return Err(refuse(
                "the key has another successor already: one of the two is not by its owner",
            ));
        }
        if !self.keys.contains_key(&new) {
            self.key(rotation.new)?;
            self.predecessors.insert(new, old);
        }
        Ok(*rotation)
    }

    fn check_signer(&self, bundle: &Bundle, id: KeyId) -> Result<(), Error> {
        let trusted = self
            .keys
            .get(&id)
            .ok_or_else(|| refuse("it is about a key that is not trusted here"))?;
        if !bundle.is_signed_by(&trusted.key) {
            return Err(refuse("it is not signed by the key that it is about"));
        }
        Ok(())
    }

    /// The key of that name.
    pub fn find(&self, id: KeyId) -> Option<&PublicKey> {
        self.keys.get(&id).map(|trusted| &trusted.key)
    }

    /// The key whose statement made this one trusted, if it is not trusted by itself.
    pub fn predecessor(&self, id: KeyId) -> Option<KeyId> {
        self.predecessors.get(&id).copied()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &PublicKey> {
        self.keys.values().map(|trusted| &trusted.key)
    }

    pub(super) fn identities(&self) -> &[IdentityRule] {
        &self.identities
    }

    #[cfg(feature = "keyless")]
    pub(super) fn keyless_root(&self) -> Option<&super::KeylessRoot> {
        self.keyless.as_ref()
    }

    /// Whether a good signature by `id` counts at that moment.
    pub(super) fn check(&self, id: KeyId, moment: Moment) -> Result<(), Reason> {
        let Some(trusted) = self.keys.get(&id) else {
            return Err(Reason::UnknownKey(id));
        };
        if let Some(since) = self.revoked.get(&id).copied()
            && moment.recorded.is_none_or(|recorded| recorded >= since)
        {
            return Err(Reason::Revoked { key: id, since });
        }
        self.check_predecessors(id)?;
        let at = moment.recorded.unwrap_or(moment.now);
        match (trusted.from, trusted.until) {
            (Some(from), _) if at < from => Err(Reason::TooEarly { key: id, from, at }),
            (_, Some(until)) if at >= until => Err(Reason::TooLate { key: id, until, at }),
            _ => Ok(()),
        }
    }

    /// When a rotation was signed, nobody but the signer says: if the old key is revoked, it may be the thief's.
    fn check_predecessors(&self, key: KeyId) -> Result<(), Reason> {
        // Each key is added after the one before it, so that this ends.
        let mut current = key;
        while let Some(old) = self.predecessor(current) {
            if self.revoked.contains_key(&old) {
                return Err(Reason::SuccessorOfRevoked { key, old });
            }
            current = old;
        }
        Ok(())
    }
}

fn refuse(problem: &'static str) -> Error {
    Error::KeyStatement { problem }
}
