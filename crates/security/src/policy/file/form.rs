//! The policy file, key by key.

use std::collections::{BTreeMap, BTreeSet};

use plugwright_manifest::{
    Digest, Label, LimitRequest, PluginId, SecurityLevel, TimeSpan, VersionReq, parse_requirement,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::Timestamp;
use crate::document::At;
use crate::policy::{
    CapabilityKind, Identity, Namespace, Network, RegistryOrigin, Severity, SignerName, TrustClass,
};

/// What may run here, by whose word, and with what at most.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Policy")]
pub(super) struct PolicyForm {
    /// The version of this format: 1.
    #[schemars(with = "u32", range(min = 1, max = 1))]
    pub(super) format: At<u32>,
    /// Those whose signatures can count, by names of your own.
    #[serde(default)]
    #[schemars(with = "BTreeMap<SignerName, SignerForm>")]
    pub(super) signers: BTreeMap<SignerName, At<SignerForm>>,
    /// The signers that count wherever a rule names none.
    #[serde(default)]
    #[schemars(with = "BTreeSet<SignerName>")]
    pub(super) trusted_authors: Vec<At<SignerName>>,
    /// The signers whose word counts that a version was audited.
    #[serde(default)]
    #[schemars(with = "BTreeSet<SignerName>")]
    pub(super) auditors: Vec<At<SignerName>>,
    /// The rule for everything that no other rule is about.
    #[serde(default = "no_rule")]
    #[schemars(with = "RuleForm")]
    pub(super) default: At<RuleForm>,
    /// The rules for namespaces. What one leaves out is as in `default`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Namespace, RuleForm>")]
    pub(super) namespaces: BTreeMap<Namespace, At<RuleForm>>,
    /// What is refused whatever speaks for it.
    #[serde(default)]
    #[schemars(with = "Vec<BlockForm>")]
    pub(super) block: Vec<At<BlockForm>>,
    /// Versions that need not have the minimum age: an urgent correction, for instance.
    #[serde(default)]
    pub(super) age_exceptions: Vec<AgeExceptionForm>,
    /// Advisories that were looked at, and do not block.
    #[serde(default)]
    pub(super) accepted_advisories: BTreeSet<Label>,
    /// What is allowed on the machine of a developer, and nowhere else.
    #[serde(default)]
    pub(super) development: DevelopmentForm,
}

/// Somebody who signs.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Signer")]
pub(super) struct SignerForm {
    /// `official`, `verified` (a community author) or `enterprise`.
    pub(super) class: TrustClass,
    /// The ids of its keys, as `plugwright key list` shows them.
    #[serde(default)]
    pub(super) keys: BTreeSet<Digest>,
    /// Its keyless identities, compared whole.
    #[serde(default)]
    pub(super) identities: BTreeSet<Identity>,
    /// Signatures under versions published before this do not count.
    #[serde(default)]
    pub(super) valid_from: Option<Timestamp>,
    /// Signatures under versions published from then on do not count.
    #[serde(default)]
    pub(super) revoked: Option<Timestamp>,
}

/// What has to hold of a plugin.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Rule")]
pub(super) struct RuleForm {
    /// How strict it is, `low`, `medium` (the default) or `high`: sets everything that no other key sets.
    pub(super) level: Option<SecurityLevel>,
    /// The one registry that the namespace comes from.
    pub(super) registry: Option<RegistryOrigin>,
    /// Whose signatures count. Without it, those of `trusted_authors`.
    #[schemars(with = "Option<BTreeSet<SignerName>>")]
    pub(super) signers: Option<Vec<At<SignerName>>>,
    /// How many of them have to have signed.
    #[schemars(with = "Option<u32>", range(min = 1, max = 64))]
    pub(super) signatures: Option<At<u32>>,
    /// How long ago a version has to have been published.
    pub(super) minimum_age: Option<TimeSpan>,
    /// Whether a scan has to have come to its end.
    pub(super) require_scan: Option<bool>,
    /// The least severity of a finding that blocks.
    pub(super) scan_blocks: Option<Severity>,
    /// The least severity of an advisory that blocks.
    pub(super) advisories_block: Option<Severity>,
    /// Whether an auditor has to have stated that the version was audited.
    pub(super) require_audit: Option<bool>,
    /// Whether there has to be provenance that agrees with the manifest.
    pub(super) require_provenance: Option<bool>,
    /// The kinds of capabilities that may be asked for. Without it, all that the level permits.
    pub(super) allowed_capabilities: Option<BTreeSet<CapabilityKind>>,
    /// The origins that may be asked for.
    pub(super) network: Option<Network>,
    /// What plugins get at most.
    pub(super) limits: Option<LimitRequest>,
    /// The least trust score, from 0 to 100.
    #[schemars(with = "Option<u32>", range(min = 0, max = 100))]
    pub(super) minimum_score: Option<At<u32>>,
}

/// An entry of the block list: `id`, with `versions` or without, or `digest`, or `author`, or `license`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Block")]
pub(super) struct BlockForm {
    /// A plugin.
    #[serde(default)]
    pub(super) id: Option<PluginId>,
    /// Which of its versions; all without it.
    #[serde(default)]
    pub(super) versions: Option<VersionRange>,
    /// A package, by its bytes.
    #[serde(default)]
    pub(super) digest: Option<Digest>,
    /// Whatever names this author.
    #[serde(default)]
    pub(super) author: Option<Label>,
    /// Whatever names this licence.
    #[serde(default)]
    pub(super) license: Option<Label>,
    /// Why.
    pub(super) reason: Label,
}

/// Versions that need not have the minimum age.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AgeException")]
pub(super) struct AgeExceptionForm {
    /// The plugin.
    pub(super) id: PluginId,
    /// Its versions.
    pub(super) versions: VersionRange,
    /// Why.
    #[serde(rename = "reason")]
    pub(super) _reason: Label,
}

/// What is allowed on the machine of a developer.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Development")]
pub(super) struct DevelopmentForm {
    /// Whether plugins from folders of this machine may run unsigned.
    pub(super) unsigned_folders: bool,
}

/// A version requirement in the notation of Cargo, bounded.
pub(super) struct VersionRange(pub(super) VersionReq);

fn no_rule() -> At<RuleForm> {
    RuleForm::default().into()
}

impl<'de> Deserialize<'de> for VersionRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_requirement(&text).map(Self).map_err(D::Error::custom)
    }
}

impl JsonSchema for VersionRange {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "VersionRange".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A version requirement in the notation of Cargo.",
            "type": "string",
            "maxLength": 256,
            "examples": ["<1.2.3", ">=1.2, <2"],
        })
    }
}
