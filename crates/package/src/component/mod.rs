//! What a package has to know of the component inside it.
//!
//! It is read from the component, never from a document beside it: id, version, rights, what it imports and exports, and
//! which assets belong to it. The documents are derived from that, so that there is nothing that could disagree.

mod endpoint;
mod scan;

use plugwright_manifest::{Digest, Manifest, Runtime};
use wasm_encoder::{ComponentSection as _, CustomSection};
use wasmparser::{Validator, WasmFeatures};

pub(crate) use scan::Scan;

use crate::{Error, Limits};

/// The custom section of a component that names its assets, by the digest of their manifest.
pub const ASSETS_SECTION: &str = "plugwright:assets";

/// How a plugin runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PluginKind {
    /// In the host's process.
    Component,
    /// As a service elsewhere; the component holds only the types of its interfaces.
    Remote,
}

impl PluginKind {
    /// The word for it in documents and statements.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Remote => "remote",
        }
    }
}

/// What a component says and is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ComponentFacts {
    pub(crate) manifest: Manifest,
    pub(crate) assets: Option<Digest>,
    pub(crate) imports: Vec<String>,
    pub(crate) exports: Vec<String>,
}

impl ComponentFacts {
    /// Those of a component in memory, which is validated as well.
    pub(crate) fn of(component: &[u8], limits: &Limits) -> Result<Self, Error> {
        let facts = Self::scan(component, limits)?;
        Validator::new_with_features(WasmFeatures::all())
            .validate_all(component)
            .map_err(|error| malformed(&error))?;
        Ok(facts)
    }

    fn scan(component: &[u8], limits: &Limits) -> Result<Self, Error> {
        let mut scan = Scan::new(limits);
        component
            .chunks(64 * 1024)
            .try_for_each(|chunk| scan.feed(chunk))?;
        scan.finish()
    }

    pub(crate) fn kind(&self) -> PluginKind {
        match self.manifest.runtime {
            Runtime::Wasm => PluginKind::Component,
            Runtime::Remote(_) => PluginKind::Remote,
        }
    }
}

/// The manifest inside `component`, of which nothing else is checked.
///
/// # Errors
/// [`Error::Component`] if it is no component, or has no manifest or two; [`Error::Manifest`].
pub fn manifest_of(component: &[u8]) -> Result<Manifest, Error> {
    let limits = Limits {
        endpoints: crate::Endpoints::Any,
        ..Limits::default()
    };
    Ok(ComponentFacts::scan(component, &limits)?.manifest)
}

/// `component` with the digest of its assets inside.
pub(crate) fn with_assets(mut component: Vec<u8>, assets: Digest) -> Vec<u8> {
    let text = assets.to_string();
    let section = CustomSection {
        name: ASSETS_SECTION.into(),
        data: text.as_bytes().into(),
    };
    section.append_to_component(&mut component);
    component
}

fn refused(problem: impl Into<String>) -> Error {
    Error::Component {
        problem: problem.into(),
    }
}

/// The parser's messages quote names of the component.
fn malformed(error: &wasmparser::Error) -> Error {
    refused(format!(
        "{} (at byte {})",
        crate::error::shown(error.message()),
        error.offset()
    ))
}
