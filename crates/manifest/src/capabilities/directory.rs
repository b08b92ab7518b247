//! Which directories a plugin sees.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;
use crate::quoted::Quoted;

/// What a plugin may do in a directory.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum AccessMode {
    /// Read, written `ro`.
    #[serde(rename = "ro")]
    ReadOnly,
    /// Read, write, create and delete, written `rw`.
    #[serde(rename = "rw")]
    ReadWrite,
}

impl AccessMode {
    /// Whether a grant of this mode is enough for `asked`.
    pub fn covers(self, asked: Self) -> bool {
        self >= asked
    }
}

impl fmt::Display for AccessMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ReadOnly => "ro",
            Self::ReadWrite => "rw",
        })
    }
}

/// Where a plugin finds a directory: an absolute path with `/`, in its one normal form. It says nothing about where the
/// directory is on the host; that is the operator's to choose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GuestPath(String);

impl GuestPath {
    const MAX_LEN: usize = 1024;

    /// `/data`: what a plugin gets that asks for files without saying where.
    pub fn data() -> Self {
        Self("/data".to_owned())
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GuestPath {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        check_path(text).map_err(|reason| Error::Capability {
            kind: "guest path",
            value: Quoted::new(text),
            reason,
        })?;
        Ok(Self(text.to_owned()))
    }
}

fn check_path(text: &str) -> Result<(), &'static str> {
    if text.len() > GuestPath::MAX_LEN {
        return Err("it is longer than 1024 bytes");
    }
    if text.contains(|c: char| c == '\\' || c.is_control()) {
        return Err("backslashes and control characters are not allowed");
    }
    let Some(relative) = text.strip_prefix('/') else {
        return Err("it has to be absolute, for example `/data`");
    };
    if relative.is_empty() {
        return Ok(());
    }
    if relative
        .split('/')
        .any(|part| matches!(part, "" | "." | ".."))
    {
        return Err("`.`, `..`, `//` and a `/` at the end are not allowed");
    }
    Ok(())
}

impl fmt::Display for GuestPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for GuestPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for GuestPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for GuestPath {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "GuestPath".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The absolute path at which the plugin sees the directory.",
            "type": "string",
            "pattern": "^/",
            "maxLength": Self::MAX_LEN,
            "examples": ["/data"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{AccessMode, GuestPath};

    #[test]
    fn a_path_has_one_spelling_and_stays_where_it_says() {
        for good in ["/", "/data", "/var/lib/x", "/a b/..c", "/ä"] {
            assert_eq!(good.parse::<GuestPath>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "data",
            "./data",
            "/data/",
            "//data",
            "/a//b",
            "/a/../b",
            "/..",
            "/.",
            "C:\\data",
            "/a\\b",
            "/a\0b",
            &format!("/{}", "a".repeat(1024)),
        ] {
            assert_eq!(
                bad.parse::<GuestPath>().unwrap_err().code(),
                "PW-MANIFEST-CAPABILITY",
                "{bad}"
            );
        }
    }

    #[test]
    fn a_read_only_grant_is_not_enough_to_write() {
        assert!(AccessMode::ReadWrite.covers(AccessMode::ReadOnly));
        assert!(!AccessMode::ReadOnly.covers(AccessMode::ReadWrite));
    }
}
