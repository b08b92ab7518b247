//! Objects.

use plugwright_fake_data::text as filler;
use serde_json::{Map, Value};

use super::{Generator, Place, Unsatisfiable, count};
use crate::merge::Schema;

/// The most properties that are made because a schema asks for them.
const MOST: usize = 1_000;
/// How many entries a map gets whose schema names no property.
const ENTRIES: usize = 2;

impl Generator<'_> {
    pub(super) fn object(
        &mut self,
        flat: &Schema,
        place: Place<'_>,
    ) -> Result<Value, Unsatisfiable> {
        let empty = Map::new();
        let named = flat
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        let required = required(flat);
        let least = count(flat, "minProperties").unwrap_or(0);
        let most = count(flat, "maxProperties").unwrap_or(usize::MAX);
        if least > most || least > MOST || required.len() > most {
            return Err(Unsatisfiable::Demand("required"));
        }
        let mut object = self.required_properties(flat, named, &required, place)?;
        self.optional_properties(named, (least, most), &mut object, place);
        self.additional_properties(flat, (least, most), &mut object, place)?;
        Ok(in_order_of(named, object))
    }

    fn required_properties(
        &mut self,
        flat: &Schema,
        named: &Map<String, Value>,
        required: &[&str],
        place: Place<'_>,
    ) -> Result<Map<String, Value>, Unsatisfiable> {
        let any = Value::Bool(true);
        let additional = flat.get("additionalProperties").unwrap_or(&any);
        let mut object = Map::new();
        for name in required {
            let schema = named.get(*name).unwrap_or(additional);
            object.insert((*name).to_owned(), self.value(schema, inside(place, name))?);
        }
        Ok(object)
    }

    /// Adds properties that may be missing. One for which there is no value is left out.
    fn optional_properties(
        &mut self,
        named: &Map<String, Value>,
        (least, most): (usize, usize),
        object: &mut Map<String, Value>,
        place: Place<'_>,
    ) {
        let deep = self.is_deep(place);
        for (name, schema) in named {
            let wanted =
                object.len() < least || (!deep && self.random.chance(self.bounds.optional_percent));
            if object.len() >= most || object.contains_key(name) || !wanted {
                continue;
            }
            if let Ok(value) = self.value(schema, inside(place, name)) {
                object.insert(name.clone(), value);
            }
        }
    }

    /// Adds properties that the schema does not name: to a map, and where too few are named.
    fn additional_properties(
        &mut self,
        flat: &Schema,
        (least, most): (usize, usize),
        object: &mut Map<String, Value>,
        place: Place<'_>,
    ) -> Result<(), Unsatisfiable> {
        let any = Value::Bool(true);
        let schema = flat.get("additionalProperties").unwrap_or(&any);
        let is_map = schema.is_object() && !flat.contains_key("properties") && !self.is_deep(place);
        let wanted = if is_map {
            least.max(ENTRIES).min(most)
        } else {
            least
        };
        let mut number = 0;
        while object.len() < wanted {
            number += 1;
            let name = format!("{}{number}", filler::latin_word(&mut self.random));
            let is_named = flat
                .get("properties")
                .is_some_and(|named| named.get(&name).is_some());
            if is_named {
                continue;
            }
            match self.value(schema, inside(place, &name)) {
                Ok(value) => drop(object.insert(name, value)),
                Err(_) if object.len() >= least => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn inside<'n>(place: Place<'_>, name: &'n str) -> Place<'n> {
    Place {
        depth: place.depth + 1,
        name: Some(name),
    }
}

fn required(flat: &Schema) -> Vec<&str> {
    let names = flat
        .get("required")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    names.iter().filter_map(Value::as_str).collect()
}

/// The properties in the order of the schema, as people expect to read them; the others after them.
fn in_order_of(named: &Map<String, Value>, mut object: Map<String, Value>) -> Value {
    let mut ordered = Map::new();
    for name in named.keys() {
        ordered.extend(object.remove_entry(name));
    }
    ordered.extend(object);
    Value::Object(ordered)
}
