//! Arrays.

use serde_json::Value;

use super::{Generator, Place, Unsatisfiable, count};
use crate::conformance::same;
use crate::merge::Schema;

/// The most elements that are made because a schema asks for them.
const MOST: usize = 10_000;
/// How often an element is drawn until it differs from those before.
const ATTEMPTS: usize = 40;

impl Generator<'_> {
    pub(super) fn array(
        &mut self,
        flat: &Schema,
        place: Place<'_>,
    ) -> Result<Value, Unsatisfiable> {
        let place = Place {
            depth: place.depth + 1,
            name: place.name,
        };
        let prefix = flat
            .get("prefixItems")
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let any = Value::Bool(true);
        let rest = flat.get("items").unwrap_or(&any);
        let (least, target, most) = self.item_count(flat, prefix.len(), place)?;
        let wanted = target + self.random.index(most - target + 1);
        let differ = flat.get("uniqueItems") == Some(&Value::Bool(true));

        let mut items: Vec<Value> = Vec::new();
        for at in 0..wanted {
            let schema = prefix.get(at).unwrap_or(rest);
            match self.item(schema, place, &items, differ) {
                Ok(item) => items.push(item),
                // Fewer are allowed too: the values may have run out, or the elements may be forbidden.
                Err(_) if items.len() >= least => break,
                Err(error) => return Err(error),
            }
        }
        Ok(Value::Array(items))
    }

    /// The fewest elements that are right, the fewest that are wanted, and the most.
    fn item_count(
        &self,
        flat: &Schema,
        prefix: usize,
        place: Place<'_>,
    ) -> Result<(usize, usize, usize), Unsatisfiable> {
        let least = count(flat, "minItems").unwrap_or(0);
        let most = count(flat, "maxItems").unwrap_or(usize::MAX);
        if least > most || least > MOST {
            return Err(Unsatisfiable::Demand("minItems"));
        }
        let wanted = if self.is_deep(place) {
            0
        } else {
            self.bounds.items.max(prefix)
        };
        // An empty list says nothing about its elements: one is made where one is allowed and wanted.
        let target = prefix.max(1).min(wanted).clamp(least, most);
        Ok((least, target, most.min(wanted.max(target))))
    }

    fn item(
        &mut self,
        schema: &Value,
        place: Place<'_>,
        earlier: &[Value],
        differ: bool,
    ) -> Result<Value, Unsatisfiable> {
        for _ in 0..ATTEMPTS {
            let item = self.value(schema, place)?;
            if !differ || !earlier.iter().any(|other| same(other, &item)) {
                return Ok(item);
            }
        }
        Err(Unsatisfiable::Demand("uniqueItems"))
    }
}
