//! Values generated from a schema, the same for the same seed.
//!
//! The aim is a value that validates and reads well: all properties are there, references that come back to themselves
//! end, and a schema of any size gives an answer of a bounded one.

mod number;
mod pattern;
mod shape;
mod text;

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};
use serde_json::{Map, Value};

use crate::document::Document;
use shape::Shape;

/// Values below this many levels are left out where the schema allows.
const DEEPEST: usize = 10;
/// An answer has about this many values at most; every part of it gets an equal share, so that a large first property
/// does not starve the rest.
const MOST_VALUES: usize = 1_000;

/// Generates values.
#[derive(Debug)]
pub struct Generator<'d> {
    document: &'d Document,
    random: Random,
    /// The schemas that the value being generated is inside of, by address.
    open: Vec<usize>,
    left: usize,
    examples: bool,
}

impl<'d> Generator<'d> {
    /// Begins with a seed.
    pub fn new(document: &'d Document, seed: u64) -> Self {
        Self {
            document,
            random: Random::new(seed),
            open: Vec::new(),
            left: MOST_VALUES,
            examples: true,
        }
    }

    /// A value of the schema; examples and defaults within it are preferred.
    pub fn value(&mut self, schema: &Value) -> Value {
        self.owned(schema)
    }

    /// A value of the schema that makes no use of its examples and defaults.
    pub fn without_examples(&mut self, schema: &Value) -> Value {
        self.examples = false;
        let value = self.owned(schema);
        self.examples = true;
        value
    }

    pub(super) fn owned(&mut self, schema: &Value) -> Value {
        self.visit(schema).unwrap_or(Value::Null)
    }

    /// None where a value would never end; whoever asked leaves it out.
    fn visit(&mut self, schema: &Value) -> Option<Value> {
        let schema = self.document.resolve(schema).ok()?;
        let address = std::ptr::from_ref(schema).addr();
        if self.open.contains(&address) || self.open.len() >= DEEPEST || self.left == 0 {
            return None;
        }
        self.left -= 1;
        self.open.push(address);
        let shape = Shape::of(self.document, schema);
        let value = self.fixed(&shape).or_else(|| self.generated(&shape));
        self.open.pop();
        value
    }

    /// What the schema itself gives as a value.
    fn fixed(&mut self, shape: &Shape<'_>) -> Option<Value> {
        if let Some(value) = shape.facet("const") {
            return Some(value.clone());
        }
        if self.examples {
            let listed = shape
                .facet("examples")
                .and_then(Value::as_array)
                .and_then(|examples| examples.first());
            if let Some(value) = shape
                .facet("example")
                .or(listed)
                .or_else(|| shape.facet("default"))
            {
                return Some(value.clone());
            }
        }
        let choices = shape.facet("enum")?.as_array()?;
        let choices: Vec<&Value> = choices.iter().filter(|choice| !choice.is_null()).collect();
        self.random.pick(&choices).map(|value| (*value).clone())
    }

    fn generated(&mut self, shape: &Shape<'_>) -> Option<Value> {
        match shape.kind() {
            "object" => Some(Value::Object(self.object(shape))),
            "array" => self.array(shape),
            "string" => Some(Value::String(text::text(shape, &mut self.random))),
            "integer" => Some(number::integer(shape, &mut self.random)),
            "number" => Some(number::number(shape, &mut self.random)),
            "boolean" => Some(Value::Bool(self.random.below(2) == 1)),
            _ => Some(Value::Null),
        }
    }

    fn object(&mut self, shape: &Shape<'_>) -> Map<String, Value> {
        let mut object = Map::new();
        let properties = shape.properties();
        for (index, (name, schema)) in properties.iter().enumerate() {
            if let Some(value) =
                self.property(schema, shape.requires(name), properties.len() - index)
            {
                object.insert((*name).to_owned(), value);
            }
        }
        for name in shape
            .required()
            .filter(|name| !object.contains_key(*name))
            .collect::<Vec<_>>()
        {
            object.insert(name.to_owned(), Value::Null);
        }
        if let Some((name, value)) = shape.discriminator() {
            object.insert(name.to_owned(), value.into());
        }
        if object.is_empty()
            && let Some(schema) = shape
                .facet("additionalProperties")
                .filter(|more| more.is_object())
        {
            object.extend(self.visit(schema).map(|value| ("key".to_owned(), value)));
        }
        object
    }

    /// What only a client sends is no part of an answer.
    fn property(&mut self, schema: &Value, required: bool, parts: usize) -> Option<Value> {
        let write_only =
            self.document.resolve(schema).ok()?.get("writeOnly") == Some(&Value::Bool(true));
        if required {
            self.share(schema, parts, 1)
        } else {
            self.share(schema, parts, 0).filter(|_| !write_only)
        }
    }

    /// A value that takes at most its share of what is left for `parts` values.
    fn share(&mut self, schema: &Value, parts: usize, least: usize) -> Option<Value> {
        let share = (self.left / parts.max(1)).max(least);
        let rest = self.left.saturating_sub(share);
        self.left = share;
        let value = self.visit(schema);
        self.left += rest;
        value
    }

    /// None if the list must have items that cannot be.
    fn array(&mut self, shape: &Shape<'_>) -> Option<Value> {
        let prefix = shape
            .facet("prefixItems")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let mut items: Vec<Value> = prefix.iter().map(|schema| self.owned(schema)).collect();
        let least = shape.count("minItems").unwrap_or(0).min(MOST_VALUES);
        let most = shape.count("maxItems").unwrap_or(usize::MAX);
        let wanted = self.random.between(1, 3).max(least).min(most);
        if let Some(schema) = shape.facet("items").filter(|items| items.is_object()) {
            let unique = shape.facet("uniqueItems") == Some(&Value::Bool(true));
            self.fill(&mut items, schema, wanted, unique);
        }
        (items.len() >= least || self.open.len() <= 1).then(|| items.into())
    }

    fn fill(&mut self, items: &mut Vec<Value>, schema: &Value, wanted: usize, unique: bool) {
        // Different values may not be found, for example of a small enum.
        for _ in 0..wanted * 4 {
            let missing = wanted.saturating_sub(items.len());
            if missing == 0 {
                return;
            }
            match self.share(schema, missing, 1) {
                Some(item) if unique && items.contains(&item) => {}
                Some(item) => items.push(item),
                None => return,
            }
        }
    }
}

/// Random numbers that are the same everywhere for the same seed.
#[derive(Debug)]
struct Random(Pcg64Mcg);

impl Random {
    fn new(seed: u64) -> Self {
        Self(Pcg64Mcg::seed_from_u64(seed))
    }

    /// A number below `bound`; 0 if the bound is. The bias of the remainder does not matter for examples.
    fn below(&mut self, bound: u64) -> u64 {
        self.0.next_u64().checked_rem(bound).unwrap_or(0)
    }

    /// A number from `least` to `most`.
    fn between(&mut self, least: usize, most: usize) -> usize {
        let span = u64::try_from(most.saturating_sub(least))
            .unwrap_or(0)
            .saturating_add(1);
        least.saturating_add(usize::try_from(self.below(span)).unwrap_or(0))
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.between(0, items.len().checked_sub(1)?))
    }
}

#[cfg(test)]
mod tests;
