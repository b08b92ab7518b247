//! The schema that holds where two schemas hold: the meaning of `allOf`.
//!
//! Only keywords that a generator builds from are merged. Where two demands cannot be joined into one (two patterns, two
//! formats), the first is built from, and the check of the finished value decides.

use serde_json::{Map, Value};

pub(crate) type Schema = Map<String, Value>;

/// Adds the demands of `other` to `schema`.
pub(crate) fn merge(schema: &mut Schema, other: Schema) {
    for (keyword, added) in other {
        match schema.get_mut(&keyword) {
            Some(present) => *present = joined(&keyword, present.take(), added),
            None => drop(schema.insert(keyword, added)),
        }
    }
}

fn joined(keyword: &str, present: Value, added: Value) -> Value {
    match keyword {
        "required" => union(present, added),
        "type" => common_types(present, added),
        "enum" => common_values(present, added),
        "properties" => each_property(present, added),
        "items" | "additionalProperties" => both(present, added),
        "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties" => {
            larger(present, added)
        }
        "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties" => {
            smaller(present, added)
        }
        "uniqueItems" => Value::Bool(present == Value::Bool(true) || added == Value::Bool(true)),
        "multipleOf" => common_multiple(present, &added),
        _ => present,
    }
}

/// A schema that demands both.
fn both(present: Value, added: Value) -> Value {
    match (present, added) {
        (Value::Bool(false), _) | (_, Value::Bool(false)) => Value::Bool(false),
        (Value::Bool(true), other) | (other, Value::Bool(true)) => other,
        (present, added) => serde_json::json!({ "allOf": [present, added] }),
    }
}

fn union(present: Value, added: Value) -> Value {
    let mut all = as_list(present);
    for value in as_list(added) {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    Value::Array(all)
}

fn common_values(present: Value, added: Value) -> Value {
    let added = as_list(added);
    Value::Array(
        as_list(present)
            .into_iter()
            .filter(|value| added.contains(value))
            .collect(),
    )
}

/// Every integer is a number, so the narrower of the two remains.
fn common_types(present: Value, added: Value) -> Value {
    let (present, added) = (as_list(present), as_list(added));
    let allows = |types: &[Value], name: &Value| {
        types.contains(name) || (name == "integer" && types.contains(&"number".into()))
    };
    let mut common: Vec<Value> = present
        .iter()
        .filter(|name| allows(&added, name))
        .cloned()
        .collect();
    common.extend(
        added
            .iter()
            .filter(|name| !present.contains(name) && allows(&present, name))
            .cloned(),
    );
    Value::Array(common)
}

fn each_property(present: Value, added: Value) -> Value {
    let (Value::Object(mut present), Value::Object(added)) = (present, added) else {
        return Value::Null;
    };
    for (name, schema) in added {
        match present.get_mut(&name) {
            Some(first) => *first = both(first.take(), schema),
            None => drop(present.insert(name, schema)),
        }
    }
    Value::Object(present)
}

fn larger(one: Value, other: Value) -> Value {
    let less = one
        .as_f64()
        .zip(other.as_f64())
        .is_some_and(|(one, other)| one < other);
    if less { other } else { one }
}

fn smaller(one: Value, other: Value) -> Value {
    let less = one
        .as_f64()
        .zip(other.as_f64())
        .is_some_and(|(one, other)| other < one);
    if less { other } else { one }
}

fn common_multiple(present: Value, added: &Value) -> Value {
    let (Some(one), Some(other)) = (present.as_u64(), added.as_u64()) else {
        return present;
    };
    let divisor = greatest_common_divisor(one, other).max(1);
    (one / divisor)
        .checked_mul(other)
        .map_or(present, Value::from)
}

fn greatest_common_divisor(one: u64, other: u64) -> u64 {
    if other == 0 {
        one
    } else {
        greatest_common_divisor(other, one % other)
    }
}

/// A list, or the one value that stands for a list of one.
pub(crate) fn as_list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list,
        other => vec![other],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn merged(one: Value, other: Value) -> Value {
        let (Value::Object(mut one), Value::Object(other)) = (one, other) else {
            panic!("schemas are objects")
        };
        merge(&mut one, other);
        Value::Object(one)
    }

    #[test]
    fn the_stricter_demand_remains() {
        let both = merged(
            json!({"type": ["number", "string"], "minimum": 1, "maximum": 9, "required": ["a"], "multipleOf": 4}),
            json!({"type": "integer", "minimum": 3, "maximum": 12, "required": ["a", "b"], "multipleOf": 6}),
        );
        let expected = json!({"type": ["integer"], "minimum": 3, "maximum": 9, "required": ["a", "b"], "multipleOf": 12});
        assert_eq!(both, expected);
    }

    #[test]
    fn a_property_of_both_must_satisfy_both() {
        let both = merged(
            json!({"properties": {"a": {"minimum": 1}, "b": true}}),
            json!({"properties": {"a": {"maximum": 2}, "b": false}}),
        );
        let expected =
            json!({"properties": {"a": {"allOf": [{"minimum": 1}, {"maximum": 2}]}, "b": false}});
        assert_eq!(both, expected);
    }

    #[test]
    fn only_common_values_remain() {
        assert_eq!(
            merged(json!({"enum": [1, 2, 3]}), json!({"enum": [3, 1, 5]})),
            json!({"enum": [1, 3]})
        );
    }
}
