//! The promise of the plugin: whatever the schema, the answer satisfies it, as judged by the crate `jsonschema`.

use proptest::prelude::*;

use super::*;

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({"type": "boolean"})),
        Just(json!({"type": "null"})),
        Just(json!(true)),
        (-500..500_i64, 0..400_i64, 1..9_i64).prop_map(|(min, span, step)| {
            json!({"type": "integer", "minimum": min, "maximum": min + span + step, "multipleOf": step})
        }),
        (-50..50_i64, 1..40_i64).prop_map(|(min, span)| {
            json!({"type": "number", "exclusiveMinimum": min, "maximum": min + span})
        }),
        (0..20_u64, 0..20_u64).prop_map(|(min, span)| json!({"type": "string", "minLength": min, "maxLength": min + span})),
        prop::sample::select(vec!["date", "date-time", "email", "uuid", "uri", "ipv4", "ipv6", "hostname"])
            .prop_map(|format| json!({"type": "string", "format": format})),
        "[a-c]{1,3}(\\[x-z\\]\\{1,4\\}|\\\\d\\+|\\(k\\|l\\)\\?)".prop_map(|pattern| json!({"type": "string", "pattern": format!("^{pattern}$")})),
        prop::collection::vec(any::<i16>(), 1..5).prop_map(|values| json!({"enum": values})),
        "[a-z]{1,6}".prop_map(|text| json!({"const": text})),
        Just(json!({"type": ["string", "null"]})),
        Just(json!({"$ref": "#/$defs/shared"})),
        Just(json!({"$ref": "#/$defs/tree"})),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 40, 5, |inner| {
        let property = ("(name|city|email|[a-d])", inner.clone(), any::<bool>());
        prop_oneof![
            (inner.clone(), 0..3_u64, 0..4_u64).prop_map(|(items, min, span)| {
                json!({"type": "array", "items": items, "minItems": min, "maxItems": min + span})
            }),
            (prop::collection::vec(property, 0..5), any::<bool>()).prop_map(|(properties, open)| object(&properties, open)),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|branches| json!({"anyOf": branches})),
            (inner.clone(), "[a-z]{3}").prop_map(|(schema, name)| {
                json!({"allOf": [{"type": "object", "required": [name]}, {"properties": {name: schema}}]})
            }),
            inner.prop_map(|values| json!({"type": "object", "additionalProperties": values, "minProperties": 1})),
            prop::collection::vec(0..4_u8, 1..4).prop_map(|kinds| json!({"oneOf": distinct(&kinds)})),
        ]
    })
}

fn object(properties: &[(String, Value, bool)], open: bool) -> Value {
    let required = properties.iter().filter(|(.., required)| *required);
    let required: std::collections::BTreeSet<&String> = required.map(|(name, ..)| name).collect();
    let named: serde_json::Map<String, Value> = properties
        .iter()
        .map(|(name, schema, _)| (name.clone(), schema.clone()))
        .collect();
    json!({"type": "object", "properties": named, "required": required, "additionalProperties": open})
}

/// Branches of which a value can satisfy exactly one.
fn distinct(kinds: &[u8]) -> Vec<Value> {
    let all = [
        json!({"type": "string"}),
        json!({"type": "integer"}),
        json!({"type": "array"}),
        json!({"type": "number", "multipleOf": 0.5}),
    ];
    let kinds: std::collections::BTreeSet<u8> = kinds.iter().copied().collect();
    kinds
        .into_iter()
        .map(|kind| all[usize::from(kind)].clone())
        .collect()
}

fn document(mut schema: Value) -> Value {
    if schema == Value::Bool(true) {
        schema = json!({});
    }
    schema["$defs"] = json!({
        "shared": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}},
        "tree": {"type": "object", "required": ["kids"], "properties": {
            "kids": {"type": "array", "items": {"$ref": "#/$defs/tree"}},
            "one": {"$ref": "#/$defs/tree"}
        }}
    });
    schema
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_answer_satisfies_its_schema(schema in schema().prop_map(document), seed in any::<u32>()) {
        let value = answer(&schema, &seed.to_string());
        let value = value.map_err(|reason| TestCaseError::fail(format!("{reason}: {schema}")))?;
        let errors: Vec<String> = validator(&schema).iter_errors(&value).map(|error| error.to_string()).collect();
        prop_assert!(errors.is_empty(), "{schema}\n{value}\n{errors:?}");
    }

    #[test]
    fn no_document_panics(text in "[{}\\[\\]\":,a-z$/#0-9-]{0,60}") {
        if let Ok(schema) = serde_json::from_str::<Value>(&text) {
            let _ = answer(&schema, "1");
        }
    }

    #[test]
    fn keywords_of_any_type_never_panic(
        keyword in prop::sample::select(vec![
            "type", "enum", "minimum", "maximum", "multipleOf", "minLength", "maxLength", "pattern", "items", "minItems",
            "maxItems", "prefixItems", "properties", "required", "additionalProperties", "minProperties", "allOf", "anyOf",
            "oneOf", "not", "$ref", "format", "examples", "exclusiveMinimum",
        ]),
        value in prop_oneof![
            Just(json!(null)), Just(json!(-1)), Just(json!(1e308)), Just(json!("x")), Just(json!([])), Just(json!({})),
            Just(json!([null, 1, "string"])), Just(json!(u64::MAX)), Just(json!(true)), Just(json!(0)), Just(json!(-1e-308)),
        ],
        kind in prop::sample::select(vec!["integer", "number", "string", "array", "object"]),
    ) {
        let _ = answer(&json!({"type": kind, keyword: value}), "1");
    }
}
