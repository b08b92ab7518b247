//! The name of an interface, as WIT writes it: what plugins import of each other, and by which one finds a provider.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use semver::Version;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;
use crate::quoted::Quoted;

/// An interface without its version: `acme:shop/cart`.
///
/// Namespace, package and interface are words of `a-z 0-9` joined by `-`, each word beginning with a letter, at most 64
/// characters each. WIT also has words in capitals, which are refused here: two names must not differ in case alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InterfaceName(String);

impl InterfaceName {
    const MAX_PART_LEN: usize = 64;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The interface and the version of a name as components import and export it: `acme:shop/cart@1.0.0`. Nothing for
    /// other names.
    pub fn split(name: &str) -> Option<(Self, Option<Version>)> {
        match name.split_once('@') {
            Some((interface, version)) => {
                let version = crate::parse_version(version).ok()?;
                Some((interface.parse().ok()?, Some(version)))
            }
            None => Some((name.parse().ok()?, None)),
        }
    }
}

/// Whether what is exported under one name answers what is imported under another: the same interface, in versions that are
/// compatible.
pub fn answers_interface(exported: &str, imported: &str) -> bool {
    let (Some((one, exported)), Some((other, imported))) = (
        InterfaceName::split(exported),
        InterfaceName::split(imported),
    ) else {
        return false;
    };
    one == other && exported.as_ref().map(track) == imported.as_ref().map(track)
}

/// What decides compatibility in a version: the part up to the first number that is not zero.
fn track(version: &Version) -> (u64, u64, u64, String) {
    match (version.major, version.minor) {
        _ if !version.pre.is_empty() => (
            version.major,
            version.minor,
            version.patch,
            version.pre.to_string(),
        ),
        (0, 0) => (0, 0, version.patch, String::new()),
        (0, minor) => (0, minor, 0, String::new()),
        (major, _) => (major, 0, 0, String::new()),
    }
}

fn is_kebab(part: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word
                .bytes()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    part.len() <= InterfaceName::MAX_PART_LEN && part.split('-').all(is_word)
}

impl FromStr for InterfaceName {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parts = text
            .split_once(':')
            .and_then(|(namespace, rest)| Some((namespace, rest.split_once('/')?)));
        match parts {
            Some((namespace, (package, interface)))
                if [namespace, package, interface].into_iter().all(is_kebab) =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err(Error::Text {
                kind: "name of an interface",
                text: Quoted::new(text),
                reason: "write it as WIT does and without a version, for example `acme:shop/cart`",
            }),
        }
    }
}

impl fmt::Display for InterfaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for InterfaceName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for InterfaceName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for InterfaceName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "InterfaceName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let word = "[a-z][a-z0-9]*";
        let part = format!("{word}(-{word})*");
        json_schema!({
            "description": "An interface as WIT names it, without its version.",
            "type": "string",
            "maxLength": 194,
            "pattern": format!("^{part}:{part}/{part}$"),
            "examples": ["acme:shop/cart"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{InterfaceName, answers_interface};

    #[test]
    fn an_interface_is_named_as_wit_does() {
        for good in [
            "acme:shop/cart",
            "a:b/c",
            "plugwright:data-source/data-source",
        ] {
            assert_eq!(good.parse::<InterfaceName>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "shop/cart",
            "acme:shop",
            "acme:shop/cart@1.0.0",
            "Acme:shop/cart",
            "acme:shop/cart/x",
            "acme:shop/-cart",
            "acme:shop/cart-",
            "acme:9shop/cart",
            "acme:shop/cart ",
            "a:b/c:d",
        ] {
            assert!(bad.parse::<InterfaceName>().is_err(), "{bad}");
        }
        assert!(
            format!("a:b/{}", "c".repeat(65))
                .parse::<InterfaceName>()
                .is_err()
        );
    }

    #[test]
    fn versions_answer_each_other_on_one_track() {
        for (exported, imported) in [
            ("a:b/c@1.2.0", "a:b/c@1.0.0"),
            ("a:b/c@1.0.0", "a:b/c@1.2.0"),
            ("a:b/c@0.2.1", "a:b/c@0.2.9"),
            ("a:b/c", "a:b/c"),
        ] {
            assert!(
                answers_interface(exported, imported),
                "{exported} {imported}"
            );
        }
        for (exported, imported) in [
            ("a:b/c@2.0.0", "a:b/c@1.0.0"),
            ("a:b/c@0.3.0", "a:b/c@0.2.0"),
            ("a:b/c@0.0.1", "a:b/c@0.0.2"),
            ("a:b/c@1.0.0-rc.1", "a:b/c@1.0.0"),
            ("a:b/c", "a:b/c@1.0.0"),
            ("a:b/d@1.0.0", "a:b/c@1.0.0"),
            ("run", "run"),
        ] {
            assert!(
                !answers_interface(exported, imported),
                "{exported} {imported}"
            );
        }
    }
}
