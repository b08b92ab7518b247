//! JSON to tokens, checked against the types.

use std::borrow::Cow;

use serde_json::{Map, Value};
use wasmtime::component::ResourceAny;

use super::number;
use crate::dynamic::base64;
use crate::dynamic::handles::HandleUse;
use crate::dynamic::number::Number;
use crate::dynamic::signature::Parameter;
use crate::dynamic::tokens::{Arguments, Token};
use crate::dynamic::value_error::{ValueError, excerpt};
use crate::dynamic::value_type::{Case, Field, Kind, ValueType};

type Result<T = ()> = std::result::Result<T, ValueError>;

/// Checks the arguments of one call.
pub(in crate::dynamic) fn arguments<'v>(
    parameters: &[Parameter],
    values: &'v [Value],
    handles: HandleUse<'_>,
) -> Result<Arguments<'v>> {
    if parameters.len() != values.len() {
        return Err(ValueError::count(
            "argument(s)",
            parameters.len(),
            values.len(),
        ));
    }
    let mut decoder = Decoder {
        tokens: Vec::with_capacity(16 * values.len()),
        handles,
    };
    for (index, (parameter, value)) in parameters.iter().zip(values).enumerate() {
        decoder
            .value(&parameter.ty, value)
            .map_err(|error| error.in_argument(index))?;
    }
    decoder.handles.commit();
    Ok(Arguments {
        tokens: decoder.tokens,
    })
}

struct Decoder<'v, 't> {
    tokens: Vec<Token<'v>>,
    handles: HandleUse<'t>,
}

