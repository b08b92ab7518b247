//! What plugins of a namespace may ask for at all, whoever grants it.

use std::collections::BTreeSet;

use plugwright_manifest::{AccessMode, Capabilities, Capability, OriginPattern};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A kind of capability, without its parameters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum CapabilityKind {
    /// Outbound HTTP.
    Http,
    /// Directories to read.
    DirectoryRead,
    /// Directories to write.
    DirectoryWrite,
    /// Environment variables.
    Env,
    /// Configuration keys.
    Config,
    /// Key-value buckets.
    KeyValue,
    /// Secrets.
    Secret,
    /// The GPU.
    Gpu,
    /// Reading an interface signature graph.
    ReadIsg,
    /// Writing visualizations.
    WriteVisualization,
}

/// The origins that plugins may ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// Only these, and patterns within them. Without it, every origin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow: Option<BTreeSet<OriginPattern>>,
    /// Never these, and no pattern that includes one of them.
    pub block: BTreeSet<OriginPattern>,
}

impl CapabilityKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Http,
        Self::DirectoryRead,
        Self::DirectoryWrite,
        Self::Env,
        Self::Config,
        Self::KeyValue,
        Self::Secret,
        Self::Gpu,
        Self::ReadIsg,
        Self::WriteVisualization,
    ];

    /// The kind of a capability.
    pub fn of(capability: &Capability) -> Self {
        match capability {
            Capability::Http(..) => Self::Http,
            Capability::Directory(_, AccessMode::ReadOnly) => Self::DirectoryRead,
            Capability::Directory(_, AccessMode::ReadWrite) => Self::DirectoryWrite,
            Capability::Env(_) => Self::Env,
            Capability::Config(_) => Self::Config,
            Capability::KeyValue(_) => Self::KeyValue,
            Capability::Secret(..) => Self::Secret,
            Capability::Gpu => Self::Gpu,
            Capability::ReadIsg => Self::ReadIsg,
            Capability::WriteVisualization => Self::WriteVisualization,
        }
    }
}

impl Network {
    /// Whether a plugin may ask for the origins of this pattern.
    pub fn permits(&self, asked: &OriginPattern) -> bool {
        let allowed = |allow: &BTreeSet<OriginPattern>| allow.iter().any(|own| own.covers(asked));
        // Two patterns that meet lie one within the other: a `*` stands for exactly one label.
        let meets = |own: &OriginPattern| own.covers(asked) || asked.covers(own);
        self.allow.as_ref().is_none_or(allowed) && !self.block.iter().any(meets)
    }
}

/// What is asked for of a kind that is not allowed. Whoever may write may read.
pub(super) fn of_other_kinds(
    asked: &Capabilities,
    allowed: &BTreeSet<CapabilityKind>,
) -> Vec<Capability> {
    let permitted = |capability: &Capability| {
        let kind = CapabilityKind::of(capability);
        allowed.contains(&kind)
            || kind == CapabilityKind::DirectoryRead
                && allowed.contains(&CapabilityKind::DirectoryWrite)
    };
    asked.iter().filter(|asked| !permitted(asked)).collect()
}

/// What is asked for at origins that are not permitted.
pub(super) fn at_other_origins(asked: &Capabilities, network: &Network) -> Vec<Capability> {
    let permitted = |capability: &Capability| match capability {
        Capability::Http(origin, _) | Capability::Secret(_, origin) => network.permits(origin),
        _ => true,
    };
    asked.iter().filter(|asked| !permitted(asked)).collect()
}
