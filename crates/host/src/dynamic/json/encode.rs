//! Tokens to JSON.

use serde_json::{Map, Value};

use super::number;
use crate::dynamic::base64;
use crate::dynamic::handles::HandleTable;
use crate::dynamic::return_error::ReturnError;
use crate::dynamic::tokens::{Returned, Token, TokenMismatch};
use crate::dynamic::value_type::{Case, Field, Kind, ValueType};

type Result<T> = std::result::Result<T, ReturnError>;

/// What a function returned, as JSON; null if it returns nothing. Resources move into the handle table.
pub(in crate::dynamic) fn value(
    ty: Option<&ValueType>,
    returned: Returned,
    handles: &mut HandleTable,
) -> Result<Value> {
    let Some(ty) = ty else {
        return Ok(Value::Null);
    };
    let mut encoder = Encoder {
        tokens: returned.tokens.into_iter(),
        handles,
    };
    encoder.value(ty)
}

struct Encoder<'h> {
    tokens: std::vec::IntoIter<Token<'static>>,
    handles: &'h mut HandleTable,
}

impl Encoder<'_> {
    fn value(&mut self, ty: &ValueType) -> Result<Value> {
        Ok(match &ty.kind {
            Kind::Bool => Value::Bool(self.bits()? != 0),
            Kind::Number(number) => number::value(*number, self.bits()?),
            Kind::Char => Value::String(self.char()?.to_string()),
            Kind::String => Value::String(self.text()?),
            Kind::List(element) => self.list(element)?,
            Kind::FixedLengthList(element, length) => self.elements(element, *length as usize)?,
            Kind::Map(key, element) => self.map(key, element)?,
            Kind::Record(fields) => self.record(fields)?,
            Kind::Tuple(types) => Value::Array(
                types
                    .iter()
                    .map(|ty| self.value(ty))
                    .collect::<Result<_>>()?,
            ),
            Kind::Variant(cases) => self.variant(cases)?,
            Kind::Enum(names) => {
                let case = self.case()?;
                Value::String(names.get(case).ok_or(TokenMismatch)?.to_string())
            }
            Kind::Option(some) => self.option(some)?,
            Kind::Result(ok, err) => self.result(ok.as_deref(), err.as_deref())?,
            Kind::Flags(names) => self.flags(names)?,
            Kind::Own(declared) | Kind::Borrow(declared) => {
                let Token::Resource(resource) = self.next()? else {
                    return Err(TokenMismatch.into());
                };
                let handle = self.handles.insert(*resource, *declared)?;
                tagged("resource", handle.into())
            }
            Kind::Unsupported(name) => return Err(ReturnError::Unsupported(name)),
        })
    }

    fn next(&mut self) -> Result<Token<'static>> {
        Ok(self.tokens.next().ok_or(TokenMismatch)?)
    }

    fn bits(&mut self) -> Result<u64> {
        match self.next()? {
            Token::Bits(bits) => Ok(bits),
            _ => Err(TokenMismatch.into()),
        }
    }

    fn case(&mut self) -> Result<usize> {
        match self.next()? {
            Token::Case(case) => Ok(case as usize),
            _ => Err(TokenMismatch.into()),
        }
    }

    fn length(&mut self) -> Result<usize> {
        match self.next()? {
            Token::Length(length) => Ok(length),
            _ => Err(TokenMismatch.into()),
        }
    }

    fn text(&mut self) -> Result<String> {
        match self.next()? {
            Token::Text(text) => Ok(text.into_owned()),
            _ => Err(TokenMismatch.into()),
        }
    }

    fn char(&mut self) -> Result<char> {
        let bits = self.bits()?;
        let one = u32::try_from(bits).ok().and_then(char::from_u32);
        Ok(one.ok_or(TokenMismatch)?)
    }

    fn list(&mut self, element: &ValueType) -> Result<Value> {
        let Kind::Number(number) = element.kind else {
            let length = self.length()?;
            return self.elements(element, length);
        };
        let Token::Bytes(bytes) = self.next()? else {
            return Err(TokenMismatch.into());
        };
        if element.is_byte() {
            return Ok(Value::String(base64::encode(&bytes)));
        }
        let numbers = bytes.chunks_exact(number.size());
        Ok(Value::Array(
            numbers
                .map(|bytes| number::value(number, number.read(bytes).unwrap_or_default()))
                .collect(),
        ))
    }

    fn elements(&mut self, element: &ValueType, length: usize) -> Result<Value> {
        let mut values = Vec::with_capacity(length.min(self.tokens.len()));
        for _ in 0..length {
            values.push(self.value(element)?);
        }
        Ok(Value::Array(values))
    }

    fn map(&mut self, key: &ValueType, element: &ValueType) -> Result<Value> {
        let length = self.length()?;
        if !matches!(key.kind, Kind::String) {
            let entries =
                (0..length).map(|_| Ok(Value::Array(vec![self.value(key)?, self.value(element)?])));
            return Ok(Value::Array(entries.collect::<Result<_>>()?));
        }
        let mut object = Map::new();
        for _ in 0..length {
            let name = self.text()?;
            object.insert(name, self.value(element)?);
        }
        Ok(Value::Object(object))
    }

    fn record(&mut self, fields: &[Field]) -> Result<Value> {
        let mut object = Map::with_capacity(fields.len());
        for field in fields {
            object.insert(field.name.to_string(), self.value(&field.ty)?);
        }
        Ok(Value::Object(object))
    }

    fn variant(&mut self, cases: &[Case]) -> Result<Value> {
        let case = self.case()?;
        let case = cases.get(case).ok_or(TokenMismatch)?;
        Ok(match &case.payload {
            Some(payload) => tagged(&case.name, self.value(payload)?),
            None => Value::String(case.name.to_string()),
        })
    }

    fn option(&mut self, some: &ValueType) -> Result<Value> {
        if self.case()? == 0 {
            return Ok(Value::Null);
        }
        let value = self.value(some)?;
        Ok(match some.kind {
            Kind::Option(_) => tagged("some", value),
            _ => value,
        })
    }

    fn result(&mut self, ok: Option<&ValueType>, err: Option<&ValueType>) -> Result<Value> {
        let (name, payload) = match self.case()? {
            0 => ("ok", ok),
            _ => ("err", err),
        };
        let value = payload.map_or(Ok(Value::Null), |ty| self.value(ty))?;
        Ok(tagged(name, value))
    }

    fn flags(&mut self, names: &[Box<str>]) -> Result<Value> {
        let mut set = Vec::new();
        for names in names.chunks(32) {
            let bits = self.bits()?;
            let chosen = names.iter().enumerate();
            let chosen = chosen.filter(|(bit, _)| bits >> bit & 1 == 1);
            set.extend(chosen.map(|(_, name)| Value::String(name.to_string())));
        }
        Ok(Value::Array(set))
    }
}

fn tagged(name: &str, value: Value) -> Value {
    let mut object = Map::with_capacity(1);
    object.insert(name.to_owned(), value);
    Value::Object(object)
}
