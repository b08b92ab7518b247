//! Generated values keep to their schemas, end, and are the same for the same seed.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::Generator;
use crate::document::Document;

fn generate(schema: &Value, seed: u64) -> Value {
    generate_in(&json!({}), schema, seed)
}

fn generate_in(schemas: &Value, schema: &Value, seed: u64) -> Value {
    let root = json!({ "openapi": "3.1.0", "paths": {}, "components": { "schemas": schemas } });
    let document = Document::from_value(Path::new("api.json"), root).unwrap();
    Generator::new(&document, seed).value(schema)
}

proptest! {
    #[test]
    fn integers_keep_their_bounds(least in -1000_i64..1000, span in 0_i64..50, seed: u64) {
        let most = least + span;
        let value = generate(&json!({ "type": "integer", "minimum": least, "maximum": most }), seed);
        prop_assert!((least..=most).contains(&value.as_i64().unwrap()), "{}", value);
    }

    #[test]
    fn exclusive_bounds_of_both_versions_are_kept(least in -100_i64..100, seed: u64) {
        for schema in [
            json!({ "type": "number", "exclusiveMinimum": least, "exclusiveMaximum": least + 1 }),
            json!({ "type": "number", "minimum": least, "maximum": least + 1, "exclusiveMinimum": true, "exclusiveMaximum": true }),
        ] {
            let value = generate(&schema, seed).as_f64().unwrap();
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let (low, high) = (least as f64, (least + 1) as f64);
            prop_assert!(low < value && value < high, "{} {}", schema, value);
        }
    }

    #[test]
    fn text_keeps_its_length(least in 0_usize..60, span in 0_usize..10, seed: u64) {
        let value = generate(&json!({ "type": "string", "minLength": least, "maxLength": least + span }), seed);
        prop_assert!((least..=least + span).contains(&value.as_str().unwrap().chars().count()));
    }

    #[test]
    fn lists_keep_their_length(least in 0_usize..6, span in 0_usize..3, seed: u64) {
        let schema = json!({ "type": "array", "minItems": least, "maxItems": least + span, "items": { "type": "boolean" } });
        let length = generate(&schema, seed).as_array().unwrap().len();
        prop_assert!((least..=least + span).contains(&length), "{}", length);
    }

    #[test]
    fn the_same_seed_gives_the_same_value(seed: u64) {
        let schema = json!({ "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "number" } } });
        prop_assert_eq!(generate(&schema, seed), generate(&schema, seed));
    }
}

#[test]
fn a_pattern_is_matched() {
    let text = generate(
        &json!({ "type": "string", "pattern": "^[A-Z]{3}-(?:\\d{2}|x)+$" }),
        3,
    );
    let text = text.as_str().unwrap();
    let (letters, rest) = text.split_once('-').unwrap();
    assert!(
        letters.len() == 3 && letters.chars().all(|char| char.is_ascii_uppercase()),
        "{text}"
    );
    assert!(
        !rest.is_empty()
            && rest
                .chars()
                .all(|char| char.is_ascii_digit() || char == 'x'),
        "{text}"
    );
}

#[test]
fn a_pattern_of_another_dialect_gives_some_text() {
    assert!(generate(&json!({ "type": "string", "pattern": "^(?!x).*\\1$" }), 1).is_string());
}

#[test]
fn a_recursive_schema_ends() {
    let schemas = json!({ "Node": { "type": "object", "required": ["next"], "properties": {
        "name": { "type": "string" },
        "next": { "$ref": "#/components/schemas/Node" },
        "all": { "type": "array", "items": { "$ref": "#/components/schemas/Node" } },
    } } });
    let value = generate_in(&schemas, &json!({ "$ref": "#/components/schemas/Node" }), 1);
    assert!(value["name"].is_string());
    assert_eq!(
        value["next"],
        Value::Null,
        "a required property is there even where it cannot be generated"
    );
    assert_eq!(value["all"], json!([]));
}

#[test]
fn a_large_schema_gives_a_bounded_answer_in_which_nothing_starves() {
    let leaf = json!({ "type": "array", "minItems": 40, "items": { "type": "integer" } });
    let wide: Value = (0..40)
        .map(|index| (format!("p{index}"), leaf.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let schema = json!({ "type": "object", "properties": {
        "first": { "type": "object", "properties": wide },
        "last": { "type": "string" },
    } });
    let value = generate(&schema, 1);
    assert!(value["last"].is_string());
    assert!(value.to_string().len() < 100_000);
}

#[test]
fn compositions_are_taken_together() {
    let schemas = json!({
        "Base": { "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } },
        "Cat": { "allOf": [{ "$ref": "#/components/schemas/Base" }, { "properties": { "kind": { "type": "string" }, "meow": { "const": true } } }] },
        "Pet": { "oneOf": [{ "$ref": "#/components/schemas/Cat" }], "discriminator": { "propertyName": "kind" } },
    });
    let value = generate_in(&schemas, &json!({ "$ref": "#/components/schemas/Pet" }), 1);
    assert!(value["id"].is_i64());
    assert_eq!(value["meow"], json!(true));
    assert_eq!(value["kind"], json!("Cat"));
}

#[test]
fn null_is_given_only_where_nothing_else_can_be() {
    assert!(generate(&json!({ "type": ["null", "integer"] }), 1).is_i64());
    assert!(generate(&json!({ "type": "string", "nullable": true }), 1).is_string());
    assert!(
        generate(
            &json!({ "anyOf": [{ "type": "null" }, { "type": "boolean" }] }),
            1
        )
        .is_boolean()
    );
    assert!(generate(&json!({ "type": "null" }), 1).is_null());
}

#[test]
fn formats_are_those_of_their_standards() {
    let text = |format: &str| {
        generate(&json!({ "type": "string", "format": format }), 5)
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(text("date").len(), "2020-01-01".len());
    assert_eq!(text("date-time").len(), "2020-01-01T00:00:00Z".len());
    let uuid = text("uuid");
    assert!(
        uuid.len() == 36 && uuid.as_bytes()[14] == b'4' && b"89ab".contains(&uuid.as_bytes()[19]),
        "{uuid}"
    );
    assert!(text("ipv4").parse::<std::net::Ipv4Addr>().is_ok());
    assert!(text("ipv6").parse::<std::net::Ipv6Addr>().is_ok());
    assert!(url::Url::parse(&text("uri")).is_ok());
}

#[test]
fn what_only_clients_send_is_no_part_of_an_answer() {
    let schema = json!({ "type": "object", "properties": { "password": { "type": "string", "writeOnly": true }, "name": { "type": "string" } } });
    assert_eq!(
        generate(&schema, 1)
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["name"]
    );
}
