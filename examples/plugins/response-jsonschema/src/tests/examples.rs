//! Schemas as descriptions of real APIs write them, and some that are meant to hurt.

use super::*;

#[test]
fn every_format_is_met() {
    for format in [
        "date",
        "date-time",
        "time",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uri",
        "iri",
        "uri-reference",
        "uuid",
        "json-pointer",
        "regex",
        "byte",
        "unheard-of",
    ] {
        assert_valid(&json!({"type": "string", "format": format}));
    }
}

#[test]
fn numbers_keep_bounds_and_multiples() {
    for schema in [
        json!({"type": "integer", "minimum": -3, "exclusiveMaximum": -1}),
        json!({"type": "integer", "multipleOf": 7, "minimum": 50, "maximum": 60}),
        json!({"type": "integer", "multipleOf": 2.5, "minimum": 1}),
        json!({"type": "number", "exclusiveMinimum": 0, "maximum": 0.001}),
        json!({"type": "number", "multipleOf": 0.01, "maximum": 5}),
        json!({"type": "number", "minimum": 1e12}),
        json!({"exclusiveMaximum": 0}),
    ] {
        assert_valid(&schema);
    }
}

#[test]
fn the_exclusive_flags_of_openapi_3_0_are_understood() {
    let schema = json!({"type": "integer", "minimum": 1, "exclusiveMinimum": true, "maximum": 2});
    assert_eq!(answer(&schema, "1").unwrap(), json!(2));
}

#[test]
fn texts_keep_length_and_pattern() {
    for schema in [
        json!({"type": "string", "minLength": 30, "maxLength": 31}),
        json!({"type": "string", "maxLength": 1}),
        json!({"type": "string", "pattern": "^[A-Z]{2,9}$", "minLength": 4, "maxLength": 5}),
        json!({"pattern": "^v\\d+\\.\\d+$"}),
    ] {
        assert_valid(&schema);
    }
}

#[test]
fn objects_and_arrays_keep_their_counts() {
    for schema in [
        json!({"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 5}, "uniqueItems": true, "minItems": 5}),
        json!({"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": true}),
        json!({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false}),
        json!({"type": "array", "maxItems": 0}),
        json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        json!({"type": "object", "minProperties": 3, "properties": {"a": {"type": "integer"}}}),
        json!({"type": "object", "maxProperties": 1, "properties": {"a": true, "b": true, "c": true}, "required": ["c"]}),
        json!({"type": "object", "required": ["unnamed"], "additionalProperties": {"type": "boolean"}}),
    ] {
        assert_valid(&schema);
    }
}

#[test]
fn alternatives_are_satisfied_as_one_of_any_of_and_all_of_say() {
    for schema in [
        json!({"oneOf": [{"type": "number"}, {"type": "integer"}]}),
        json!({"oneOf": [{"type": "integer", "multipleOf": 3}, {"type": "integer", "multipleOf": 5}]}),
        json!({"anyOf": [{"type": "string", "maxLength": 2}, {"type": "null"}]}),
        json!({"allOf": [{"required": ["a"], "properties": {"a": {"type": "integer"}}}, {"properties": {"a": {"minimum": 990}}}]}),
        json!({"type": "integer", "minimum": 0, "maximum": 3, "not": {"enum": [0, 1, 2]}}),
    ] {
        assert_valid(&schema);
    }
}

#[test]
fn recursive_schemas_end() {
    assert_valid(&json!({
        "$defs": {"node": {
            "type": "object", "required": ["value", "children", "parent"],
            "properties": {
                "value": {"type": "integer"},
                "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
                "parent": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}
            }
        }},
        "$ref": "#/$defs/node"
    }));
}

#[test]
fn what_no_value_can_satisfy_is_an_error_with_a_reason() {
    let cases = [
        (json!({"$ref": "#"}), Unsatisfiable::Circular),
        (
            json!({"$ref": "#/$defs/none"}),
            Unsatisfiable::UnknownReference("#/$defs/none".into()),
        ),
        (
            json!({"$ref": "https://example.com/s.json"}),
            Unsatisfiable::UnknownReference("https://example.com/s.json".into()),
        ),
        (json!(false), Unsatisfiable::Forbidden),
        (json!(7), Unsatisfiable::NotASchema),
        (
            json!({"type": "string", "minLength": 3, "maxLength": 2}),
            Unsatisfiable::Demand("minLength"),
        ),
        (
            json!({"type": "string", "pattern": "(?=a)"}),
            Unsatisfiable::Demand("pattern"),
        ),
        (
            json!({"type": "array", "items": {"const": 1}, "uniqueItems": true, "minItems": 2}),
            Unsatisfiable::Demand("uniqueItems"),
        ),
        (
            json!({"required": ["a"], "properties": {"a": {"$ref": "#"}}}),
            Unsatisfiable::Endless,
        ),
    ];
    for (schema, expected) in cases {
        assert_eq!(answer(&schema, "1").unwrap_err(), expected, "{schema}");
    }
}

#[test]
fn a_schema_that_doubles_at_every_level_ends() {
    let mut defs = serde_json::Map::new();
    for level in 0..30 {
        let next = json!({"$ref": format!("#/$defs/l{}", level + 1)});
        defs.insert(
            format!("l{level}"),
            json!({"required": ["a", "b"], "properties": {"a": next, "b": next}}),
        );
    }
    defs.insert("l30".into(), json!({"type": "null"}));
    assert_eq!(
        answer(&json!({"$defs": defs, "$ref": "#/$defs/l0"}), "1").unwrap_err(),
        Unsatisfiable::Endless
    );
}

#[test]
fn examples_are_used_when_they_are_right() {
    assert_eq!(
        answer(&json!({"type": "string", "example": "Rex"}), "1").unwrap(),
        json!("Rex")
    );
    assert_eq!(
        answer(&json!({"type": "integer", "default": 7}), "1").unwrap(),
        json!(7)
    );
    assert_ne!(
        answer(&json!({"type": "integer", "example": "Rex"}), "1").unwrap(),
        json!("Rex")
    );
    let listed = json!({"type": "integer", "examples": [11, 22]});
    assert!([json!(11), json!(22)].contains(&answer(&listed, "1").unwrap()));
}

#[test]
fn nullable_of_openapi_3_0_is_null_only_where_an_answer_has_to_end() {
    let schema = json!({"type": "object", "nullable": true, "required": ["next"], "properties": {"next": {"$ref": "#"}}});
    let mut value = &answer(&schema, "1").unwrap();
    let mut depth = 0;
    while value.is_object() {
        value = &value["next"];
        depth += 1;
    }
    assert!(
        value.is_null() && depth == Bounds::default().depth,
        "{depth}"
    );
}
