//! Calls by way of wasmtime's `Val`.

use std::borrow::Cow;

use wasmtime::component::{Func, Val};
use wasmtime::{AsContextMut, Result};

use crate::dynamic::number::Number;
use crate::dynamic::tokens::{Arguments, Returned, Token, TokenMismatch};
use crate::dynamic::value_type::{Kind, ValueType};

type Checked<T> = std::result::Result<T, TokenMismatch>;

/// A function of a running component, ready to be called with values.
pub(in crate::dynamic) struct BoxedCall<'f> {
    func: &'f Func,
    values: Vec<Val>,
    result: Option<&'f ValueType>,
}

impl<'f> BoxedCall<'f> {
    pub(in crate::dynamic) fn new<'p>(
        func: &'f Func,
        parameters: impl Iterator<Item = &'p ValueType>,
        result: Option<&'f ValueType>,
        arguments: &Arguments<'_>,
    ) -> Result<Self> {
        let mut tokens = Reader(arguments.tokens.iter());
        let values = parameters.map(|ty| tokens.value(ty));
        Ok(Self {
            func,
            values: values.collect::<Checked<_>>()?,
            result,
        })
    }

    /// Calls on a store that never suspends.
    pub(in crate::dynamic) fn call(self, store: impl AsContextMut) -> Result<Returned> {
        let mut results = self.empty_results();
        self.func.call(store, &self.values, &mut results)?;
        self.returned(results)
    }

    /// Calls on a store whose guest may wait for the host.
    pub(in crate::dynamic) async fn call_async(
        self,
        store: impl AsContextMut<Data: Send>,
    ) -> Result<Returned> {
        let mut results = self.empty_results();
        self.func
            .call_async(store, &self.values, &mut results)
            .await?;
        self.returned(results)
    }

    fn empty_results(&self) -> Vec<Val> {
        vec![Val::Bool(false); usize::from(self.result.is_some())]
    }

    fn returned(&self, results: Vec<Val>) -> Result<Returned> {
        let mut tokens = Vec::new();
        for (ty, value) in self.result.iter().zip(results) {
            write(ty, value, &mut tokens)?;
        }
        Ok(Returned { tokens })
    }
}

/// Reads values from tokens.
struct Reader<'t>(std::slice::Iter<'t, Token<'t>>);

