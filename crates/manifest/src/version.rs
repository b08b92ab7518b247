//! Versions, bounded.
//!
//! `semver` reads a version of any length. Ours become directory names and URLs, so they are cut off at a length that no
//! honest version reaches. The grammar itself (`0-9A-Za-z-.+`) is safe in a path.

use semver::{Version, VersionReq};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::Error;
use crate::quoted::Quoted;

const MAX_VERSION: usize = 128;
const MAX_REQUIREMENT: usize = 256;

/// Reads a version: at most 128 characters, or [`Error::Version`]. Use it wherever a version comes from outside.
///
/// # Errors
///
/// [`Error::Version`] for a text that [Semantic Versioning 2.0](https://semver.org) refuses, or a longer one.
pub fn parse_version(text: &str) -> Result<Version, Error> {
    let refuse = |reason: String| Error::Version {
        kind: "number",
        version: Quoted::new(text),
        reason,
    };
    if text.len() > MAX_VERSION {
        return Err(refuse("it has more than 128 characters".to_owned()));
    }
    Version::parse(text).map_err(|error| refuse(format!("{error}; write for example `1.2.3`")))
}

/// Reads a version requirement in the notation of Cargo, `^1.2` or `>=1.2, <2`: at most 256 characters.
///
/// # Errors
///
/// [`Error::Version`] for a text that is no requirement, or a longer one.
pub fn parse_requirement(text: &str) -> Result<VersionReq, Error> {
    let refuse = |reason: String| Error::Version {
        kind: "requirement",
        version: Quoted::new(text),
        reason,
    };
    if text.len() > MAX_REQUIREMENT {
        return Err(refuse("it has more than 256 characters".to_owned()));
    }
    VersionReq::parse(text).map_err(|error| refuse(format!("{error}; write for example `^1.2`")))
}

/// For serde's `deserialize_with`.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Version, D::Error> {
    parse_version(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// For serde's `deserialize_with`, where the key may be missing.
pub(crate) fn deserialize_some<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Version>, D::Error> {
    deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::{parse_requirement, parse_version};

    #[test]
    fn d5_a_version_that_could_leave_a_folder_is_refused() {
        let long = format!("1.0.0-{}", "a".repeat(10_240));
        for bad in [
            "",
            "1",
            "1.0",
            "../../x",
            "1.0.0/..",
            "v1.0.0",
            "1.0.0 ",
            "01.0.0",
            "1.0.0-\u{202e}",
            "CON",
            &long,
        ] {
            let error = parse_version(bad).expect_err(bad);
            assert_eq!(error.code(), "PW-MANIFEST-VERSION");
            assert!(
                error.to_string().is_ascii() && error.to_string().len() < 300,
                "{error}"
            );
        }
        assert_eq!(
            parse_version("1.0.0-rc.1+b").unwrap().to_string(),
            "1.0.0-rc.1+b"
        );
    }

    #[test]
    fn a_requirement_is_a_range() {
        assert!(
            parse_requirement(">=1.2, <2")
                .unwrap()
                .matches(&parse_version("1.9.0").unwrap())
        );
        for bad in ["", "latest", "1.x.y.z", "^", &"1,".repeat(200)] {
            assert!(parse_requirement(bad).is_err(), "{bad}");
        }
    }
}
