//! Examples of media types and headers.

use http::StatusCode;
use serde_json::{Map, Value};

use super::schema::Generator;
use crate::document::Document;
use crate::problem::Problem;

/// The example of a media type: `example`, or the first of `examples` that has a value.
pub(super) fn example(document: &Document, media: &Map<String, Value>) -> Option<Value> {
    let single = media
        .get("example")
        .map(|example| unwrap_reference(document, example));
    single.or_else(|| examples(media).find_map(|(_, example)| example_value(document, example)))
}

/// Authors write references to example objects also where a plain value is expected; we give what they meant.
fn unwrap_reference(document: &Document, example: &Value) -> Value {
    let resolved = document.resolve(example).unwrap_or(example);
    let meant = if std::ptr::eq(resolved, example) {
        None
    } else {
        resolved.get("value")
    };
    meant.unwrap_or(resolved).clone()
}

/// The example of that name.
///
/// # Errors
/// There is none.
pub(super) fn named_example(
    document: &Document,
    media: &Map<String, Value>,
    name: &str,
) -> Result<Value, Problem> {
    let found = examples(media)
        .find(|(key, _)| *key == name)
        .and_then(|(_, example)| example_value(document, example));
    found.ok_or_else(|| {
        let names: Vec<&str> = examples(media).map(|(key, _)| key.as_str()).collect();
        let detail = format!("the examples of this answer are: {}", names.join(", "));
        Problem::new(StatusCode::BAD_REQUEST, "PW-MOCK-EXAMPLE-NOT-DESCRIBED").detail(detail)
    })
}

fn examples(media: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    media
        .get("examples")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

fn example_value(document: &Document, example: &Value) -> Option<Value> {
    document
        .resolve(example)
        .ok()?
        .get("value")
        .map(|value| unwrap_reference(document, value))
}

/// The value of a header as text.
pub(super) fn header(
    document: &Document,
    header: &Value,
    generator: &mut Generator<'_>,
) -> Option<String> {
    let header = document.resolve(header).ok()?.as_object()?;
    let value = match (example(document, header), header.get("schema")) {
        (Some(example), _) => example,
        (None, Some(schema)) => generator.owned(schema),
        (None, None) => return None,
    };
    match value {
        Value::String(text) => Some(text),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Array(items) => Some(items.iter().map(plain).collect::<Vec<_>>().join(",")),
        Value::Null | Value::Object(_) => None,
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