impl Reader<'_> {
    fn value(&mut self, ty: &ValueType) -> Checked<Val> {
        Ok(match &ty.kind {
            Kind::Bool => Val::Bool(self.bits()? != 0),
            Kind::Number(number) => number_value(*number, self.bits()?),
            Kind::Char => Val::Char(self.char()?),
            Kind::String => match self.next()? {
                Token::Text(text) => Val::String(text.as_ref().to_owned()),
                _ => return Err(TokenMismatch),
            },
            Kind::List(element) => Val::List(self.list(element)?),
            Kind::FixedLengthList(element, length) => {
                Val::FixedLengthList(self.elements(element, *length as usize)?)
            }
            Kind::Map(key, element) => Val::Map(self.map(key, element)?),
            Kind::Record(fields) => {
                let fields = fields
                    .iter()
                    .map(|field| Ok((field.name.to_string(), self.value(&field.ty)?)));
                Val::Record(fields.collect::<Checked<_>>()?)
            }
            Kind::Tuple(types) => Val::Tuple(
                types
                    .iter()
                    .map(|ty| self.value(ty))
                    .collect::<Checked<_>>()?,
            ),
            Kind::Variant(cases) => {
                let case = cases.get(self.case()?).ok_or(TokenMismatch)?;
                Val::Variant(case.name.to_string(), self.payload(case.payload.as_ref())?)
            }
            Kind::Enum(names) => {
                Val::Enum(names.get(self.case()?).ok_or(TokenMismatch)?.to_string())
            }
            Kind::Option(some) => match self.case()? {
                0 => Val::Option(None),
                _ => Val::Option(self.payload(Some(some))?),
            },
            Kind::Result(ok, err) => match self.case()? {
                0 => Val::Result(Ok(self.payload(ok.as_deref())?)),
                _ => Val::Result(Err(self.payload(err.as_deref())?)),
            },
            Kind::Flags(names) => Val::Flags(self.flags(names)?),
            Kind::Own(_) | Kind::Borrow(_) => match self.next()? {
                Token::Resource(resource) => Val::Resource(**resource),
                _ => return Err(TokenMismatch),
            },
            Kind::Unsupported(_) => return Err(TokenMismatch),
        })
    }

    fn next(&mut self) -> Checked<&Token<'_>> {
        self.0.next().ok_or(TokenMismatch)
    }

    fn bits(&mut self) -> Checked<u64> {
        match self.next()? {
            Token::Bits(bits) => Ok(*bits),
            _ => Err(TokenMismatch),
        }
    }

    fn case(&mut self) -> Checked<usize> {
        match self.next()? {
            Token::Case(case) => Ok(*case as usize),
            _ => Err(TokenMismatch),
        }
    }

    fn char(&mut self) -> Checked<char> {
        let bits = u32::try_from(self.bits()?).ok();
        bits.and_then(char::from_u32).ok_or(TokenMismatch)
    }

    fn payload(&mut self, ty: Option<&ValueType>) -> Checked<Option<Box<Val>>> {
        ty.map(|ty| self.value(ty).map(Box::new)).transpose()
    }

    fn list(&mut self, element: &ValueType) -> Checked<Vec<Val>> {
        match (self.next()?, &element.kind) {
            (Token::Bytes(bytes), Kind::Number(number)) => bytes
                .chunks_exact(number.size())
                .map(|bytes| {
                    Ok(number_value(
                        *number,
                        number.read(bytes).ok_or(TokenMismatch)?,
                    ))
                })
                .collect(),
            (Token::Length(length), _) => {
                let length = *length;
                self.elements(element, length)
            }
            _ => Err(TokenMismatch),
        }
    }

    fn elements(&mut self, element: &ValueType, length: usize) -> Checked<Vec<Val>> {
        (0..length).map(|_| self.value(element)).collect()
    }

    fn map(&mut self, key: &ValueType, element: &ValueType) -> Checked<Vec<(Val, Val)>> {
        let Token::Length(length) = *self.next()? else {
            return Err(TokenMismatch);
        };
        (0..length)
            .map(|_| Ok((self.value(key)?, self.value(element)?)))
            .collect()
    }

    fn flags(&mut self, names: &[Box<str>]) -> Checked<Vec<String>> {
        let mut set = Vec::new();
        for names in names.chunks(32) {
            let bits = self.bits()?;
            let chosen = names
                .iter()
                .enumerate()
                .filter(|(bit, _)| bits >> bit & 1 == 1);
            set.extend(chosen.map(|(_, name)| name.to_string()));
        }
        Ok(set)
    }
}

/// Writes a value as tokens.
fn write(ty: &ValueType, value: Val, tokens: &mut Vec<Token<'static>>) -> Checked<()> {
    match (&ty.kind, value) {
        (Kind::Bool, Val::Bool(flag)) => tokens.push(Token::Bits(flag.into())),
        (Kind::Number(number), value) => tokens.push(Token::Bits(number_bits(*number, &value)?)),
        (Kind::Char, Val::Char(one)) => tokens.push(Token::Bits(u32::from(one).into())),
        (Kind::String, Val::String(text)) => tokens.push(Token::Text(Cow::Owned(text))),
        (Kind::List(element), Val::List(values)) => write_list(element, values, tokens)?,
        (Kind::FixedLengthList(element, _), Val::FixedLengthList(values)) => {
            write_all(element, values, tokens)?;
        }
        (Kind::Map(key, element), Val::Map(entries)) => {
            tokens.push(Token::Length(entries.len()));
            for (name, value) in entries {
                write(key, name, tokens)?;
                write(element, value, tokens)?;
            }
        }
        (Kind::Record(fields), Val::Record(values)) => {
            for (field, (_, value)) in fields.iter().zip(values) {
                write(&field.ty, value, tokens)?;
            }
        }
        (Kind::Tuple(types), Val::Tuple(values)) => {
            for (ty, value) in types.iter().zip(values) {
                write(ty, value, tokens)?;
            }
        }
        (Kind::Own(_) | Kind::Borrow(_), Val::Resource(resource)) => {
            tokens.push(Token::Resource(Box::new(resource)));
        }
        (_, value) => write_choice(ty, value, tokens)?,
    }
    Ok(())
}

