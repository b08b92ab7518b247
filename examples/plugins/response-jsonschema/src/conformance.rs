//! Whether a value satisfies a schema, for the keywords that the generator builds from.
//!
//! The generator cannot see whether a value that it made for one branch of `oneOf` satisfies another branch too, or
//! whether an author's example is right. This check can, and it is written apart from the generator so that both would
//! have to be wrong in the same way.

use regex_lite::Regex;
use serde_json::{Map, Value};

use crate::document::Document;

/// Deeper than any value that the generator makes.
const DEPTH: usize = 96;

/// Whether `value` satisfies `schema`. A schema that leads in circles is satisfied by nothing.
pub(crate) fn conforms(document: &Document, schema: &Value, value: &Value) -> bool {
    Check {
        document,
        depth: DEPTH,
    }
    .schema(schema, value)
}

#[derive(Clone, Copy)]
struct Check<'a> {
    document: &'a Document,
    depth: usize,
}

impl Check<'_> {
    fn schema(self, schema: &Value, value: &Value) -> bool {
        let Some(depth) = self.depth.checked_sub(1) else {
            return false;
        };
        let deeper = Check { depth, ..self };
        match schema {
            Value::Bool(all) => *all,
            Value::Object(keywords) if is_nullable(keywords) && value.is_null() => true,
            Value::Object(keywords) => keywords
                .iter()
                .all(|(keyword, demand)| deeper.keyword(keywords, keyword, demand, value)),
            _ => false,
        }
    }

    fn keyword(
        self,
        keywords: &Map<String, Value>,
        keyword: &str,
        demand: &Value,
        value: &Value,
    ) -> bool {
        match keyword {
            "$ref" => {
                let target = demand
                    .as_str()
                    .and_then(|reference| self.document.resolve(reference));
                target.is_some_and(|target| self.schema(target, value))
            }
            "allOf" => list(demand).iter().all(|schema| self.schema(schema, value)),
            "anyOf" => list(demand).iter().any(|schema| self.schema(schema, value)),
            "oneOf" => {
                list(demand)
                    .iter()
                    .filter(|schema| self.schema(schema, value))
                    .count()
                    == 1
            }
            "not" => !self.schema(demand, value),
            "const" => same(demand, value),
            "enum" => list(demand).iter().any(|allowed| same(allowed, value)),
            "type" => has_type(demand, value),
            _ => match value {
                Value::Number(number) => number
                    .as_f64()
                    .is_none_or(|number| number_fits(keywords, keyword, demand, number)),
                Value::String(text) => text_fits(keyword, demand, text),
                Value::Array(items) => self.array_fits(keywords, keyword, demand, items),
                Value::Object(members) => self.object_fits(keywords, keyword, demand, members),
                Value::Null | Value::Bool(_) => true,
            },
        }
    }

    fn array_fits(
        self,
        keywords: &Map<String, Value>,
        keyword: &str,
        demand: &Value,
        items: &[Value],
    ) -> bool {
        match keyword {
            "minItems" => demand
                .as_u64()
                .is_none_or(|least| items.len() as u64 >= least),
            "maxItems" => demand
                .as_u64()
                .is_none_or(|most| items.len() as u64 <= most),
            "uniqueItems" => demand != &Value::Bool(true) || all_differ(items),
            "prefixItems" => items
                .iter()
                .zip(list(demand))
                .all(|(item, schema)| self.schema(schema, item)),
            "items" => {
                let before = keywords
                    .get("prefixItems")
                    .map_or(0, |prefix| list(prefix).len());
                items
                    .iter()
                    .skip(before)
                    .all(|item| self.schema(demand, item))
            }
            _ => true,
        }
    }

    fn object_fits(
        self,
        keywords: &Map<String, Value>,
        keyword: &str,
        demand: &Value,
        members: &Map<String, Value>,
    ) -> bool {
        match keyword {
            "required" => list(demand)
                .iter()
                .filter_map(Value::as_str)
                .all(|name| members.contains_key(name)),
            "minProperties" => demand
                .as_u64()
                .is_none_or(|least| members.len() as u64 >= least),
            "maxProperties" => demand
                .as_u64()
                .is_none_or(|most| members.len() as u64 <= most),
            "properties" => demand.as_object().is_none_or(|properties| {
                properties.iter().all(|(name, schema)| {
                    members
                        .get(name)
                        .is_none_or(|value| self.schema(schema, value))
                })
            }),
            "additionalProperties" => {
                let named = keywords.get("properties").and_then(Value::as_object);
                let is_named =
                    |name: &str| named.is_some_and(|properties| properties.contains_key(name));
                members
                    .iter()
                    .all(|(name, value)| is_named(name) || self.schema(demand, value))
            }
            _ => true,
        }
    }
}

/// OpenAPI 3.0 writes `nullable` where 2020-12 has a second type.
pub(crate) fn is_nullable(keywords: &Map<String, Value>) -> bool {
    keywords.get("nullable") == Some(&Value::Bool(true))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn has_type(demand: &Value, value: &Value) -> bool {
    match demand {
        Value::String(name) => is_a(name, value),
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .any(|name| is_a(name, value)),
        _ => true,
    }
}

fn is_a(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => {
            value.is_i64()
                || value.is_u64()
                || value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

fn number_fits(keywords: &Map<String, Value>, keyword: &str, demand: &Value, number: f64) -> bool {
    let excludes = |keyword: &str| keywords.get(keyword) == Some(&Value::Bool(true));
    let Some(bound) = demand.as_f64() else {
        return true;
    };
    match keyword {
        "minimum" if excludes("exclusiveMinimum") => number > bound,
        "maximum" if excludes("exclusiveMaximum") => number < bound,
        "minimum" => number >= bound,
        "maximum" => number <= bound,
        "exclusiveMinimum" => number > bound,
        "exclusiveMaximum" => number < bound,
        "multipleOf" => is_multiple(number, bound),
        _ => true,
    }
}

/// Decimal fractions are no exact doubles, so what is left over may be a rounding error on either side.
fn is_multiple(number: f64, of: f64) -> bool {
    let quotient = number / of;
    (quotient - quotient.round()).abs() <= quotient.abs().max(1.0) * f64::EPSILON
}

fn text_fits(keyword: &str, demand: &Value, text: &str) -> bool {
    let length = || text.chars().count() as u64;
    match keyword {
        "minLength" => demand.as_u64().is_none_or(|least| length() >= least),
        "maxLength" => demand.as_u64().is_none_or(|most| length() <= most),
        // What this engine cannot read, it cannot judge either.
        "pattern" => demand
            .as_str()
            .and_then(|pattern| Regex::new(pattern).ok())
            .is_none_or(|regex| regex.is_match(text)),
        _ => true,
    }
}

fn all_differ(items: &[Value]) -> bool {
    items
        .iter()
        .enumerate()
        .all(|(at, item)| items.iter().take(at).all(|earlier| !same(earlier, item)))
}

/// Equality of JSON Schema, for which 1 and 1.0 are one number.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, value)| b.get(name).is_some_and(|other| same(value, other)))
        }
        _ => one == other,
    }
}
