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
    add_older_spellings(&mut nested);
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

/// Older spellings that are read as well: definition, key, spelling. `schemars` does not see the aliases of serde; a test
/// holds the two lists together.
const OLDER_SPELLINGS: [(&str, &str, &str); 12] = [
    (
        "Plugin",
        "minimum_plugwright_version",
        "minimum_forgeai_version",
    ),
    (
        "Plugin",
        "maximum_plugwright_version",
        "maximum_forgeai_version",
    ),
    ("Capabilities", "gpu", "gpu_access"),
    ("Capabilities", "key_value", "keyvalue"),
    ("NetworkCapability", "allow_outbound", "allow_http_outbound"),
    ("NetworkCapability", "allow_outbound", "allowHttpOutbound"),
    ("NetworkCapability", "allow_outbound", "allowOutbound"),
    ("FilesystemCapability", "allow_read", "allowRead"),
    ("FilesystemCapability", "allow_write", "allowWrite"),
    ("Resources", "max_memory_bytes", "maxMemoryBytes"),
    (
        "Resources",
        "max_concurrent_requests",
        "maxConcurrentRequests",
    ),
    ("Resources", "timeout_ms", "timeoutMs"),
];

fn add_older_spellings(nested: &mut Value) {
    for (definition, key, spelling) in OLDER_SPELLINGS {
        let properties = &mut nested["$defs"][definition]["properties"];
        let mut older = properties[key].clone();
        older["deprecated"] = json!(true);
        properties[spelling] = older;
    }
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
    use super::{OLDER_SPELLINGS, schema};
    use crate::Manifest;
    use serde_json::{Value, json};

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

    /// A manifest with one key, where that key belongs.
    fn with(definition: &str, key: &str) -> Value {
        let value = match key {
            key if key.contains("version") => json!("1.0.0"),
            key if key.contains("ey") => json!(["bucket"]),
            key if key.contains("max") || key.contains("imeout") => json!(5),
            _ => json!(true),
        };
        let block = json!({ key: value });
        let mut manifest = json!({ "plugin": { "id": "a", "version": "1.0.0" } });
        match definition {
            "Plugin" => manifest["plugin"][key] = value,
            "Capabilities" => manifest["capabilities"] = block,
            "NetworkCapability" => manifest["capabilities"] = json!({ "network": block }),
            "FilesystemCapability" => manifest["capabilities"] = json!({ "filesystem": block }),
            "Resources" => manifest["capabilities"] = json!({ "resources": block }),
            _ => unreachable!("{definition}"),
        }
        manifest
    }

    #[test]
    fn an_older_spelling_means_the_same_to_the_schema_and_to_the_reader() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        for (definition, key, spelling) in OLDER_SPELLINGS {
            let (new, old) = (with(definition, key), with(definition, spelling));
            assert!(
                validator.is_valid(&new) && validator.is_valid(&old),
                "{spelling}"
            );
            let read = |json: &Value| Manifest::parse("plugin.yaml", &json.to_string()).unwrap();
            assert_eq!(read(&new), read(&old), "{spelling}");
        }
    }

    #[test]
    fn the_schema_refuses_what_the_reader_refuses() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        for bad in [
            json!({}),
            json!({ "id": "a" }),
            json!({ "id": "../a", "version": "1.0.0" }),
            json!({ "id": "a", "version": "1.0.0", "licence": "MIT" }),
            json!({ "id": "a", "version": "1.0.0", "security_level": "top" }),
            json!({ "id": "a", "version": "1.0.0", "limits": { "memory": { "size": "1M" } } }),
            json!({ "id": "a", "version": "1.0.0", "limits": { "time": { "call": 5 } } }),
            json!({ "id": "a", "version": "1.0.0", "capabilities": { "network": { "origins": ["example.com"] } } }),
            json!({ "plugin": { "id": "a", "version": "1.0.0" }, "version": "1.0.0" }),
        ] {
            assert!(!validator.is_valid(&bad), "{bad}");
            assert!(
                Manifest::parse("plugin.yaml", &bad.to_string()).is_err(),
                "{bad}"
            );
        }
    }
}
