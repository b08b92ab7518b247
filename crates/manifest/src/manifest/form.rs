//! The nested layout, field by field: what tools write, and what the other layouts are turned into.

use schemars::JsonSchema;
use semver::Version;
use serde::{Deserialize, Serialize};

use super::claims::Claims;
use super::dependencies::{DependencyForm, Requirement};
use super::remote::{Link, Remote};
use crate::capabilities::CapabilityForm;
use crate::metadata::{Category, ImageReference, PluginType, SecurityLevel, Signature};
use crate::{Description, Label, LimitRequest, PluginId, version};

/// A plugin for Plugwright.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Manifest")]
pub(super) struct Form {
    /// What the plugin is.
    pub(super) plugin: PluginForm,
    /// How to reach it, if its runtime is `remote`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) remote: Option<Remote>,
    /// What it asks for.
    #[serde(default, skip_serializing_if = "CapabilityForm::is_empty")]
    pub(super) capabilities: CapabilityForm,
    /// How much it asks for.
    #[serde(default, skip_serializing_if = "LimitRequest::is_empty")]
    pub(super) limits: LimitRequest,
    /// What it needs.
    #[serde(default, skip_serializing_if = "DependencyForm::is_empty")]
    pub(super) dependencies: DependencyForm,
    /// What it registers.
    #[serde(default, skip_serializing_if = "Claims::is_empty")]
    pub(super) claims: Claims,
}

/// What the plugin is.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Plugin")]
pub(super) struct PluginForm {
    /// Its id. Without one, `name` has to be an id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<PluginId>,
    /// Its name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Label>,
    /// Its version (Semantic Versioning 2.0).
    #[serde(deserialize_with = "version::deserialize")]
    pub(super) version: Version,
    /// What it does.
    #[serde(default, skip_serializing_if = "Description::is_empty")]
    pub(super) description: Description,
    /// The kinds of interfaces that it serves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) types: Vec<PluginType>,
    /// Where it runs: `wasm`, the default, or `remote`.
    #[serde(default, skip_serializing_if = "RuntimeWord::is_default")]
    pub(super) runtime: RuntimeWord,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) author: Option<Label>,
    /// Its licence, best as an SPDX expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) license: Option<Label>,
    /// Its web page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) homepage: Option<Link>,
    /// Where its source is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) repository: Option<Link>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) category: Option<Category>,
    /// Words to find it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<Label>,
    /// Languages whose code it runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) supported_languages: Vec<Label>,
    /// What it promises never to ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) security_level: Option<SecurityLevel>,
    /// The container image that it runs in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) container_image: Option<ImageReference>,
    /// The oldest Plugwright that it works with.
    #[serde(
        default,
        alias = "minimum_forgeai_version",
        deserialize_with = "version::deserialize_some",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) minimum_plugwright_version: Option<Version>,
    /// The newest Plugwright that it works with.
    #[serde(
        default,
        alias = "maximum_forgeai_version",
        deserialize_with = "version::deserialize_some",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) maximum_plugwright_version: Option<Version>,
    /// The version of the plugin interface that it was built against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) api: Option<Requirement>,
    /// Whether it may be made one component with another plugin, with which it then shares memory, time and faults.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) composable: bool,
    /// A signature that travels with the manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) signature: Option<Signature>,
}

/// Where a plugin runs, as a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Runtime")]
pub(super) enum RuntimeWord {
    /// In the host's process, as a component.
    #[default]
    Wasm,
    /// As a service behind a network connection.
    Remote,
}

impl RuntimeWord {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde calls it with a reference"
    )]
    fn is_default(&self) -> bool {
        *self == Self::Wasm
    }
}