/// Writes a value that is one of several cases.
fn write_choice(ty: &ValueType, value: Val, tokens: &mut Vec<Token<'static>>) -> Checked<()> {
    let (case, payload_type, payload) = match (&ty.kind, value) {
        (Kind::Variant(cases), Val::Variant(name, payload)) => {
            let case = cases.iter().position(|case| *case.name == *name);
            let case = case.ok_or(TokenMismatch)?;
            let payload_type = cases.get(case).and_then(|case| case.payload.as_ref());
            (case, payload_type, payload)
        }
        (Kind::Enum(names), Val::Enum(name)) => {
            let case = names.iter().position(|known| **known == *name);
            (case.ok_or(TokenMismatch)?, None, None)
        }
        (Kind::Option(_), Val::Option(None)) => (0, None, None),
        (Kind::Option(some), Val::Option(payload)) => (1, Some(&**some), payload),
        (Kind::Result(ok, _), Val::Result(Ok(payload))) => (0, ok.as_deref(), payload),
        (Kind::Result(_, err), Val::Result(Err(payload))) => (1, err.as_deref(), payload),
        (Kind::Flags(names), Val::Flags(set)) => return write_flags(names, &set, tokens),
        _ => return Err(TokenMismatch),
    };
    tokens.push(Token::Case(u32::try_from(case).map_err(|_| TokenMismatch)?));
    match (payload_type, payload) {
        (Some(ty), Some(payload)) => write(ty, *payload, tokens),
        (None, None) => Ok(()),
        _ => Err(TokenMismatch),
    }
}

fn write_list(
    element: &ValueType,
    values: Vec<Val>,
    tokens: &mut Vec<Token<'static>>,
) -> Checked<()> {
    let Kind::Number(number) = element.kind else {
        tokens.push(Token::Length(values.len()));
        return write_all(element, values, tokens);
    };
    let mut bytes = Vec::with_capacity(values.len() * number.size());
    for value in &values {
        let bits = number_bits(number, value)?.to_le_bytes();
        bytes.extend_from_slice(bits.get(..number.size()).ok_or(TokenMismatch)?);
    }
    tokens.push(Token::Bytes(Cow::Owned(bytes)));
    Ok(())
}

fn write_all(
    element: &ValueType,
    values: Vec<Val>,
    tokens: &mut Vec<Token<'static>>,
) -> Checked<()> {
    values
        .into_iter()
        .try_for_each(|value| write(element, value, tokens))
}

fn write_flags(
    names: &[Box<str>],
    set: &[String],
    tokens: &mut Vec<Token<'static>>,
) -> Checked<()> {
    let mut words = vec![0_u64; names.len().div_ceil(32)];
    for name in set {
        let bit = names.iter().position(|known| **known == **name);
        let bit = bit.ok_or(TokenMismatch)?;
        *words.get_mut(bit / 32).ok_or(TokenMismatch)? |= 1 << (bit % 32);
    }
    tokens.extend(words.into_iter().map(Token::Bits));
    Ok(())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "reads the bits of the type, which are the low ones"
)]
fn number_value(number: Number, bits: u64) -> Val {
    match number {
        Number::S8 => Val::S8(bits as i8),
        Number::U8 => Val::U8(bits as u8),
        Number::S16 => Val::S16(bits as i16),
        Number::U16 => Val::U16(bits as u16),
        Number::S32 => Val::S32(bits as i32),
        Number::U32 => Val::U32(bits as u32),
        Number::S64 => Val::S64(bits as i64),
        Number::U64 => Val::U64(bits),
        Number::F32 => Val::Float32(f32::from_bits(bits as u32)),
        Number::F64 => Val::Float64(f64::from_bits(bits)),
    }
}

fn number_bits(number: Number, value: &Val) -> Checked<u64> {
    let bits = match (number, value) {
        (Number::S8, Val::S8(value)) => number.integer_bits((*value).into()),
        (Number::U8, Val::U8(value)) => number.integer_bits((*value).into()),
        (Number::S16, Val::S16(value)) => number.integer_bits((*value).into()),
        (Number::U16, Val::U16(value)) => number.integer_bits((*value).into()),
        (Number::S32, Val::S32(value)) => number.integer_bits((*value).into()),
        (Number::U32, Val::U32(value)) => number.integer_bits((*value).into()),
        (Number::S64, Val::S64(value)) => number.integer_bits((*value).into()),
        (Number::U64, Val::U64(value)) => number.integer_bits((*value).into()),
        (Number::F32, Val::Float32(value)) => number.float_bits((*value).into()),
        (Number::F64, Val::Float64(value)) => number.float_bits(*value),
        _ => None,
    };
    bits.ok_or(TokenMismatch)
}
