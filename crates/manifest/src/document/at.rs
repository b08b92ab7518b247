//! A value with its place, for those who find out later that it does not fit the rest.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::U64Deserializer;
use serde::de::{DeserializeSeed, Error as _, IntoDeserializer, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Fail, Node, Position};

/// A value, and where in the file it stands; at the start if it did not come out of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// Where.
    pub at: Position,
    /// What.
    pub value: T,
}

/// By this name a type asks the tree for a position: line, column, value.
pub(super) const NAME: &str = "$plugwright::At";

impl<T> From<T> for At<T> {
    fn from(value: T) -> Self {
        Self {
            at: Position::START,
            value,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NAME, AtVisitor(PhantomData))
    }
}

/// As the value alone, so that schemas show defaults.
impl<T: Serialize> Serialize for At<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

struct AtVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for AtVisitor<T> {
    type Value = At<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<At<T>, D::Error> {
        T::deserialize(value).map(At::from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<At<T>, A::Error> {
        let missing = || A::Error::custom("a position is missing");
        let line = parts.next_element()?.ok_or_else(missing)?;
        let column = parts.next_element()?.ok_or_else(missing)?;
        let value = parts.next_element()?.ok_or_else(missing)?;
        Ok(At {
            at: Position { line, column },
            value,
        })
    }
}

/// What the tree answers with.
pub(super) struct Parts<'de> {
    node: &'de Node,
    next: u8,
}

impl<'de> Parts<'de> {
    pub(super) fn of(node: &'de Node) -> Self {
        Self { node, next: 0 }
    }
}

impl<'de> SeqAccess<'de> for Parts<'de> {
    type Error = Fail;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fail> {
        let Position { line, column } = self.node.at;
        let number = |number: u64| -> U64Deserializer<Fail> { number.into_deserializer() };
        self.next += 1;
        match self.next {
            1 => seed.deserialize(number(line)).map(Some),
            2 => seed.deserialize(number(column)).map(Some),
            3 => seed.deserialize(self.node).map(Some),
            _ => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{At, Position};
    use crate::document::read_yaml;

    #[test]
    fn a_value_knows_where_it_stands() {
        let list: Vec<At<u32>> = read_yaml("list.yaml", "- 1\n-   22\n").unwrap();
        let places: Vec<_> = list.iter().map(|item| (item.at, item.value)).collect();
        let at = |line, column| Position { line, column };
        assert_eq!(places, [(at(1, 3), 1), (at(2, 5), 22)]);
        let out_of_json: At<u32> = serde_json::from_str("7").unwrap();
        assert_eq!(out_of_json, At::from(7));
    }

    #[test]
    fn a_wrong_value_is_found_where_it_stands_and_not_where_its_list_begins() {
        let error = read_yaml::<Vec<At<u32>>>("list.yaml", "- 1\n- x\n").unwrap_err();
        assert!(error.to_string().starts_with("list.yaml:2:3: "), "{error}");
    }
}
