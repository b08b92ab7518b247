//! A schema with its compositions flattened: `allOf` taken together, one branch of `oneOf` and `anyOf` chosen.
//!
//! Nothing is copied: a shape is a list of the schemas that apply at once, and a facet is looked up in each.

use serde_json::{Map, Value};

use crate::document::Document;

/// Compositions deeper than this are not looked into.
const DEEPEST: usize = 16;

pub(super) struct Shape<'s> {
    members: Vec<&'s Map<String, Value>>,
    discriminator: Option<(&'s str, &'s str)>,
}

impl<'s> Shape<'s> {
    pub(super) fn of(document: &'s Document, schema: &'s Value) -> Self {
        let mut shape = Self {
            members: Vec::new(),
            discriminator: None,
        };
        shape.add(document, schema, DEEPEST);
        shape
    }

    fn add(&mut self, document: &'s Document, schema: &'s Value, depth: usize) {
        let Some(object) = document.resolve(schema).ok().and_then(Value::as_object) else {
            return;
        };
        let seen = self
            .members
            .iter()
            .any(|member| std::ptr::eq(*member, object));
        if seen || depth == 0 {
            return;
        }
        self.members.push(object);
        for part in object
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.add(document, part, depth - 1);
        }
        for key in ["oneOf", "anyOf"] {
            let Some(branches) = object.get(key).and_then(Value::as_array) else {
                continue;
            };
            if let Some(branch) = choose_branch(document, branches) {
                self.discriminate(object, branch);
                self.add(document, branch, depth - 1);
            }
        }
    }

    /// Remembers which value of the discriminator names the chosen branch.
    fn discriminate(&mut self, object: &'s Map<String, Value>, branch: &'s Value) {
        let Some(reference) = branch.get("$ref").and_then(Value::as_str) else {
            return;
        };
        let Some(discriminator) = object.get("discriminator") else {
            return;
        };
        let Some(name) = discriminator.get("propertyName").and_then(Value::as_str) else {
            return;
        };
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let mapped = mapping
            .into_iter()
            .flatten()
            .find(|(_, target)| target.as_str() == Some(reference));
        let implied = reference.rsplit('/').next().unwrap_or(reference);
        self.discriminator = Some((name, mapped.map_or(implied, |(value, _)| value.as_str())));
    }

    /// The value of a keyword in the first schema that has it.
    pub(super) fn facet(&self, name: &str) -> Option<&'s Value> {
        self.members.iter().find_map(|member| member.get(name))
    }

    pub(super) fn count(&self, name: &str) -> Option<usize> {
        self.facet(name)?
            .as_u64()
            .and_then(|count| usize::try_from(count).ok())
    }

    /// The type of the value to generate; what is not said is concluded from the other keywords.
    pub(super) fn kind(&self) -> &'s str {
        match self.facet("type") {
            Some(Value::String(kind)) => kind,
            Some(Value::Array(kinds)) => kinds
                .iter()
                .filter_map(Value::as_str)
                .find(|kind| *kind != "null")
                .unwrap_or("null"),
            _ => self.implied_kind(),
        }
    }

    fn implied_kind(&self) -> &'static str {
        let implies: [(&str, &[&str]); 4] = [
            (
                "object",
                &[
                    "properties",
                    "required",
                    "additionalProperties",
                    "minProperties",
                ],
            ),
            ("array", &["items", "prefixItems", "minItems"]),
            (
                "number",
                &[
                    "minimum",
                    "maximum",
                    "multipleOf",
                    "exclusiveMinimum",
                    "exclusiveMaximum",
                ],
            ),
            ("string", &["format", "pattern", "minLength", "maxLength"]),
        ];
        let found = implies
            .into_iter()
            .find(|(_, keys)| keys.iter().any(|key| self.facet(key).is_some()));
        // A schema that says nothing allows anything; an object is what an API most likely gives.
        found.map_or("object", |(kind, _)| kind)
    }

    /// The properties of all members; the first schema of a name counts.
    pub(super) fn properties(&self) -> Vec<(&'s str, &'s Value)> {
        let lists = self
            .members
            .iter()
            .filter_map(|member| member.get("properties")?.as_object());
        let mut properties: Vec<(&str, &Value)> = Vec::new();
        let mut known = std::collections::HashSet::new();
        properties.extend(
            lists
                .flatten()
                .map(|(name, schema)| (name.as_str(), schema))
                .filter(|(name, _)| known.insert(*name)),
        );
        properties
    }

    pub(super) fn required(&self) -> impl Iterator<Item = &'s str> {
        let lists = self
            .members
            .iter()
            .filter_map(|member| member.get("required")?.as_array());
        lists.flatten().filter_map(Value::as_str)
    }

    pub(super) fn requires(&self, name: &str) -> bool {
        self.required().any(|required| required == name)
    }

    pub(super) fn discriminator(&self) -> Option<(&'s str, &'s str)> {
        self.discriminator
    }
}

/// The first branch that is not only null: an author writes the usual case first.
fn choose_branch<'s>(document: &'s Document, branches: &'s [Value]) -> Option<&'s Value> {
    let is_null = |branch: &&Value| {
        document
            .resolve(branch)
            .ok()
            .and_then(|schema| schema.get("type"))
            == Some(&Value::String("null".to_owned()))
    };
    branches
        .iter()
        .find(|branch| !is_null(branch))
        .or_else(|| branches.first())
}
