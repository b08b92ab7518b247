//! References to container images.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::quoted::Quoted;
use crate::{Digest, Error};

/// A reference to a container image: `[registry[:port]/]path[:tag][@sha256:…]`, in the grammar of
/// [distribution/reference](https://github.com/distribution/reference/blob/main/reference.go).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageReference(String);

impl ImageReference {
    /// The reference as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ImageReference {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        check(text).map_err(|reason| Error::Text {
            kind: "image reference",
            text: Quoted::new(text),
            reason,
        })?;
        Ok(Self(text.to_owned()))
    }
}

fn check(text: &str) -> Result<(), &'static str> {
    if text.len() > 512 {
        return Err("it has more than 512 characters");
    }
    let (tagged, digest) = match text.split_once('@') {
        Some((tagged, digest)) => (tagged, Some(digest)),
        None => (text, None),
    };
    if digest.is_some_and(|digest| digest.parse::<Digest>().is_err()) {
        return Err("after `@` comes a digest, `sha256:` and 64 hex digits");
    }
    // A colon after the last slash starts a tag; one before it starts a port.
    let last = tagged.rfind('/').map_or(0, |slash| slash + 1);
    let (head, tail) = tagged.split_at(last);
    let (name, tag) = match tail.split_once(':') {
        Some((name, tag)) => (name, Some(tag)),
        None => (tail, None),
    };
    if tag.is_some_and(|tag| !is_tag(tag)) {
        return Err(
            "a tag has 1 to 128 characters of A-Z, a-z, 0-9, `_`, `.`, `-`, and starts with none of the last two",
        );
    }
    check_name(head.strip_suffix('/'), name)
}

fn check_name(head: Option<&str>, name: &str) -> Result<(), &'static str> {
    let mut components: Vec<&str> = head
        .into_iter()
        .flat_map(|head| head.split('/'))
        .chain([name])
        .collect();
    if components.len() > 1
        && components
            .first()
            .is_some_and(|first| looks_like_registry(first))
    {
        let registry = components.remove(0);
        if !is_registry(registry) {
            return Err("the registry is no host with an optional port");
        }
    }
    if !components.into_iter().all(is_component) {
        return Err(
            "a path has lower-case words with single `.`, `_`, `__` or `-` inside, and `/` between them",
        );
    }
    Ok(())
}

/// As the reference implementation does: a first component with a dot, a colon, or `localhost`, is a registry.
fn looks_like_registry(component: &str) -> bool {
    component.contains(['.', ':']) || component == "localhost"
}

fn is_registry(text: &str) -> bool {
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let label = |label: &str| {
        let allowed = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
        !label.is_empty()
            && label.bytes().all(allowed)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.split('.').all(label) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn is_component(text: &str) -> bool {
    let mut between_words = text.split(is_word).filter(|run| !run.is_empty());
    text.starts_with(is_word) && text.ends_with(is_word) && between_words.all(is_separator)
}

fn is_word(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

fn is_separator(run: &str) -> bool {
    matches!(run, "." | "_" | "__") || run.bytes().all(|c| c == b'-')
}

fn is_tag(text: &str) -> bool {
    let allowed = |c: u8| c.is_ascii_alphanumeric() || b"_.-".contains(&c);
    (1..=128).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with(['.', '-'])
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for ImageReference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ImageReference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for ImageReference {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ImageReference".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A container image: `[registry[:port]/]path[:tag][@sha256:…]`.",
            "type": "string",
            "maxLength": 512,
            "examples": ["plugwright/rust-executor:1.0.0"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::ImageReference;

    #[test]
    fn f20_references_that_container_tools_accept_are_accepted() {
        let digest = format!("alpine@sha256:{}", "0".repeat(64));
        for good in [
            "forgeai/rust-executor:1.0.0",
            "alpine",
            "alpine:3.20",
            "localhost/alpine",
            "localhost:5000/a/b/c:latest",
            "ghcr.io/acme/x_y__z.w--v:V1_a",
            "127.0.0.1:5000/x",
            &digest,
        ] {
            assert_eq!(good.parse::<ImageReference>().unwrap().as_str(), good);
        }
    }

    #[test]
    fn f20_other_references_are_refused() {
        for bad in [
            "",
            ":1",
            "a:",
            "A",
            "a/",
            "/a",
            "a//b",
            "a:b:c",
            "a b",
            "-a",
            "a-",
            "a..b",
            "a___b",
            "a.-b",
            "a:-x",
            "ghcr.io:x/a",
            "ghcr.io:99999/a",
            "-x.io/a",
            "a@sha256:12",
            "a@",
            "https://ghcr.io/a",
            "a\n",
            "ä",
            "../a",
            &"a".repeat(513),
            &format!("a:{}", "t".repeat(129)),
        ] {
            assert_eq!(
                bad.parse::<ImageReference>().unwrap_err().code(),
                "PW-MANIFEST-TEXT",
                "{bad}"
            );
        }
    }
}
