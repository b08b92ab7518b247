//! The JSON Schema of a manifest, for editors and for other programs.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::form::Form;

/// The JSON Schema (draft 2020-12) of `plugin.yaml`, in the nested and in the flat layout.
///
/// It is as strict as a schema can be about keys, types and grammars; rules between keys (a remote plugin needs `remote`)
/// are [`Manifest::parse`](super::Manifest::parse)'s.
pub fn schema() -> Value {
    let nested = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<Form>();
    let mut nested = Value::from(nested);
    let flat = flatten(&nested);
    let definitions = nested
        .as_object_mut()
        .and_then(|schema| schema.remove("$defs"));
    if let Some(nested) = nested.as_object_mut() {
        nested.remove("$schema");
        nested.remove("title");
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plugwright plugin manifest",
        "anyOf": [nested, flat],
        "$defs": definitions,
    })
}

/// The keys of `plugin` at the top, beside the other blocks.
fn flatten(nested: &Value) -> Value {
    let mut flat = nested["$defs"]["Plugin"].clone();
    let blocks = nested["properties"].as_object().into_iter().flatten();
    for (key, block) in blocks.filter(|(key, _)| *key != "plugin") {
        flat["properties"][key] = block.clone();
    }
    flat["description"] = json!("The flat layout: the keys of `plugin` stand at the top.");
    flat
}

#[cfg(test)]
mod tests {
    use super::schema;

    /// Set `PLUGWRIGHT_UPDATE_SCHEMA=1` to write the file.
    #[test]
    fn the_committed_schema_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/plugin.schema.json");
        let current = format!("{:#}\n", schema());
        if std::env::var_os("PLUGWRIGHT_UPDATE_SCHEMA").is_some() {
            std::fs::write(path, &current).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            committed == current,
            "run `PLUGWRIGHT_UPDATE_SCHEMA=1 cargo test -p plugwright-manifest schema` and commit the file"
        );
    }
}
