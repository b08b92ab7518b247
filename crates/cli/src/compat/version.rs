//! When a version promises to be compatible: Semantic Versioning 2.0.0, with cargo's reading of versions below 1.0,
//! which WIT packages share: the first number that is not zero decides.

use semver::Version;

/// Whether going from `old` to `new` announces that something may break. Pre-releases promise nothing to each other.
pub(crate) fn may_break(old: &Version, new: &Version) -> bool {
    let pre_release = old.pre != new.pre;
    pre_release || promise(old) != promise(new)
}

/// The numbers that must stay the same.
fn promise(version: &Version) -> (u64, Option<u64>, Option<u64>) {
    match (version.major, version.minor, version.patch) {
        (0, 0, patch) => (0, Some(0), Some(patch)),
        (0, minor, _) => (0, Some(minor), None),
        (major, _, _) => (major, None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_number_that_is_not_zero_may_announce_a_break() {
        let table = [
            ("1.0.0", "1.9.3", false),
            ("1.9.3", "2.0.0", true),
            ("0.1.0", "0.1.7", false),
            ("0.1.7", "0.2.0", true),
            ("0.0.1", "0.0.2", true),
            ("0.0.1", "0.0.1", false),
            ("1.0.0-rc.1", "1.0.0-rc.2", true),
        ];
        for (old, new, expected) in table {
            let parse = |text: &str| Version::parse(text).unwrap();
            assert_eq!(
                may_break(&parse(old), &parse(new)),
                expected,
                "{old} -> {new}"
            );
        }
    }
}