impl<'v> Decoder<'v, '_> {
    fn value(&mut self, ty: &ValueType, value: &'v Value) -> Result {
        match (&ty.kind, value) {
            (Kind::String, Value::String(text)) => self.push(Token::Text(Cow::Borrowed(text))),
            (Kind::Number(number), value) => {
                let bits = number::bits(*number, value)?;
                self.push(Token::Bits(bits))
            }
            (Kind::Bool, Value::Bool(flag)) => self.push(Token::Bits((*flag).into())),
            (Kind::Record(fields), Value::Object(object)) => self.record(fields, object),
            (Kind::Option(some), value) => self.option(some, value),
            (Kind::List(element), value) => self.list(ty, element, value),
            (Kind::Tuple(types), Value::Array(values)) => self.tuple(types, values),
            (Kind::Variant(cases), Value::String(name)) => self.variant(cases, name, None),
            (Kind::Variant(cases), Value::Object(object)) => match single_entry(object) {
                Some((name, payload)) => self.variant(cases, name, Some(payload)),
                None => Err(ValueError::mismatch(ty, entries(object))),
            },
            (Kind::Enum(names), Value::String(name)) => {
                let case = position(names, name, "case")?;
                self.push(Token::Case(case))
            }
            (Kind::Result(ok, err), Value::Object(object)) => {
                self.result(ty, ok.as_deref(), err.as_deref(), object)
            }
            (Kind::Char, Value::String(text)) => self.char(text),
            (Kind::Flags(names), Value::Array(values)) => self.flags(names, values),
            (Kind::Map(key, element), value) => self.map(ty, key, element, value),
            (Kind::FixedLengthList(element, length), Value::Array(values)) => {
                self.fixed_length_list(element, *length, values)
            }
            (Kind::Own(declared), value) => {
                self.resource(ty, value, |handles, n| handles.own(n, *declared))
            }
            (Kind::Borrow(declared), value) => {
                self.resource(ty, value, |handles, n| handles.borrow(n, *declared))
            }
            (Kind::Unsupported(name), _) => Err(ValueError::unsupported(name)),
            (_, value) => Err(ValueError::mismatch(ty, kind(value))),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "the last step of most values")]
    fn push(&mut self, token: Token<'v>) -> Result {
        self.tokens.push(token);
        Ok(())
    }

    fn record(&mut self, fields: &[Field], object: &'v Map<String, Value>) -> Result {
        // Callers mostly write the fields in their declared order: then no name need be looked up.
        let mut entries = object.iter();
        let mut in_order = true;
        let mut used = 0;
        for field in fields {
            let next = if in_order { entries.next() } else { None };
            let found = match next {
                Some((name, value)) if **name == *field.name => Some(value),
                _ => {
                    in_order = false;
                    object.get(&*field.name)
                }
            };
            match found {
                Some(value) => {
                    used += 1;
                    self.value(&field.ty, value)
                        .map_err(|error| error.at_name(&field.name))?;
                }
                None if is_option(&field.ty) => self.push(Token::Case(0))?,
                None => return Err(record_error(fields, object)),
            }
        }
        if used < object.len() {
            return Err(record_error(fields, object));
        }
        Ok(())
    }

    fn option(&mut self, some: &ValueType, value: &'v Value) -> Result {
        if value.is_null() {
            return self.push(Token::Case(0));
        }
        self.push(Token::Case(1))?;
        if !is_option(some) {
            return self.value(some, value);
        }
        match value.as_object().and_then(single_entry) {
            Some(("some", inner)) => self
                .value(some, inner)
                .map_err(|error| error.at_name("some")),
            _ => Err(ValueError::expected(
                "null or {\"some\": …}, as options are nested here",
                kind(value),
            )),
        }
    }

    fn list(&mut self, ty: &ValueType, element: &ValueType, value: &'v Value) -> Result {
        match (value, &element.kind) {
            (Value::String(text), Kind::Number(Number::U8)) => {
                let bytes = base64::decode(text).map_err(ValueError::base64)?;
                self.push(Token::Bytes(Cow::Owned(bytes)))
            }
            (Value::Array(values), Kind::Number(number)) => {
                let bytes = number::list_bits(*number, values)?;
                self.push(Token::Bytes(Cow::Owned(bytes)))
            }
            (Value::Array(values), _) => {
                self.push(Token::Length(values.len()))?;
                self.elements(element, values)
            }
            (value, Kind::Number(Number::U8)) => Err(ValueError::expected(
                "list<u8> as base64 string or array",
                kind(value),
            )),
            (value, _) => Err(ValueError::mismatch(ty, kind(value))),
        }
    }

    fn elements(&mut self, element: &ValueType, values: &'v [Value]) -> Result {
        for (index, value) in values.iter().enumerate() {
            self.value(element, value)
                .map_err(|error| error.at_index(index))?;
        }
        Ok(())
    }

    fn fixed_length_list(
        &mut self,
        element: &ValueType,
        length: u32,
        values: &'v [Value],
    ) -> Result {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if values.len() != length {
            return Err(ValueError::count("element(s)", length, values.len()));
        }
        self.elements(element, values)
    }

    fn tuple(&mut self, types: &[ValueType], values: &'v [Value]) -> Result {
        if types.len() != values.len() {
            return Err(ValueError::count("element(s)", types.len(), values.len()));
        }
        for (index, (ty, value)) in types.iter().zip(values).enumerate() {
            self.value(ty, value)
                .map_err(|error| error.at_position(index))?;
        }
        Ok(())
    }

    fn variant(&mut self, cases: &[Case], name: &str, payload: Option<&'v Value>) -> Result {
        let Some(index) = cases.iter().position(|case| *case.name == *name) else {
            let known = cases.iter().map(|case| &*case.name);
            return Err(ValueError::unknown("case", name, known));
        };
        self.push(Token::Case(u32::try_from(index).unwrap_or(u32::MAX)))?;
        match (
            cases.get(index).and_then(|case| case.payload.as_ref()),
            payload,
        ) {
            (Some(ty), Some(payload)) => {
                self.value(ty, payload).map_err(|error| error.at_name(name))
            }
            (Some(ty), None) => Err(ValueError::payload_missing(name, ty)),
            (None, None | Some(Value::Null)) => Ok(()),
            (None, Some(_)) => Err(ValueError::no_payload(name)),
        }
    }

    fn result(
        &mut self,
        ty: &ValueType,
        ok: Option<&ValueType>,
        err: Option<&ValueType>,
        object: &'v Map<String, Value>,
    ) -> Result {
        let (name, case, payload_type, payload) = match single_entry(object) {
            Some(("ok", payload)) => ("ok", 0, ok, payload),
            Some(("err", payload)) => ("err", 1, err, payload),
            Some((other, _)) => {
                return Err(ValueError::unknown(
                    "case",
                    other,
                    ["ok", "err"].into_iter(),
                ));
            }
            None => return Err(ValueError::mismatch(ty, entries(object))),
        };
        self.push(Token::Case(case))?;
        match payload_type {
            Some(ty) => self.value(ty, payload).map_err(|error| error.at_name(name)),
            None if payload.is_null() => Ok(()),
            None => Err(ValueError::no_payload(name)),
        }
    }

    fn char(&mut self, text: &str) -> Result {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(one), None) => self.push(Token::Bits(u32::from(one).into())),
            _ => Err(ValueError::expected(
                "char as a string of one character",
                format!("\"{}\"", excerpt(text)),
            )),
        }
    }

    fn flags(&mut self, names: &[Box<str>], values: &[Value]) -> Result {
        let mut words = vec![0_u64; names.len().div_ceil(32)];
        for (index, value) in values.iter().enumerate() {
            let name = value
                .as_str()
                .ok_or_else(|| ValueError::expected("the name of a flag", kind(value)));
            let bit = name
                .and_then(|name| position(names, name, "flag"))
                .map_err(|error| error.at_index(index))?;
            if let Some(word) = words.get_mut(bit as usize / 32) {
                *word |= 1 << (bit % 32);
            }
        }
        self.tokens.extend(words.into_iter().map(Token::Bits));
        Ok(())
    }

    fn map(
        &mut self,
        ty: &ValueType,
        key: &ValueType,
        element: &ValueType,
        value: &'v Value,
    ) -> Result {
        match (value, &key.kind) {
            (Value::Object(object), Kind::String) => {
                self.push(Token::Length(object.len()))?;
                for (name, value) in object {
                    self.push(Token::Text(Cow::Borrowed(name)))?;
                    self.value(element, value)
                        .map_err(|error| error.at_name(name))?;
                }
                Ok(())
            }
            (Value::Array(entries), _) => {
                self.push(Token::Length(entries.len()))?;
                for (index, entry) in entries.iter().enumerate() {
                    self.entry(key, element, entry)
                        .map_err(|error| error.at_index(index))?;
                }
                Ok(())
            }
            _ => Err(ValueError::mismatch(ty, kind(value))),
        }
    }

    fn entry(&mut self, key: &ValueType, element: &ValueType, entry: &'v Value) -> Result {
        let Some([name, value]) = entry.as_array().map(Vec::as_slice) else {
            return Err(ValueError::expected("a [key, value] pair", kind(entry)));
        };
        self.value(key, name)
            .map_err(|error| error.at_position(0))?;
        self.value(element, value)
            .map_err(|error| error.at_position(1))
    }

    fn resource(
        &mut self,
        ty: &ValueType,
        value: &Value,
        find: impl FnOnce(&mut HandleUse<'_>, u64) -> Result<ResourceAny>,
    ) -> Result {
        let handle = match value.as_object().and_then(single_entry) {
            Some(("resource", handle)) => handle.as_u64(),
            _ => return Err(ValueError::mismatch(ty, kind(value))),
        };
        let Some(handle) = handle else {
            return Err(ValueError::expected(
                "{\"resource\": n}, n being a number that a call returned",
                kind(value),
            ));
        };
        let resource = find(&mut self.handles, handle)?;
        self.push(Token::Resource(Box::new(resource)))
    }
}

