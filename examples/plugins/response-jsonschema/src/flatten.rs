//! One schema without `$ref`, `allOf`, `anyOf` and `oneOf`: what the generator builds from.
//!
//! References and `allOf` leave no choice; of `anyOf` and `oneOf` one branch is chosen. The chosen branch of a `oneOf`
//! may make values that satisfy another branch too: the check of the finished value finds that out.

use plugwright_fake_data::Random;
use serde_json::Value;

use crate::document::Document;
use crate::generate::Unsatisfiable;
use crate::merge::{Schema, merge};

/// How many references and branches one schema may lead through. A schema that refers to itself without anything between
/// stops here.
const STEPS: usize = 256;

/// Flattens a schema.
pub(crate) struct Flatten<'a> {
    document: &'a Document,
    random: &'a mut Random,
    /// Whether to choose the branch that leads to the smallest value.
    smallest: bool,
    steps: usize,
}

impl<'a> Flatten<'a> {
    pub(crate) fn new(document: &'a Document, random: &'a mut Random, smallest: bool) -> Self {
        Self {
            document,
            random,
            smallest,
            steps: STEPS,
        }
    }

    pub(crate) fn schema(&mut self, schema: &Value) -> Result<Schema, Unsatisfiable> {
        self.steps = self.steps.checked_sub(1).ok_or(Unsatisfiable::Circular)?;
        let keywords = match schema {
            Value::Bool(true) => return Ok(Schema::new()),
            Value::Object(keywords) => keywords,
            Value::Bool(false) => return Err(Unsatisfiable::Forbidden),
            _ => return Err(Unsatisfiable::NotASchema),
        };
        let mut flat = Schema::new();
        for (keyword, value) in keywords {
            self.keyword(&mut flat, keyword, value)?;
        }
        Ok(flat)
    }

    fn keyword(
        &mut self,
        flat: &mut Schema,
        keyword: &str,
        value: &Value,
    ) -> Result<(), Unsatisfiable> {
        match (keyword, value) {
            ("$ref", Value::String(reference)) => {
                let unknown = || Unsatisfiable::UnknownReference(reference.clone());
                let target = self.document.resolve(reference).ok_or_else(unknown)?;
                merge(flat, self.schema(target)?);
            }
            ("allOf", Value::Array(all)) => {
                for schema in all {
                    merge(flat, self.schema(schema)?);
                }
            }
            ("anyOf" | "oneOf", Value::Array(branches)) => merge(flat, self.one_of(branches)?),
            _ => merge(
                flat,
                Schema::from_iter([(keyword.to_owned(), value.clone())]),
            ),
        }
        Ok(())
    }

    /// One branch that can be flattened at all; which one is first tried is chosen.
    fn one_of(&mut self, branches: &[Value]) -> Result<Schema, Unsatisfiable> {
        let mut order: Vec<&Value> = branches.iter().collect();
        if self.smallest {
            order.sort_by_key(|branch| self.cost(branch));
        } else if !order.is_empty() {
            order.rotate_left(self.random.index(branches.len()));
        }
        let mut last = Unsatisfiable::Forbidden;
        for branch in order {
            match self.schema(branch) {
                Ok(flat) => return Ok(flat),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// How large the values of a schema are likely to be, judged by its first keywords.
    fn cost(&self, schema: &Value) -> u8 {
        let target = schema["$ref"]
            .as_str()
            .and_then(|reference| self.document.resolve(reference));
        let (schema, detour) = target.map_or((schema, 0), |target| (target, 1));
        let own = match schema["type"].as_str() {
            Some("null") => 0,
            Some("boolean" | "integer" | "number" | "string") => 1,
            _ if schema.get("enum").is_some() || schema.get("const").is_some() => 1,
            Some("array") => 3,
            Some("object") => {
                5 + u8::from(
                    schema["required"]
                        .as_array()
                        .is_some_and(|names| !names.is_empty()),
                )
            }
            _ => 7,
        };
        own * 2 + detour
    }
}
