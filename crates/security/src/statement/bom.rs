//! What a package is made of.

use std::collections::{BTreeMap, BTreeSet};

use plugwright_manifest::Digest;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Statement, in_toto::refuse};
use crate::{
    Error,
    limits::{COMPONENTS, LOCK_FILE_BYTES},
    strict_json,
};

/// A bill of materials in JSON of [CycloneDX](https://cyclonedx.org/docs/1.6/json/), by whichever tool.
#[derive(Debug, Clone, PartialEq)]
pub struct Bom {
    predicate: Value,
}

/// A library that is part of a package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Component {
    /// Its name, as its registry knows it.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of its source in lower-case hex, where the registry gives it.
    pub checksum: Option<String>,
}

#[derive(Deserialize)]
struct CargoLock {
    #[serde(default)]
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    checksum: Option<String>,
    #[serde(default)]
    dependencies: Vec<String>,
}

impl Bom {
    /// The type of the predicate.
    pub const PREDICATE_TYPE: &str = "https://cyclonedx.org/bom";

    /// The bill of `name` `version`, which is made of Rust crates.
    pub fn of_crates(name: &str, version: &str, components: &BTreeSet<Component>) -> Self {
        let components: Vec<Value> = components.iter().map(library).collect();
        let predicate = json!({
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": { "component": { "type": "application", "name": name, "version": version } },
            "components": components,
        });
        Self { predicate }
    }

    /// Reads a bill that another tool wrote to a file.
    ///
    /// # Errors
    /// [`Error::Statement`] when it is no JSON, or not CycloneDX.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_predicate(strict_json::parse(bytes).map_err(refuse)?)
    }

    /// A bill that another tool wrote.
    ///
    /// # Errors
    /// [`Error::Statement`] when it is not CycloneDX, or lists more than 20,000 components.
    pub fn from_predicate(predicate: Value) -> Result<Self, Error> {
        let text = |key: &str| predicate.get(key).and_then(Value::as_str);
        if text("bomFormat") != Some("CycloneDX") || text("specVersion").is_none() {
            return Err(refuse(
                "a bill of materials is JSON of CycloneDX, with `bomFormat` and `specVersion`",
            ));
        }
        let bom = Self { predicate };
        if bom.count() > COMPONENTS {
            return Err(refuse(
                "a bill of materials lists at most 20,000 components",
            ));
        }
        Ok(bom)
    }

    /// The statement to be signed: that the package `title` with this digest is made of this.
    pub fn to_statement(&self, title: &str, digest: Digest) -> Statement {
        Statement::new(title, digest, Self::PREDICATE_TYPE, self.predicate.clone())
    }

    /// How many components it lists.
    pub fn count(&self) -> usize {
        let components = self.predicate.get("components").and_then(Value::as_array);
        components.map_or(0, Vec::len)
    }
}

impl Component {
    /// The crates that `root` is made of, from the text of a `Cargo.lock`: it and all that it depends on, directly or not.
    ///
    /// A lock file does not say which of them are for other platforms or for tests only, so the list has rather too many than too few.
    ///
    /// # Errors
    /// [`Error::Statement`] when it is no lock file, or has no such package.
    pub fn of_cargo_lock(text: &str, root: &str) -> Result<BTreeSet<Self>, Error> {
        if text.len() > LOCK_FILE_BYTES {
            return Err(refuse("a lock file has at most 4 MiB"));
        }
        let lock: CargoLock =
            toml::from_str(text).map_err(|_| refuse("this is no `Cargo.lock`"))?;
        if !lock.package.iter().any(|package| package.name == root) {
            return Err(refuse("the lock file has no package of the plugin's name"));
        }
        Ok(reachable(&lock, root))
    }
}

fn reachable(lock: &CargoLock, root: &str) -> BTreeSet<Component> {
    let mut by_name: BTreeMap<&str, Vec<&Locked>> = BTreeMap::new();
    for package in &lock.package {
        by_name.entry(&package.name).or_default().push(package);
    }
    let mut found = BTreeSet::new();
    let mut open = vec![root];
    while let Some(dependency) = open.pop() {
        // `name`, `name version` or `name version (source)`, as long as is needed to tell it apart.
        let mut words = dependency.split(' ');
        let (name, version) = (words.next().unwrap_or_default(), words.next());
        let candidates = by_name.get(name).into_iter().flatten();
        for package in
            candidates.filter(|package| version.is_none_or(|version| version == package.version))
        {
            let component = Component {
                name: package.name.clone(),
                version: package.version.clone(),
                checksum: package.checksum.clone(),
            };
            if found.insert(component) {
                open.extend(package.dependencies.iter().map(String::as_str));
            }
        }
    }
    found
}

fn library(component: &Component) -> Value {
    // The package URL specification escapes `+`, which semantic versions may have.
    let version = component.version.replace('+', "%2B");
    let mut library = json!({
        "type": "library",
        "name": component.name,
        "version": component.version,
        "purl": format!("pkg:cargo/{}@{version}", component.name),
    });
    if let Some(checksum) = &component.checksum {
        library["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    library
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
        version = 4
        [[package]]
        name = "plugin"
        version = "1.0.0"
        dependencies = ["a", "b 2.0.0"]
        [[package]]
        name = "a"
        version = "1.0.0+x"
        source = "registry+https://github.com/rust-lang/crates.io-index"
        checksum = "00ff"
        dependencies = ["b 1.0.0", "plugin"]
        [[package]]
        name = "b"
        version = "1.0.0"
        [[package]]
        name = "b"
        version = "2.0.0"
        [[package]]
        name = "of-another-program"
        version = "1.0.0"
    "#;

    #[test]
    fn a_bill_lists_what_the_plugin_depends_on_and_nothing_else() {
        let crates = Component::of_cargo_lock(LOCK, "plugin").unwrap();
        let names: Vec<String> = crates
            .iter()
            .map(|c| format!("{} {}", c.name, c.version))
            .collect();
        assert_eq!(names, ["a 1.0.0+x", "b 1.0.0", "b 2.0.0", "plugin 1.0.0"]);
        let bom = Bom::of_crates("plugin", "1.0.0", &crates);
        assert_eq!(
            bom.predicate["components"][0]["purl"],
            "pkg:cargo/a@1.0.0%2Bx"
        );
        assert_eq!(Bom::from_predicate(bom.predicate.clone()).unwrap(), bom);
        assert!(Component::of_cargo_lock(LOCK, "absent").is_err());
        assert!(Component::of_cargo_lock("[[", "plugin").is_err());
        assert!(Bom::from_predicate(json!({ "spdxVersion": "SPDX-2.3" })).is_err());
    }
}
