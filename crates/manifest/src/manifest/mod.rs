//! The manifest: what a plugin says about itself.
//!
//! It is a *claim*, parsed from text that a stranger wrote. Parsing makes it a [`Manifest`] or an error with a line and a
//! hint; it grants nothing. What holds of the claim is decided above this crate: the loader compares it with the component,
//! the operator grants some of it, the host enforces that.
//!
//! [`Manifest::to_yaml`] writes the one layout that tools write; [`Manifest::to_canonical_json`] writes the bytes that are
//! embedded in a component and signed with it.

mod claims;
mod convert;
mod dependencies;
mod file_name;
mod form;
mod layout;
mod remote;
mod schema;

pub use claims::{Claims, Named, Sharing};
pub use dependencies::{Dependencies, ToolName};
pub use file_name::find_manifest;
pub use remote::{Endpoint, HealthCheck, Link, Protocol, Remote, RetryPolicy, Runtime, UrlPath};
pub use schema::schema;

use std::collections::BTreeSet;

use semver::{Version, VersionReq};

use self::file_name::Language;
use self::form::Form;
use self::layout::{BLOCKS, Layout};
use crate::document::{Fail, Node, Problem, decode, parse_toml, parse_yaml};
use crate::metadata::{Category, ImageReference, PluginType, SecurityLevel, Signature};
use crate::{Capabilities, Capability, Description, Error, Label, LimitRequest, PluginId};

/// What a plugin says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Its id: the key under which it is known everywhere.
    pub id: PluginId,
    /// Its version.
    pub version: Version,
    /// Its name for people; the name of the id if it gives none.
    pub name: Label,
    /// What it does.
    pub description: Description,
    /// The kinds of interfaces that it claims to serve; what it serves is read from the component.
    pub types: BTreeSet<PluginType>,
    /// Where it runs.
    pub runtime: Runtime,
    /// What is said about it.
    pub metadata: Metadata,
    /// What it promises never to ask for.
    pub security_level: Option<SecurityLevel>,
    /// What it asks for.
    pub capabilities: Capabilities,
    /// How much it asks for.
    pub limits: LimitRequest,
    /// What it needs.
    pub dependencies: Dependencies,
    /// What it registers.
    pub claims: Claims,
    /// Whether it may be made one component with another plugin that imports from it, or that it imports from: the two then
    /// share a memory budget, a deadline and a fault.
    pub composable: bool,
    /// The versions of Plugwright that it works with.
    pub host: HostVersions,
    /// The version of the plugin interface that it was built against.
    pub api: Option<VersionReq>,
}

/// What is said about a plugin, for people and for search. Nothing here changes what a plugin may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Who wrote it. A claim: trust goes by keys.
    pub author: Option<Label>,
    /// Its licence.
    pub license: Option<Label>,
    /// Its web page.
    pub homepage: Option<Link>,
    /// Where its source is.
    pub repository: Option<Link>,
    /// What it is for.
    pub category: Option<Category>,
    /// Words to find it by.
    pub tags: BTreeSet<Label>,
    /// Languages whose code it runs.
    pub supported_languages: BTreeSet<Label>,
    /// The container image that it runs in.
    pub container_image: Option<ImageReference>,
    /// A signature that travels with the manifest.
    pub signature: Option<Signature>,
}

/// The versions of Plugwright that a plugin works with, both ends included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostVersions {
    /// The oldest.
    pub minimum: Option<Version>,
    /// The newest.
    pub maximum: Option<Version>,
}

impl HostVersions {
    /// Whether the plugin works with a host of this version. Build metadata plays no part.
    pub fn admit(&self, host: &Version) -> bool {
        let at_least = |minimum: &Version| host.cmp_precedence(minimum).is_ge();
        let at_most = |maximum: &Version| host.cmp_precedence(maximum).is_le();
        self.minimum.as_ref().is_none_or(at_least) && self.maximum.as_ref().is_none_or(at_most)
    }

