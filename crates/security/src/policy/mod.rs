//! Whether a plugin may be used here, and why.
//!
//! An operator writes a policy once; [`evaluate`] then answers for each plugin with the same words: which rule, what was found,
//! what to do. It is a pure function of the policy, of what is known of the plugin, and of the time, so that its answers can be tested
//! as a table, and repeated years later from what the audit log kept. Signatures are verified elsewhere; here they are only counted.

mod block;
mod candidate;
mod ceiling;
mod file;
mod judge;
mod namespace;
mod origin;
mod presented;
mod rule;
mod severity;
mod signer;

#[cfg(test)]
mod tests;

pub use block::{Block, Target};
pub use candidate::{Advisory, Arrival, Candidate, Findings, Provenance, Source};
pub use ceiling::{CapabilityKind, Network};
pub use judge::{Fact, Reason, RuleName, Score, Standing, Verdict, evaluate};
pub use namespace::Namespace;
pub use origin::RegistryOrigin;
pub use presented::{Judgement, Presented};
pub use rule::Rule;
pub use severity::Severity;
pub use signer::{Identity, KnownSigner, Signer, SignerName, TrustClass};

use std::collections::{BTreeMap, BTreeSet};

use plugwright_manifest::{Label, PluginId, VersionReq};

use crate::Error;

/// What may run here, by whose word, and with what at most.
///
/// The default trusts nobody: under it, nothing may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Those whose signatures can count.
    pub signers: BTreeMap<SignerName, KnownSigner>,
    /// Those of them whose word counts that a version was audited.
    pub auditors: BTreeSet<SignerName>,
    /// The rule for everything that no other rule is about.
    pub default: Rule,
    /// The rules for namespaces.
    pub namespaces: BTreeMap<Namespace, Rule>,
    /// What is refused whatever speaks for it.
    pub block: Vec<Block>,
    /// Versions that need not have the minimum age.
    pub age_exceptions: Vec<(PluginId, VersionReq)>,
    /// Advisories that were looked at, and do not block.
    pub accepted_advisories: BTreeSet<Label>,
    /// Whether plugins from folders of this machine may run unsigned.
    pub unsigned_folders: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            signers: BTreeMap::new(),
            auditors: BTreeSet::new(),
            default: Rule::of_level(plugwright_manifest::SecurityLevel::Medium),
            namespaces: BTreeMap::new(),
            block: Vec::new(),
            age_exceptions: Vec::new(),
            accepted_advisories: BTreeSet::new(),
            unsigned_folders: false,
        }
    }
}

impl Policy {
    /// Reads a policy file. `file` is what messages call it.
    ///
    /// # Errors
    /// [`Error::Document`] with line, column and what was probably meant.
    pub fn parse(file: &str, text: &str) -> Result<Self, Error> {
        Ok(file::parse(file, text)?)
    }

    /// A policy to begin with, with a comment on each key.
    pub const SAMPLE: &str = include_str!("file/sample.yaml");

    /// The JSON Schema (draft 2020-12) of the file, for editors.
    pub fn schema() -> serde_json::Value {
        file::schema().into()
    }

    /// The rule for a plugin, and what the file calls it.
    pub fn rule_for(&self, id: &PluginId) -> (String, &Rule) {
        let namespace = id.namespace();
        match namespace.and_then(|name| self.namespaces.get_key_value(name)) {
            Some((name, rule)) => (format!("namespaces.{name}"), rule),
            None => ("default".to_owned(), &self.default),
        }
    }
}
