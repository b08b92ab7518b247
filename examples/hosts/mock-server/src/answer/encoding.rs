//! Writes a value in a media type.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::negotiation::{essence, is_json};

/// A body with its media type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// `Content-Type`.
    pub media_type: String,
    /// The bytes.
    pub bytes: Bytes,
}

impl Body {
    /// Writes a value. Text for a media type that is not JSON is written as it stands.
    pub fn encode(value: &Value, media_type: &str) -> Self {
        let bytes = if is_json(media_type) {
            value.to_string()
        } else {
            other(value, &essence(media_type))
        };
        Self {
            media_type: media_type.to_owned(),
            bytes: Bytes::from(bytes),
        }
    }
}

fn other(value: &Value, essence: &str) -> String {
    match (value, essence) {
        (Value::String(text), _) => text.clone(),
        (Value::Object(fields), "application/x-www-form-urlencoded") => form(fields),
        (
            Value::Array(items),
            "application/x-ndjson" | "application/jsonl" | "application/stream+json",
        ) => items
            .iter()
            .flat_map(|item| [item.to_string(), "\n".to_owned()])
            .collect(),
        (_, "application/xml" | "text/xml") => xml(value),
        (_, essence) if essence.ends_with("+xml") => xml(value),
        (Value::Null, _) => String::new(),
        _ => value.to_string(),
    }
}

fn form(fields: &Map<String, Value>) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        form.append_pair(name, value.as_str().unwrap_or(&value.to_string()));
    }
    form.finish()
}

/// Elements named after the members; what `xml` objects of a schema say about names and attributes is not followed.
fn xml(value: &Value) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    element(&mut out, "root", value);
    out
}

fn element(out: &mut String, name: &str, value: &Value) {
    if let Value::Array(items) = value {
        let name = if name == "root" { "item" } else { name };
        return items.iter().for_each(|item| element(out, name, item));
    }
    let name = xml_name(name);
    out.extend(["<", &name, ">"]);
    match value {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, value)| element(out, name, value)),
        Value::String(text) => out.push_str(&escaped(text)),
        Value::Null => {}
        other => out.push_str(&other.to_string()),
    }
    out.extend(["</", &name, ">"]);
}

fn xml_name(name: &str) -> String {
    let fits = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.');
    let name: String = name
        .chars()
        .map(|char| if fits(char) { char } else { '_' })
        .collect();
    if name.starts_with(|char: char| char.is_alphabetic() || char == '_') {
        name
    } else {
        format!("_{name}")
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