    fn is_empty_range(&self) -> bool {
        match (&self.minimum, &self.maximum) {
            (Some(minimum), Some(maximum)) => minimum.cmp_precedence(maximum).is_gt(),
            _ => false,
        }
    }
}

impl Manifest {
    /// Reads the text of a file, in the language that the ending of its name says. Directories in `file_name` are ignored.
    ///
    /// # Errors
    ///
    /// One of the variants of [`Error`] with a place in the file, or [`Error::FileName`].
    pub fn parse(file_name: &str, text: &str) -> Result<Self, Error> {
        let parsed = match Language::of(file_name)? {
            Language::Yaml => from_yaml(text),
            Language::Toml => from_toml(text),
        };
        parsed.map_err(|fail| fail.in_file(file_name))
    }

    /// The manifest as `plugin.yaml`, in the nested layout, without what is the default anyway.
    pub fn to_yaml(&self) -> String {
        let options = serde_saphyr::ser_options! { indent_step: 2 };
        // Writing to a string cannot fail, and every part of the form is text, number, list or mapping.
        serde_saphyr::to_string_with_options(&self.to_form(), options).unwrap_or_default()
    }

    /// The one byte form of this manifest: JSON in the nested layout, keys sorted by their bytes, no white space, in the manner of
    /// [RFC 8785](https://www.rfc-editor.org/rfc/rfc8785). It stands in the custom section of a component. The signature is
    /// left out, because it cannot cover itself.
    pub fn to_canonical_json(&self) -> Vec<u8> {
        let mut form = self.to_form();
        form.plugin.signature = None;
        let mut json = serde_json::to_value(&form).unwrap_or_default();
        json.sort_all_objects();
        json.to_string().into_bytes()
    }

    /// The custom section of a component that holds its manifest in canonical form.
    pub const SECTION: &str = "plugwright:manifest";

    /// Reads the canonical byte form.
    ///
    /// # Errors
    ///
    /// [`Error::NotCanonical`] if the bytes mean a manifest but are not its canonical form, so that no two byte strings
    /// mean the same; otherwise as [`Manifest::parse`].
    pub fn from_canonical_json(bytes: &[u8]) -> Result<Self, Error> {
        let text = std::str::from_utf8(bytes).map_err(|_| Error::NotCanonical)?;
        // JSON is a subset of YAML 1.2, and the YAML reader has the limits and the places.
        let manifest = from_yaml(text).map_err(|fail| fail.in_file("manifest"))?;
        if manifest.to_canonical_json() != bytes {
            return Err(Error::NotCanonical);
        }
        Ok(manifest)
    }

    /// What it asks for beyond its own security level; nothing if it names none. The loader refuses a plugin for which this
    /// is not empty.
    pub fn beyond_security_level(&self) -> Vec<Capability> {
        let Some(level) = self.security_level else {
            return Vec::new();
        };
        self.capabilities
            .iter()
            .filter(|asked| !level.permits(asked))
            .collect()
    }
}

fn from_yaml(text: &str) -> Result<Manifest, Fail> {
    let root = parse_yaml(text)?;
    let layout = Layout::of_yaml(&root);
    let root = layout.nest(root)?;
    match layout {
        Layout::Flat => from_nested(&root).map_err(flatten),
        Layout::Nested | Layout::Toml => from_nested(&root),
    }
}

fn from_toml(text: &str) -> Result<Manifest, Fail> {
    let root = Layout::Toml.nest(parse_toml(text)?)?;
    from_nested(&root)
}

fn from_nested(root: &Node) -> Result<Manifest, Fail> {
    let form: Form = decode(root)?;
    Manifest::from_form(form, root)
}

/// In a flat file there is no `plugin` around the keys, and the blocks stand beside them.
fn flatten(mut fail: Fail) -> Fail {
    fail.path.pop_if(|step| step.is_key("plugin"));
    if let Problem::UnknownKey { known, .. } = &mut fail.problem
        && fail.path.is_empty()
    {
        known.extend(BLOCKS);
    }
    fail
}
