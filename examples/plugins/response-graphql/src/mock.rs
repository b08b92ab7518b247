//! What fields hold.
//!
//! An object is identified by how it is reached: its parent, the field, the arguments. All that it holds follows from this
//! identity and the seed, in whatever query it is asked for and under whatever alias.

use plugwright_fake_data::date::Moment;
use plugwright_fake_data::{Locale, Random, finance, internet, named, text};
use serde_json::{Map, Value, json};

use crate::schema::{EnumValue, Field, Type};
use crate::settings::Settings;

/// The longest list that a query can ask for.
const LONGEST_LIST: i64 = 100;

/// A value in the making: an object, a list, or a leaf.
#[derive(Debug, Clone)]
pub(crate) struct Entity<'s> {
    /// The object type, or that of the object that holds the value.
    pub ty: &'s Type,
    identity: String,
    /// The name of the field that holds it.
    field: &'s str,
    /// The arguments of that field.
    arguments: Map<String, Value>,
    /// The arguments that made the object which holds it.
    given: Map<String, Value>,
}

impl<'s> Entity<'s> {
    /// The object that an operation starts from.
    pub(crate) fn root(ty: &'s Type) -> Self {
        Self {
            ty,
            identity: ty.name.clone(),
            field: "",
            arguments: Map::new(),
            given: Map::new(),
        }
    }

    /// What a field of this object holds.
    pub(crate) fn field(&self, field: &'s Field, arguments: Map<String, Value>) -> Self {
        let written = if arguments.is_empty() {
            String::new()
        } else {
            Value::Object(arguments.clone()).to_string()
        };
        let identity = format!("{}.{}{written}", self.identity, field.name);
        Self {
            ty: self.ty,
            identity,
            field: &field.name,
            arguments,
            given: self.arguments.clone(),
        }
    }

    /// An element of this list. Only the list's length depends on the arguments, and no element is the one asked for.
    pub(crate) fn element(&self, at: usize) -> Self {
        Self {
            identity: format!("{}[{at}]", self.identity),
            arguments: Map::new(),
            ..self.clone()
        }
    }

    /// The same value as an object of this type.
    pub(crate) fn typed(&self, ty: &'s Type) -> Self {
        Self { ty, ..self.clone() }
    }
}

/// Makes values.
#[derive(Debug)]
pub(crate) struct Mock {
    seed: String,
    locale: &'static Locale,
}

impl Mock {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            seed: settings.seed(),
            locale: settings.locale,
        }
    }

    /// How many elements a list has: what the query asks for, or else from one to `most`.
    pub(crate) fn list_length(&self, list: &Entity<'_>, most: usize) -> usize {
        const NAMES: [&str; 6] = ["first", "last", "limit", "take", "pageSize", "size"];
        let asked = NAMES.iter().find_map(|name| {
            list.arguments
                .get(*name)
                .or_else(|| list.given.get(*name))?
                .as_i64()
        });
        match asked {
            Some(asked) => usize::try_from(asked.clamp(0, LONGEST_LIST)).unwrap_or(0),
            None => 1 + self.random(list).index(most),
        }
    }

    /// One of the types that an object can have.
    pub(crate) fn choose<'s>(&self, types: &[&'s Type], value: &Entity<'_>) -> Option<&'s Type> {
        self.random(value).pick(types).copied()
    }

    pub(crate) fn enum_value(&self, values: &[EnumValue], value: &Entity<'_>) -> Value {
        self.random(value)
            .pick(values)
            .map_or(Value::Null, |value| value.name.as_str().into())
    }

    /// A value of a scalar type.
    pub(crate) fn scalar(&self, name: &str, value: &Entity<'_>) -> Value {
        if value.field == "__typename" {
            return value.ty.name.as_str().into();
        }
        // Whoever asks for the user 5 expects to see that it is the user 5.
        if let Some(given) = value
            .given
            .get(value.field)
            .filter(|given| fits(name, given))
        {
            return given.clone();
        }
        let mut random = self.random(value);
        match name {
            "Int" => random.integer(0, 1_000).into(),
            "Float" => finance::price(&mut random).into(),
            "Boolean" => random.chance(50).into(),
            "ID" => random.integer(1, 999_999).to_string().into(),
            "String" => self.text(value.field, &mut random),
            other => self.custom_scalar(other, value.field, &mut random),
        }
    }

    fn text(&self, field: &str, random: &mut Random) -> Value {
        let known = named::text(field, random, self.locale);
        known
            .unwrap_or_else(|| text::words(random, self.locale, 2))
            .into()
    }

    /// Scalars that many schemas define, by the names that they have there.
    fn custom_scalar(&self, name: &str, field: &str, random: &mut Random) -> Value {
        match name.to_ascii_lowercase().as_str() {
            "date" | "localdate" => Moment::plausible(random).date().into(),
            "datetime" | "timestamp" | "instant" | "offsetdatetime" => {
                Moment::plausible(random).to_string().into()
            }
            "time" | "localtime" => Moment::plausible(random).time().into(),
            "uuid" | "guid" => random.uuid().into(),
            "url" | "uri" => internet::url(random).into(),
            "email" | "emailaddress" => internet::email(random, self.locale).into(),
            "long" | "bigint" | "int64" => random.integer(0, 1_000_000_000).into(),
            "decimal" | "money" | "bigdecimal" => finance::price(random).into(),
            "json" | "jsonobject" | "map" => json!({}),
            "void" => Value::Null,
            _ => self.text(field, random),
        }
    }

    fn random(&self, value: &Entity<'_>) -> Random {
        Random::from_parts([self.seed.as_str(), &value.identity])
    }
}

/// Whether an argument can stand for a field of the scalar type.
fn fits(scalar: &str, value: &Value) -> bool {
    match scalar {
        "Int" => value.is_i64(),
        "Float" => value.is_number(),
        "Boolean" => value.is_boolean(),
        _ => value.is_string(),
    }
}
