//! Values from schemas.

mod arrays;
mod numbers;
mod objects;
mod strings;

use plugwright_fake_data::{Locale, Random};
use serde_json::Value;

use crate::conformance::{self, conforms};
use crate::document::Document;
use crate::flatten::Flatten;
use crate::merge::{Schema, as_list};
use crate::settings::Bounds;

/// How often a schema with alternatives is tried before it is given up.
const ATTEMPTS: usize = 24;
/// How many schemas one answer may visit, so that wide and deep schemas end.
const VISITS: usize = 200_000;
/// From this many visits on, only what the schema requires is made.
const MANY_VISITS: usize = 20_000;
/// How much deeper than the configured depth required properties may lead.
const REQUIRED_DEPTH: usize = 24;

/// Why there is no value for a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsatisfiable {
    /// A reference points to nothing, or out of the document.
    #[error("the schema refers to `{0}`, which is not in the document")]
    UnknownReference(String),
    /// References lead in a circle without anything between.
    #[error("references of the schema lead in a circle")]
    Circular,
    /// Required properties lead deeper than any answer.
    #[error(
        "the schema requires values inside of each other without end, or more than an answer can hold"
    )]
    Endless,
    /// A schema that allows nothing.
    #[error("the schema allows no value")]
    Forbidden,
    /// Something that is neither an object nor a truth value.
    #[error("the document has something else where a schema belongs")]
    NotASchema,
    /// Demands that exclude each other, or that the generator cannot meet.
    #[error("no value was found that satisfies `{0}` together with the rest of its schema")]
    Demand(&'static str),
}

/// Makes one answer.
#[derive(Debug)]
pub struct Generator<'a> {
    document: &'a Document,
    random: Random,
    locale: &'static Locale,
    bounds: Bounds,
    visits: usize,
}

impl<'a> Generator<'a> {
    /// A generator for `document`; `random` decides every choice.
    pub fn new(
        document: &'a Document,
        random: Random,
        locale: &'static Locale,
        bounds: Bounds,
    ) -> Self {
        Self {
            document,
            random,
            locale,
            bounds,
            visits: 0,
        }
    }

    /// A value that satisfies the document's schema.
    ///
    /// # Errors
    ///
    /// When the schema allows no value, or none was found.
    pub fn answer(mut self) -> Result<Value, Unsatisfiable> {
        let document = self.document;
        self.value(
            document.root(),
            Place {
                depth: 0,
                name: None,
            },
        )
    }

