//! Which crates a component was built from, by the paths that their panics and assertions leave in the data:
//! `…/registry/src/index.crates.io-1949cf8c6b5b557f/serde_json-1.0.154/src/de.rs`.
//!
//! It finds only crates with something that can panic and only builds that did not remap their paths, but it needs no
//! help of the author.

use semver::Version;

use crate::scan::metadata::{Dependency, DependencySource};

/// How the paths begin.
pub(super) const PREFIX: &str = "index.crates.io-";
/// How many crates are listed at most.
pub(super) const MAX: usize = 10_000;

const HASH: usize = 16;
const LONGEST: usize = 120;

/// The crate whose path is at `start`.
pub(super) fn verify(data: &[u8], start: usize) -> Option<Dependency> {
    let rest = data.get(start + PREFIX.len()..)?;
    let (hash, rest) = rest.split_at_checked(HASH)?;
    let (b'/' | b'\\', rest) = rest.split_first()? else {
        return None;
    };
    let end = rest
        .iter()
        .take(LONGEST)
        .position(|byte| matches!(byte, b'/' | b'\\'))?;
    let folder = std::str::from_utf8(rest.get(..end)?).ok()?;
    let (name, version) = split(folder)?;
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    (hash.iter().all(u8::is_ascii_hexdigit) && is_name).then(|| Dependency {
        ecosystem: "crates.io".to_owned(),
        name: name.to_owned(),
        version: version.to_string(),
        source: DependencySource::Paths,
    })
}

/// Names have hyphens and versions may have; the name ends at the first hyphen behind which a version stands.
fn split(folder: &str) -> Option<(&str, Version)> {
    folder.match_indices('-').find_map(|(at, _)| {
        let (name, version) = (folder.get(..at)?, folder.get(at + 1..)?);
        Some((name, Version::parse(version).ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::verify;

    fn found(path: &str) -> Option<String> {
        verify(path.as_bytes(), 0).map(|found| format!("{} {}", found.name, found.version))
    }

    #[test]
    fn names_with_hyphens_and_versions_with_suffixes_are_told_apart() {
        let base = "index.crates.io-1949cf8c6b5b557f";
        assert_eq!(
            found(&format!("{base}/num-bigint-dig-0.8.6/src/a.rs")).unwrap(),
            "num-bigint-dig 0.8.6"
        );
        assert_eq!(
            found(&format!("{base}/base-64-1.0.0-rc.1/src/a.rs")).unwrap(),
            "base-64 1.0.0-rc.1"
        );
        assert_eq!(found(&format!("{base}/serde/src/a.rs")), None);
        assert_eq!(found("index.crates.io-"), None);
    }
}
