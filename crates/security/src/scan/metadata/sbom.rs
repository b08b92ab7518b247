//! A software bill of materials that came beside a component, in CycloneDX JSON
//! ([specification](https://cyclonedx.org/docs/1.6/json/)).

use plugwright_manifest::Digest;
use serde::Deserialize;

use super::{Dependency, DependencySource, MAX_DEPENDENCIES};
use crate::Error;

/// What a component was built from, as its author says.
#[derive(Clone, Debug, Default)]
pub struct Sbom {
    subject: Option<Digest>,
    dependencies: Vec<Dependency>,
    licenses: Vec<(String, String)>,
}

/// The most that is read of a file.
const MAX_BYTES: usize = 32 << 20;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    bom_format: String,
    #[serde(default)]
    metadata: About,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Default, Deserialize)]
struct About {
    component: Option<Component>,
}

#[derive(Deserialize)]
struct Component {
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    purl: String,
    #[serde(default)]
    hashes: Vec<Hash>,
    #[serde(default)]
    licenses: Vec<LicenseChoice>,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Hash {
    alg: String,
    content: String,
}

#[derive(Deserialize)]
struct LicenseChoice {
    expression: Option<String>,
    license: Option<License>,
}

#[derive(Deserialize)]
struct License {
    id: Option<String>,
    name: Option<String>,
}

impl Sbom {
    /// Reads CycloneDX JSON.
    ///
    /// # Errors
    /// [`Error::ScanInput`] when it is too large or another document.
    pub fn parse(json: &[u8]) -> Result<Self, Error> {
        let refuse = |problem: String| Error::ScanInput {
            what: "the software bill of materials",
            problem,
        };
        if json.len() > MAX_BYTES {
            return Err(refuse(format!("it has more than {MAX_BYTES} bytes")));
        }
        let document: Document =
            serde_json::from_slice(json).map_err(|error| refuse(error.to_string()))?;
        if document.bom_format != "CycloneDX" {
            return Err(refuse("it is not in the format CycloneDX".to_owned()));
        }
        let mut sbom = Self {
            subject: document.metadata.component.as_ref().and_then(sha256),
            ..Self::default()
        };
        let mut waiting = document.components;
        while let Some(mut component) = waiting.pop() {
            waiting.append(&mut component.components);
            sbom.add(component);
        }
        Ok(sbom)
    }

    /// The digest of what it is about, if it says so.
    pub fn subject(&self) -> Option<&Digest> {
        self.subject.as_ref()
    }

    /// What it lists.
    pub fn dependencies(&self) -> &[Dependency] {
        &self.dependencies
    }

    /// The names and licences of what it lists.
    pub(super) fn licenses(&self) -> &[(String, String)] {
        &self.licenses
    }

    fn add(&mut self, component: Component) {
        if self.dependencies.len() >= MAX_DEPENDENCIES {
            return;
        }
        for choice in component.licenses {
            let stated = choice.expression.or_else(|| {
                choice
                    .license
                    .and_then(|license| license.id.or(license.name))
            });
            self.licenses
                .extend(stated.map(|stated| (component.name.clone(), stated)));
        }
        self.dependencies.push(Dependency {
            ecosystem: ecosystem(&component.purl).to_owned(),
            name: full_name(&component.purl).unwrap_or(component.name),
            version: component.version,
            source: DependencySource::Sbom,
        });
    }
}

fn sha256(component: &Component) -> Option<Digest> {
    let hash = component.hashes.iter().find(|hash| hash.alg == "SHA-256")?;
    format!("sha256:{}", hash.content.to_ascii_lowercase())
        .parse()
        .ok()
}

/// The ecosystem of a package URL ([specification](https://github.com/package-url/purl-spec)) in the spelling of OSV.
fn ecosystem(purl: &str) -> &'static str {
    match purl
        .strip_prefix("pkg:")
        .and_then(|rest| rest.split_once('/'))
        .map(|(kind, _)| kind)
    {
        Some("cargo") => "crates.io",
        Some("pypi") => "PyPI",
        Some("npm") => "npm",
        Some("golang") => "Go",
        _ => "",
    }
}

/// The name in a package URL, with its namespace: `pkg:npm/%40scope/name@1.0.0` is `@scope/name`.
fn full_name(purl: &str) -> Option<String> {
    let (_, rest) = purl.strip_prefix("pkg:")?.split_once('/')?;
    let rest = rest.split(['?', '#']).next()?;
    let name = rest.rsplit_once('@').map_or(rest, |(name, _)| name);
    Some(name.replace("%40", "@"))
}

#[cfg(test)]
mod tests {
    use super::Sbom;

    #[test]
    fn packages_of_all_depths_are_read_with_their_registries() {
        let json = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[
            {"type":"library","name":"serde","version":"1.0.0","purl":"pkg:cargo/serde@1.0.0",
             "licenses":[{"expression":"MIT OR Apache-2.0"}],
             "components":[{"type":"library","name":"x","version":"2.0.0","purl":"pkg:npm/%40a/x@2.0.0"}]}]}"#;
        let sbom = Sbom::parse(json).unwrap();
        let names: Vec<_> = sbom
            .dependencies()
            .iter()
            .map(|one| (one.ecosystem.as_str(), one.name.as_str()))
            .collect();
        assert_eq!(names, [("crates.io", "serde"), ("npm", "@a/x")]);
        assert_eq!(sbom.licenses().len(), 1);
    }

    #[test]
    fn another_document_is_refused() {
        assert!(Sbom::parse(br#"{"bomFormat":"SPDX"}"#).is_err());
        assert!(Sbom::parse(b"[").is_err());
    }
}