    /// A value for a schema.
    fn value(&mut self, schema: &Value, place: Place<'_>) -> Result<Value, Unsatisfiable> {
        self.visit(place)?;
        if !needs_check(schema) {
            return self.attempt(schema, place);
        }
        let mut last = Unsatisfiable::Demand("oneOf");
        for _ in 0..ATTEMPTS {
            match self.attempt(schema, place) {
                Ok(value) if conforms(self.document, schema, &value) => return Ok(value),
                Ok(_) => {}
                // No other attempt will go better.
                Err(error @ (Unsatisfiable::Endless | Unsatisfiable::UnknownReference(_))) => {
                    return Err(error);
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn visit(&mut self, place: Place<'_>) -> Result<(), Unsatisfiable> {
        self.visits += 1;
        if self.visits > VISITS || place.depth > self.bounds.depth + REQUIRED_DEPTH {
            return Err(Unsatisfiable::Endless);
        }
        Ok(())
    }

    fn attempt(&mut self, schema: &Value, place: Place<'_>) -> Result<Value, Unsatisfiable> {
        let smallest = self.is_deep(place);
        let flat = Flatten::new(self.document, &mut self.random, smallest).schema(schema)?;
        if let Some(value) = self.written(&flat) {
            return Ok(value);
        }
        match self.kind(&flat, smallest) {
            Kind::Null => Ok(Value::Null),
            Kind::Boolean => Ok(Value::Bool(self.random.chance(50))),
            Kind::Integer => numbers::integer(&flat, &mut self.random),
            Kind::Number => numbers::number(&flat, &mut self.random),
            Kind::Text => {
                strings::text(&flat, place.name, &mut self.random, self.locale).map(Value::String)
            }
            Kind::Array => self.array(&flat, place),
            Kind::Object => self.object(&flat, place),
        }
    }

    /// A value that the author wrote down: a constant, one of an enumeration, or an example that is right.
    fn written(&mut self, flat: &Schema) -> Option<Value> {
        if let Some(constant) = flat.get("const") {
            return Some(constant.clone());
        }
        let candidates = match flat.get("enum") {
            Some(values) => as_list(values.clone()),
            None => examples(flat),
        };
        let schema = Value::Object(flat.clone());
        let right: Vec<Value> = candidates
            .into_iter()
            .filter(|value| conforms(self.document, &schema, value))
            .collect();
        self.random.pick(&right).cloned()
    }

    fn kind(&mut self, flat: &Schema, smallest: bool) -> Kind {
        if smallest && conformance::is_nullable(flat) {
            return Kind::Null;
        }
        let mut kinds: Vec<Kind> = match flat.get("type") {
            Some(types) => as_list(types.clone())
                .iter()
                .filter_map(Kind::named)
                .collect(),
            None => vec![Kind::guessed(flat)],
        };
        // Null says nothing: it is made only where nothing else is possible, or where an answer has to end.
        if smallest && kinds.contains(&Kind::Null) {
            return Kind::Null;
        }
        if kinds.len() > 1 {
            kinds.retain(|kind| *kind != Kind::Null);
        }
        self.random.pick(&kinds).copied().unwrap_or(Kind::Null)
    }

    /// Whether only what the schema requires should be made.
    fn is_deep(&self, place: Place<'_>) -> bool {
        place.depth >= self.bounds.depth || self.visits > MANY_VISITS
    }
}

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    depth: usize,
    /// The name of the property, which often says what its text means.
    name: Option<&'a str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Null,
    Boolean,
    Integer,
    Number,
    Text,
    Array,
    Object,
}

impl Kind {
    fn named(name: &Value) -> Option<Self> {
        match name.as_str()? {
            "null" => Some(Self::Null),
            "boolean" => Some(Self::Boolean),
            "integer" => Some(Self::Integer),
            "number" => Some(Self::Number),
            "string" => Some(Self::Text),
            "array" => Some(Self::Array),
            "object" => Some(Self::Object),
            _ => None,
        }
    }

    /// What the author had in mind who left the type out.
    fn guessed(flat: &Schema) -> Self {
        const OBJECT: [&str; 5] = [
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
        ];
        const ARRAY: [&str; 5] = [
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "uniqueItems",
        ];
        const NUMBER: [&str; 5] = [
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ];
        let has = |keywords: [&str; 5]| keywords.iter().any(|keyword| flat.contains_key(*keyword));
        if has(OBJECT) {
            Self::Object
        } else if has(ARRAY) {
            Self::Array
        } else if has(NUMBER) {
            Self::Number
        } else {
            Self::Text
        }
    }
}

/// Whether a finished value may fail although each of its parts is right.
fn needs_check(schema: &Value) -> bool {
    let Value::Object(keywords) = schema else {
        return false;
    };
    ["$ref", "allOf", "anyOf", "oneOf", "not"]
        .iter()
        .any(|keyword| keywords.contains_key(*keyword))
}

fn examples(flat: &Schema) -> Vec<Value> {
    let listed = flat
        .get("examples")
        .filter(|examples| examples.is_array())
        .cloned()
        .map(as_list)
        .unwrap_or_default();
    let single = flat.get("example").or_else(|| flat.get("default")).cloned();
    if listed.is_empty() {
        single.into_iter().collect()
    } else {
        listed
    }
}

/// A whole number that a keyword gives.
fn count(flat: &Schema, keyword: &str) -> Option<usize> {
    let number = flat.get(keyword)?;
    number
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
}
