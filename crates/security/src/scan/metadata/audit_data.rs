//! The list of crates that cargo-auditable puts into a build
//! ([format](https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md)): JSON, compressed with zlib.

use serde::Deserialize;

use super::{Dependency, DependencySource, MAX_DEPENDENCIES};

/// Unpacked, a list of ten thousand crates is less than a megabyte.
const MAX_BYTES: usize = 8 << 20;

#[derive(Deserialize)]
struct AuditData {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    source: String,
    #[serde(default)]
    kind: Kind,
}

/// What was only needed to build is not in the component.
#[derive(Default, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Build,
    #[default]
    Runtime,
}

/// The crates in the section.
pub(super) fn read(data: &[u8]) -> Result<Vec<Dependency>, String> {
    let json = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(data, MAX_BYTES)
        .map_err(|_| format!("it cannot be unpacked to at most {MAX_BYTES} bytes"))?;
    let data: AuditData = serde_json::from_slice(&json).map_err(|error| error.to_string())?;
    let from_registry = |package: &Package| {
        package.kind == Kind::Runtime && matches!(package.source.as_str(), "crates.io" | "registry")
    };
    let packages = data
        .packages
        .into_iter()
        .filter(from_registry)
        .take(MAX_DEPENDENCIES);
    Ok(packages
        .map(|package| Dependency {
            ecosystem: "crates.io".to_owned(),
            name: package.name,
            version: package.version,
            source: DependencySource::AuditData,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::read;

    fn packed(json: &[u8]) -> Vec<u8> {
        miniz_oxide::deflate::compress_to_vec_zlib(json, 6)
    }

    #[test]
    fn crates_that_were_only_needed_to_build_are_left_out() {
        let json = br#"{"packages":[
            {"name":"serde","version":"1.0.0","source":"crates.io","root":false},
            {"name":"cc","version":"1.1.0","source":"crates.io","kind":"build"},
            {"name":"own","version":"0.1.0","source":"local","root":true}]}"#;
        let found = read(&packed(json)).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].name.as_str(), found[0].version.as_str()),
            ("serde", "1.0.0")
        );
    }

    #[test]
    fn d3_a_list_that_unpacks_without_end_is_refused() {
        let bomb = packed(&vec![b' '; 64 << 20]);
        assert!(bomb.len() < 100_000);
        assert!(read(&bomb).is_err());
        assert!(read(b"no zlib").is_err());
    }
}
