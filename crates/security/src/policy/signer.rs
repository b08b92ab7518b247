//! Who may vouch for a plugin, by keys and identities rather than by names that anybody can write.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use plugwright_manifest::Digest;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::Timestamp;

/// What the operator calls a signer in the policy file: lower-case letters, digits and hyphens. It means nothing outside that file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SignerName(String);

/// Somebody whose signature verified, as far as cryptography can tell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signer {
    /// The holder of a key, by the key's id: the SHA-256 of its DER SubjectPublicKeyInfo.
    Key(Digest),
    /// An identity that an issuer vouches for (keyless signing).
    Identity(Identity),
}

/// A keyless identity. Both parts are compared whole: there are no patterns that could match more than was meant.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields, try_from = "IdentityForm")]
pub struct Identity {
    /// Who vouches for it, for example `https://token.actions.githubusercontent.com`.
    pub issuer: String,
    /// Who it is, for example `https://github.com/acme/plugins/.github/workflows/release.yml@refs/heads/main`.
    pub subject: String,
}

/// What the operator says about a signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownSigner {
    /// Who it is to the operator.
    pub class: TrustClass,
    /// Its keys. However many of them sign, it is one signer.
    pub keys: BTreeSet<Digest>,
    /// Its keyless identities.
    pub identities: BTreeSet<Identity>,
    /// Signatures under versions published before this do not count.
    pub valid_from: Option<Timestamp>,
    /// Signatures under versions published from then on do not count: the key was revoked, or its time is over.
    pub revoked: Option<Timestamp>,
}

/// Where the operator's trust in a signer comes from, from the farthest to the nearest.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum TrustClass {
    /// An author whose key somebody that the operator relies on has verified.
    Verified,
    /// The makers of the host or of Plugwright.
    Official,
    /// The operator's own organisation.
    Enterprise,
}

impl KnownSigner {
    /// Whether it is the one who signed.
    pub(super) fn is(&self, signer: &Signer) -> bool {
        match signer {
            Signer::Key(key) => self.keys.contains(key),
            Signer::Identity(identity) => self.identities.contains(identity),
        }
    }

    /// Whether its signature counts for a version that a registry published then. A date that nobody vouches for proves
    /// nothing about a signer whose time is limited.
    pub(super) fn counted_at(&self, published: Option<Timestamp>) -> bool {
        match published {
            Some(then) => {
                self.valid_from.is_none_or(|from| from <= then)
                    && self.revoked.is_none_or(|revoked| then < revoked)
            }
            None => self.valid_from.is_none() && self.revoked.is_none(),
        }
    }
}

/// Of those whose signature verified, the known ones, each once.
pub(super) fn recognised<'p>(
    known: &'p BTreeMap<SignerName, KnownSigner>,
    signers: &[Signer],
) -> BTreeMap<&'p SignerName, &'p KnownSigner> {
    known
        .iter()
        .filter(|(_, known)| signers.iter().any(|signer| known.is(signer)))
        .collect()
}

impl FromStr for SignerName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let slug = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        if text.is_empty() || text.len() > 64 || !text.bytes().all(slug) || text.starts_with('-') {
            return Err(
                "a signer is called by 1 to 64 characters of a-z, 0-9 and '-', for example `acme-release`",
            );
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for SignerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for SignerName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for SignerName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SignerName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What the policy calls a signer.",
            "type": "string",
            "pattern": "^[a-z0-9][a-z0-9-]{0,63}$",
        })
    }
}

/// A keyless identity, compared whole.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Identity")]
struct IdentityForm {
    /// Who vouches for it: an `https://` address.
    issuer: String,
    /// Who it is.
    subject: String,
}

impl TryFrom<IdentityForm> for Identity {
    type Error = &'static str;

    fn try_from(form: IdentityForm) -> Result<Self, Self::Error> {
        for part in [&form.issuer, &form.subject] {
            if part.is_empty() || part.len() > 1024 || !part.bytes().all(|c| c.is_ascii_graphic()) {
                return Err("an identity has 1 to 1,024 printable ASCII characters without spaces");
            }
            if part.contains('*') {
                return Err(
                    "identities are compared whole; a `*` would match what nobody meant: write each one out",
                );
            }
        }
        if !form.issuer.starts_with("https://") {
            return Err("an issuer is an `https://` address");
        }
        Ok(Self {
            issuer: form.issuer,
            subject: form.subject,
        })
    }
}

impl fmt::Display for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(digest) => write!(f, "key {digest}"),
            Self::Identity(identity) => write!(f, "{}", identity.subject.escape_debug()),
        }
    }
}

impl fmt::Display for TrustClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Official => "official",
            Self::Verified => "verified community",
            Self::Enterprise => "enterprise",
        })
    }
}
