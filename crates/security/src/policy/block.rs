//! What is refused whatever speaks for it.

use plugwright_manifest::{Digest, Label, PluginId, Version, VersionReq};

use super::Candidate;

/// An entry of the block list. A plugin is blocked if everything that the entry names is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What is blocked.
    pub target: Target,
    /// Why, for those who meet it.
    pub reason: Label,
}

/// What an entry of the block list is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Versions of a plugin.
    Versions(PluginId, VersionReq),
    /// One package, by its bytes.
    Digest(Digest),
    /// Whatever names this author: a claim, which is good enough to refuse by and never to trust by.
    Author(Label),
    /// Whatever names this licence, alone or in an expression.
    License(Label),
}

impl Block {
    /// Whether it is about this plugin.
    pub(super) fn meets(&self, candidate: &Candidate) -> bool {
        match &self.target {
            Target::Versions(id, versions) => {
                *id == candidate.id && includes(versions, &candidate.version)
            }
            Target::Digest(digest) => *digest == candidate.digest,
            Target::Author(author) => candidate
                .author
                .as_ref()
                .is_some_and(|own| own.as_str().eq_ignore_ascii_case(author.as_str())),
            Target::License(license) => candidate
                .license
                .as_ref()
                .is_some_and(|own| names_license(own.as_str(), license.as_str())),
        }
    }
}

/// Whether a range means a version. A pre-release is meant when the release before or after it is: for `semver`, `<1.2` leaves
/// `1.1.9-rc.1` out, and a block list with that hole would not be one.
pub(super) fn includes(range: &VersionReq, version: &Version) -> bool {
    if range.matches(version) {
        return true;
    }
    if version.pre.is_empty() {
        return false;
    }
    let Version {
        major,
        minor,
        patch,
        ..
    } = *version;
    let after = Version::new(major, minor, patch);
    range.matches(&after) || before(major, minor, patch).is_some_and(|v| range.matches(&v))
}

/// The largest release below one.
fn before(major: u64, minor: u64, patch: u64) -> Option<Version> {
    match (major, minor, patch) {
        (0, 0, 0) => None,
        (major, 0, 0) => Some(Version::new(major - 1, u64::MAX, u64::MAX)),
        (major, minor, 0) => Some(Version::new(major, minor - 1, u64::MAX)),
        (major, minor, patch) => Some(Version::new(major, minor, patch - 1)),
    }
}

/// Whether an SPDX expression has this licence in it.
fn names_license(expression: &str, license: &str) -> bool {
    expression
        .split(|c: char| c.is_whitespace() || "()/".contains(c))
        .any(|word| word.eq_ignore_ascii_case(license))
        || expression.eq_ignore_ascii_case(license)
}

#[cfg(test)]
mod tests {
    use super::{includes, names_license};
    use plugwright_manifest::{parse_requirement, parse_version};

    #[test]
    fn a_prerelease_does_not_slip_past_a_blocked_range() {
        for (range, version, blocked) in [
            ("<1.2", "1.1.9", true),
            ("<1.2", "1.2.0", false),
            ("<1.2", "1.1.9-rc.1", true),
            ("<1.2", "1.2.0-rc.1", true),
            ("<1.2", "1.2.1-rc.1", false),
            ("<1", "1.0.0-alpha", true),
            (">=1.2, <2", "1.2.0-rc.1", true),
            (">=1.2, <2", "2.0.0-rc.1", true),
            (">=1.2, <2", "2.0.1-rc.1", false),
            ("*", "0.0.0-a", true),
            ("=1.0.0", "1.0.0+build.7", true),
        ] {
            let range = parse_requirement(range).unwrap();
            let version = parse_version(version).unwrap();
            assert_eq!(includes(&range, &version), blocked, "{range} {version}");
        }
    }

    #[test]
    fn a_licence_is_found_in_an_expression_and_not_in_a_longer_word() {
        assert!(names_license(
            "MIT OR (AGPL-3.0-only AND MIT)",
            "agpl-3.0-only"
        ));
        assert!(names_license("Some Licence", "Some licence"));
        assert!(!names_license("LGPL-3.0-only", "GPL-3.0-only"));
    }
}
