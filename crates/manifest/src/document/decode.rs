//! The tree into a type, by serde, without losing the place.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

use super::problem::Step;
use super::{Fail, Key, Node, Problem, Reading, Value, at};

/// Decodes a value of the model.
pub(crate) fn decode<T: DeserializeOwned>(node: &Node) -> Result<T, Fail> {
    T::deserialize(node)
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Fail;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        let decoded = match &self.value {
            Value::Null => {
                return Err(Fail::value(
                    self,
                    "it has no value; write one, or remove the key",
                ));
            }
            Value::Text(text) => visitor.visit_str(text),
            Value::Literal(literal) => match literal.reading {
                Reading::Bool(value) => visitor.visit_bool(value),
                Reading::Unsigned(value) => visitor.visit_u64(value),
                Reading::Negative(value) => visitor.visit_i64(value),
                Reading::Float(value) => visitor.visit_f64(value),
            },
            Value::List(items) => visitor.visit_seq(Items { items, next: 0 }),
            Value::Map(entries) => visitor.visit_map(Entries {
                entries,
                value: None,
            }),
        };
        decoded.map_err(|fail| fail.or_at(self.at))
    }

    /// A plain scalar of YAML that looks like a number is a text where a text is wanted: `version: 1.10`, `tags: [2024]`.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        match &self.value {
            Value::Literal(literal) if let Some(text) = &literal.text => visitor
                .visit_str(text)
                .map_err(|fail: Fail| fail.or_at(self.at)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fail> {
        let decoded = if name == at::NAME {
            visitor.visit_seq(at::Parts::of(self))
        } else {
            visitor.visit_newtype_struct(self)
        };
        decoded.map_err(|fail| fail.or_at(self.at))
    }

    /// All our enums are words.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fail> {
        let word = match &self.value {
            Value::Text(text) => text,
            Value::Literal(literal) if let Some(text) = &literal.text => text,
            _ => return Err(Fail::value(self, "expected a word")),
        };
        let word: StrDeserializer<'_, Fail> = word.as_str().into_deserializer();
        visitor
            .visit_enum(word)
            .map_err(|fail: Fail| fail.or_at(self.at))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct seq tuple tuple_struct
        map struct identifier ignored_any
    }
}

struct Items<'de> {
    items: &'de [Node],
    next: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Fail;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fail> {
        let index = self.next;
        let Some(item) = self.items.get(index) else {
            return Ok(None);
        };
        self.next += 1;
        let decoded = seed.deserialize(item);
        decoded
            .map(Some)
            .map_err(|fail| fail.or_at(item.at).within(Step::Index(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len() - self.next)
    }
}

struct Entries<'de> {
    entries: &'de [(Key, Node)],
    value: Option<(&'de Key, &'de Node)>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Fail;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fail> {
        let Some(((key, node), rest)) = self.entries.split_first() else {
            return Ok(None);
        };
        self.entries = rest;
        self.value = Some((key, node));
        let text: StrDeserializer<'_, Fail> = key.text.as_str().into_deserializer();
        seed.deserialize(text)
            .map(Some)
            .map_err(|fail| fail.or_at(key.at))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fail> {
        let Some((key, node)) = self.value.take() else {
            return Err(Problem::Value("a value without a key".to_owned()).into());
        };
        seed.deserialize(node)
            .map_err(|fail| fail.or_at(node.at).within_key(&key.text))
    }
}
