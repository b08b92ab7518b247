//! What is worth a line in the audit log.

use plugwright_manifest::{Digest, Label, PluginId, Version};
use serde::{Deserialize, Serialize};

/// Something that an operator may have to answer for.
///
/// An event holds names, digests and codes, never what a plugin or a client sent: nothing in it can be a secret, and nothing in it
/// is long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Event {
    /// A plugin became able to take calls.
    Load {
        /// Which.
        plugin: Subject,
    },
    /// A plugin was refused before it could take calls.
    Refusal {
        /// Which.
        plugin: Subject,
        /// The code of the error.
        code: Label,
    },
    /// A version was put where plugins are loaded from.
    Install {
        /// Which.
        plugin: Subject,
        /// The digest of its package.
        package: Digest,
        /// Who did it.
        by: Label,
        /// Where it came from: `file`, `folder`, or the origin of a registry.
        from: Label,
    },
    /// Somebody signed a package here.
    Signature {
        /// Which plugin.
        plugin: Subject,
        /// The digest of its package.
        package: Digest,
        /// The id of the key.
        key: Digest,
    },
    /// The operator's policy and grants were asked whether a version may run.
    Verdict {
        /// Which.
        plugin: Subject,
        /// The digest of its package.
        package: Digest,
        /// The digest of the policy file, if the policy came from one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        policy: Option<Digest>,
        /// The codes of what spoke against it; nothing if it may run.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        against: Vec<Label>,
    },
    /// A plugin was taken out of use.
    Unload {
        /// Which.
        plugin: Subject,
    },
    /// A plugin asked for what it may not have.
    Denial {
        /// Which.
        plugin: Subject,
        /// The code of the error.
        code: Label,
        /// How often, since the last entry of this plugin and code.
        times: u64,
    },
    /// A plugin met a limit.
    Limit {
        /// Which.
        plugin: Subject,
        /// The code of the error.
        code: Label,
        /// How often, since the last entry of this plugin and code.
        times: u64,
    },
    /// A call failed, and a plugin or the host is to blame.
    Fault {
        /// Which plugin.
        plugin: Subject,
        /// The code of the error.
        code: Label,
        /// How often, since the last entry of this plugin and code.
        times: u64,
    },
    /// A plugin failed so often that it takes no calls any more.
    Quarantine {
        /// Which.
        plugin: Subject,
        /// Why.
        reason: Label,
    },
    /// A plugin was taken out of quarantine or out of its rest.
    Release {
        /// Which.
        plugin: Subject,
    },
    /// An operator changed what a plugin may do.
    Grant {
        /// Which.
        plugin: Subject,
        /// Who did it.
        by: Label,
        /// The digest of the grants before.
        before: Option<Digest>,
        /// The digest of the grants since; none when all were taken away.
        after: Option<Digest>,
    },
    /// An operator changed which version of a plugin is active.
    Activate {
        /// The version that is active since; none if the plugin was taken out.
        plugin: Subject,
        /// Who did it.
        by: Label,
        /// The version that was active before.
        before: Option<Version>,
    },
    /// An operator removed an installed version.
    Remove {
        /// Which.
        plugin: Subject,
        /// Who did it.
        by: Label,
    },
    /// An operator did something that is about no single plugin.
    Admin {
        /// Who did it.
        by: Label,
        /// What, in a few words of the program's own.
        action: Label,
    },
    /// The log itself could not keep up, or had to mend its end after a crash.
    Gap {
        /// The events that were lost.
        events: u64,
    },
}

/// A plugin as precisely as it was known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Its id.
    pub id: PluginId,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// The digest of its component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
}

impl Event {
    /// The plugin that it is about.
    pub fn plugin(&self) -> Option<&Subject> {
        match self {
            Self::Load { plugin }
            | Self::Install { plugin, .. }
            | Self::Signature { plugin, .. }
            | Self::Verdict { plugin, .. }
            | Self::Refusal { plugin, .. }
            | Self::Unload { plugin }
            | Self::Denial { plugin, .. }
            | Self::Limit { plugin, .. }
            | Self::Fault { plugin, .. }
            | Self::Quarantine { plugin, .. }
            | Self::Release { plugin }
            | Self::Grant { plugin, .. }
            | Self::Activate { plugin, .. }
            | Self::Remove { plugin, .. } => Some(plugin),
            Self::Admin { .. } | Self::Gap { .. } => None,
        }
    }

    /// Its kind, as it is written in the log.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Load { .. } => "load",
            Self::Install { .. } => "install",
            Self::Signature { .. } => "signature",
            Self::Verdict { .. } => "verdict",
            Self::Refusal { .. } => "refusal",
            Self::Unload { .. } => "unload",
            Self::Denial { .. } => "denial",
            Self::Limit { .. } => "limit",
            Self::Fault { .. } => "fault",
            Self::Quarantine { .. } => "quarantine",
            Self::Release { .. } => "release",
            Self::Grant { .. } => "grant",
            Self::Activate { .. } => "activate",
            Self::Remove { .. } => "remove",
            Self::Admin { .. } => "admin",
            Self::Gap { .. } => "gap",
        }
    }
}