fn is_option(ty: &ValueType) -> bool {
    matches!(ty.kind, Kind::Option(_))
}

/// Why an object is not the record: unknown names first, because a misspelt field is also a missing one.
fn record_error(fields: &[Field], object: &Map<String, Value>) -> ValueError {
    let names = || fields.iter().map(|field| &*field.name);
    if let Some(unknown) = object.keys().find(|key| names().all(|name| name != **key)) {
        return ValueError::unknown("field", unknown, names());
    }
    let missing = fields
        .iter()
        .filter(|field| !is_option(&field.ty) && !object.contains_key(&*field.name))
        .map(|field| field.name.clone())
        .collect();
    ValueError::missing_fields(missing)
}

fn position(names: &[Box<str>], name: &str, what: &'static str) -> Result<u32> {
    let found = names.iter().position(|known| **known == *name);
    found
        .and_then(|index| u32::try_from(index).ok())
        .ok_or_else(|| ValueError::unknown(what, name, names.iter().map(AsRef::as_ref)))
}

fn single_entry(object: &Map<String, Value>) -> Option<(&str, &Value)> {
    let mut entries = object.iter();
    match (entries.next(), entries.next()) {
        (Some((name, value)), None) => Some((name, value)),
        _ => None,
    }
}

fn entries(object: &Map<String, Value>) -> String {
    format!("object with {} entries", object.len())
}

pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
