//! What an operator gives a plugin, and how it changes.
//!
//! What a plugin asks for stands in its manifest, under its author's signature. What it gets stands here, in a file of the operator's
//! that no signature of anybody else reaches: an update cannot bring its own grant along. Each file keeps what was asked for when the
//! operator decided, so that the next update is compared with that, and only what is new has to be decided.

mod capability_set;
mod difference;
mod edit;
mod file;
mod folder;
mod learn;
mod live;
mod request;
mod words;

#[cfg(test)]
mod tests;

pub use difference::{Change, Difference, difference};
pub use folder::{GrantFolder, Stored};
pub use learn::{Learned, Use, learn};
pub use live::LiveGrant;
pub use request::Request;

use plugwright_manifest::{Capabilities, Digest, Label, LimitRequest, Limits, PluginId, Version};
use serde::{Deserialize, Serialize};

use crate::{Error, Timestamp};

/// What one plugin may do here, by the operator's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The plugin.
    pub plugin: PluginId,
    /// Which decision this is.
    pub consent: Consent,
    /// What the plugin asked for when it was decided.
    pub asked: Request,
    /// What it gets, which may be less.
    pub gives: Capabilities,
    /// What it gets at most, beside what the host and the policy say.
    pub limits: LimitRequest,
    /// Since when it gets nothing at all any more.
    pub revoked: Option<Revocation>,
}

/// Who decided, about what, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The version that was looked at.
    pub version: Version,
    /// The digest of what was looked at, if it was a package or a component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Who decided.
    pub by: Label,
    /// When.
    pub at: Timestamp,
}

/// The end of a grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// Who ended it.
    pub by: Label,
    /// When.
    pub at: Timestamp,
    /// Why, for those who meet it.
    pub reason: Label,
}

impl Grant {
    /// Everything that is asked for.
    pub fn of_all(plugin: PluginId, asked: Request, consent: Consent) -> Self {
        Self {
            plugin,
            consent,
            gives: asked.capabilities.clone(),
            limits: LimitRequest::default(),
            asked,
            revoked: None,
        }
    }

    /// Reads a grant file. `file` is what messages call it.
    ///
    /// # Errors
    /// [`Error::Document`] with line, column and what was probably meant.
    pub fn parse(file: &str, text: &str) -> Result<Self, Error> {
        file::parse(file, text)
    }

    /// The file of this grant.
    pub fn to_yaml(&self) -> String {
        file::to_yaml(self)
    }

    /// What an update asks for beyond what was decided. If [`Difference::asks_for_more`], the update waits: it may be
    /// downloaded, and nothing of it runs before the operator has seen exactly this.
    pub fn update(&self, asked: &Request) -> Difference {
        difference(&self.asked, asked).without(|capability| self.gives.include(capability))
    }

    /// What a plugin gets that asks for this: nothing that it does not ask for, nothing that was not granted.
    ///
    /// # Errors
    /// [`Error::GrantRevoked`] if the operator took the grant back.
    pub fn effective(&self, asked: &Capabilities) -> Result<Capabilities, Error> {
        self.in_force()?;
        Ok(capability_set::both(asked, &self.gives))
    }

    /// What the plugin gets of limits that are resolved already.
    #[must_use]
    pub fn cap(&self, limits: &Limits) -> Limits {
        limits.capped_by(&self.limits.resolve(limits))
    }

    /// Whether it is in force.
    ///
    /// # Errors
    /// [`Error::GrantRevoked`] if the operator took it back.
    pub fn in_force(&self) -> Result<(), Error> {
        match &self.revoked {
            None => Ok(()),
            Some(revocation) => Err(Error::GrantRevoked {
                plugin: self.plugin.clone(),
                reason: revocation.reason.clone(),
            }),
        }
    }
}
