//! Lifts what a guest returned into tokens.
//!
//! The guest is not trusted: each pointer is checked against the real size of its memory before anything is read, each text,
//! char and case is validated, and the host's memory is accounted for before it is allocated, so that a short list of
//! overlapping long texts ends at the limit as well. All of this is safe code.

use std::borrow::Cow;
use std::slice;

use wasmtime::component::__internal::wasmtime_environ::component::{
    MAX_FLAT_RESULTS, TypeFlags, TypeMapIndex, TypeTuple, VariantInfo,
};
use wasmtime::component::__internal::{
    CanonicalAbiInfo, ComponentTypes, InterfaceType, LiftContext,
};
use wasmtime::component::{Lift, ResourceAny};
use wasmtime::{Result, ValRaw};

use super::cases::{NoSuchCase, payload_type};
use super::numbers::{canonical_floats, number, number_size};
use crate::dynamic::number::Number;
use crate::dynamic::return_error::{AbiViolation, ResultTooLarge};
use crate::dynamic::tokens::{Returned, Token, TokenMismatch};

/// What one value costs the host, as a token and then as JSON, in bytes: rounded up from what was measured.
const VALUE_COST: usize = 128;

/// What one number in a list costs, beside its bytes.
const LIST_NUMBER_COST: usize = 80;

/// What one byte of a `list<u8>` costs: itself, and up to five characters of text.
const LIST_BYTE_COST: usize = 6;

/// Lifts the result of a call. `ty` is the tuple of the function's results; `slots` is what its core function returned.
pub(super) fn results(
    cx: &mut LiftContext<'_>,
    ty: InterfaceType,
    slots: &[ValRaw; MAX_FLAT_RESULTS],
) -> Result<Returned> {
    let InterfaceType::Tuple(tuple) = ty else {
        return Err(TokenMismatch.into());
    };
    let tuple = &cx.types[tuple];
    let tokens = if tuple.abi.flat_count(MAX_FLAT_RESULTS).is_some() {
        values(cx, ty, slots)?
    } else {
        let address = slots.first().ok_or(TokenMismatch)?.get_u32();
        stored_values(cx, ty, address)?
    };
    Ok(Returned { tokens })
}

/// Lifts the values of a tuple from slots.
pub(super) fn values(
    cx: &mut LiftContext<'_>,
    ty: InterfaceType,
    slots: &[ValRaw],
) -> Result<Vec<Token<'static>>> {
    let (mut lifting, tuple) = Lifting::new(cx, ty)?;
    let mut slots = slots.iter();
    for ty in &tuple.types {
        lifting.flat(*ty, &mut slots)?;
    }
    Ok(lifting.tokens)
}

/// Lifts the values of a tuple from the guest's memory.
pub(super) fn stored_values(
    cx: &mut LiftContext<'_>,
    ty: InterfaceType,
    address: u32,
) -> Result<Vec<Token<'static>>> {
    let (mut lifting, tuple) = Lifting::new(cx, ty)?;
    let bytes = lifting.aligned(address, &tuple.abi, 1)?;
    lifting.load_fields(tuple.types.iter().copied(), bytes)?;
    Ok(lifting.tokens)
}

pub(super) struct Lifting<'c, 'a> {
    pub(super) cx: &'c mut LiftContext<'a>,
    types: &'a ComponentTypes,
    memory: &'a [u8],
    tokens: Vec<Token<'static>>,
}

type SlotsLeft<'s> = slice::Iter<'s, ValRaw>;

impl<'c, 'a> Lifting<'c, 'a> {
    /// `ty` is a tuple, which comes back.
    fn new(cx: &'c mut LiftContext<'a>, ty: InterfaceType) -> Result<(Self, &'a TypeTuple)> {
        let InterfaceType::Tuple(tuple) = ty else {
            return Err(TokenMismatch.into());
        };
        let types = cx.types.as_ref();
        let memory = cx.memory();
        let lifting = Self {
            cx,
            types,
            memory,
            tokens: Vec::new(),
        };
        Ok((lifting, &types[tuple]))
    }

    fn flat(&mut self, ty: InterfaceType, slots: &mut SlotsLeft<'_>) -> Result<()> {
        let types = self.types;
        match ty {
            InterfaceType::String | InterfaceType::List(_) | InterfaceType::Map(_) => {
                let (address, length) = (take_u32(slots)?, take_u32(slots)?);
                self.sequence(ty, address, length)
            }
            InterfaceType::Own(_) | InterfaceType::Borrow(_) => {
                let index = take(slots)?;
                let resource = ResourceAny::linear_lift_from_flat(self.cx, ty, &index)?;
                self.push(Token::Resource(Box::new(resource)))
            }
            InterfaceType::Record(record) => types[record]
                .fields
                .iter()
                .try_for_each(|field| self.flat(field.ty, slots)),
            InterfaceType::Tuple(tuple) => types[tuple]
                .types
                .iter()
                .try_for_each(|ty| self.flat(*ty, slots)),
            InterfaceType::FixedLengthList(list) => {
                let list = &types[list];
                (0..list.size).try_for_each(|_| self.flat(list.element, slots))
            }
            InterfaceType::Flags(flags) => self.flat_flags(types[flags].names.len(), slots),
            InterfaceType::Variant(_)
            | InterfaceType::Enum(_)
            | InterfaceType::Option(_)
            | InterfaceType::Result(_) => self.flat_variant(ty, slots),
            scalar => {
                let bits = take(slots)?.get_u64();
                self.scalar(scalar, bits)
            }
        }
    }

    fn flat_flags(&mut self, names: usize, slots: &mut SlotsLeft<'_>) -> Result<()> {
        (0..names.div_ceil(32)).try_for_each(|word| {
            let bits = take_u32(slots)?;
            self.flags_word(bits, names - 32 * word)
        })
    }

    fn flat_variant(&mut self, ty: InterfaceType, slots: &mut SlotsLeft<'_>) -> Result<()> {
        let case = take_u32(slots)?;
        let payload = self.case(ty, case)?;
        let mut used = 1;
        if let Some(payload) = payload {
            self.flat(payload, slots)?;
            used += flat_count(self.types.canonical_abi(&payload))?;
        }
        let all = flat_count(self.types.canonical_abi(&ty))?;
        (used..all).try_for_each(|_| take(slots).map(drop))
    }

    /// `bytes` begins with the value and is long enough for it.
    fn load(&mut self, ty: InterfaceType, bytes: &'a [u8]) -> Result<()> {
        let types = self.types;
        match ty {
            InterfaceType::String | InterfaceType::List(_) | InterfaceType::Map(_) => {
                let (address, length) = (word(bytes, 0)?, word(bytes, 4)?);
                self.sequence(ty, address, length)
            }
            InterfaceType::Own(_) | InterfaceType::Borrow(_) => {
                let index = ValRaw::u32(word(bytes, 0)?);
                let resource = ResourceAny::linear_lift_from_flat(self.cx, ty, &index)?;
                self.push(Token::Resource(Box::new(resource)))
            }
            InterfaceType::Record(record) => {
                self.load_fields(types[record].fields.iter().map(|field| field.ty), bytes)
            }
            InterfaceType::Tuple(tuple) => {
                self.load_fields(types[tuple].types.iter().copied(), bytes)
            }
            InterfaceType::FixedLengthList(list) => {
                let list = &types[list];
                self.load_elements(list.element, list.size as usize, bytes)
            }
            InterfaceType::Flags(flags) => self.load_flags(&types[flags], bytes),
            InterfaceType::Variant(variant) => self.load_variant(ty, &types[variant].info, bytes),
            InterfaceType::Enum(names) => self.load_variant(ty, &types[names].info, bytes),
            InterfaceType::Option(option) => self.load_variant(ty, &types[option].info, bytes),
            InterfaceType::Result(result) => self.load_variant(ty, &types[result].info, bytes),
            scalar => {
                let size = types.canonical_abi(&scalar).size32 as usize;
                let bits = little_endian(bytes, size)?;
                self.scalar(scalar, bits)
            }
        }
    }

    fn load_fields(
        &mut self,
        mut fields: impl Iterator<Item = InterfaceType>,
        bytes: &'a [u8],
    ) -> Result<()> {
        let mut offset = 0;
        fields.try_for_each(|ty| {
            let place = self.types.canonical_abi(&ty).next_field32(&mut offset);
            self.load(ty, from(bytes, place as usize)?)
        })
    }

    fn load_elements(
        &mut self,
        element: InterfaceType,
        count: usize,
        bytes: &'a [u8],
    ) -> Result<()> {
        let size = self.types.canonical_abi(&element).size32 as usize;
        (0..count).try_for_each(|index| self.load(element, from(bytes, index * size)?))
    }

    fn load_flags(&mut self, flags: &TypeFlags, bytes: &'a [u8]) -> Result<()> {
        let (names, size) = (flags.names.len(), flags.abi.size32 as usize);
        (0..names.div_ceil(32)).try_for_each(|word| {
            let bits = little_endian(from(bytes, 4 * word)?, size.min(4))?;
            self.flags_word(u32::try_from(bits)?, names - 32 * word)
        })
    }

    /// Bits without a name are ignored, as the canonical ABI says.
    fn flags_word(&mut self, bits: u32, names: usize) -> Result<()> {
        let mask = match names {
            0..32 => (1 << names) - 1,
            _ => u32::MAX,
        };
        self.push(Token::Bits((bits & mask).into()))
    }

    fn load_variant(
        &mut self,
        ty: InterfaceType,
        info: &VariantInfo,
        bytes: &'a [u8],
    ) -> Result<()> {
        let case = little_endian(bytes, info.size.byte_size() as usize)?;
        match self.case(ty, u32::try_from(case)?)? {
            Some(payload) => self.load(payload, from(bytes, info.payload_offset32 as usize)?),
            None => Ok(()),
        }
    }

    /// Checks a discriminant and gives the type of the case's payload.
    fn case(&mut self, ty: InterfaceType, case: u32) -> Result<Option<InterfaceType>> {
        let payload = payload_type(self.types, ty, case)
            .map_err(|NoSuchCase| violation(format!("case {case} does not exist")))?;
        self.push(Token::Case(case))?;
        Ok(payload)
    }

    fn scalar(&mut self, ty: InterfaceType, bits: u64) -> Result<()> {
        let bits = match ty {
            InterfaceType::Bool => u64::from(bits & 0xffff_ffff != 0),
            InterfaceType::Char => {
                let code = bits & 0xffff_ffff;
                let valid = u32::try_from(code).ok().and_then(char::from_u32);
                valid.ok_or_else(|| violation(format!("{code:#x} is no char")))?;
                code
            }
            ty => number(ty).ok_or(TokenMismatch)?.canonical(bits),
        };
        self.push(Token::Bits(bits))
    }

    fn sequence(&mut self, ty: InterfaceType, address: u32, length: u32) -> Result<()> {
        match ty {
            InterfaceType::String => self.string(address, length),
            InterfaceType::List(list) => {
                let element = self.types[list].element;
                match number_size(element) {
                    Some(size) => self.numbers(element, size, address, length),
                    None => self.list(element, address, length),
                }
            }
            InterfaceType::Map(map) => self.map(map, address, length),
            _ => Err(TokenMismatch.into()),
        }
    }

    fn list(&mut self, element: InterfaceType, address: u32, length: u32) -> Result<()> {
        let abi = self.types.canonical_abi(&element);
        let bytes = self.aligned(address, abi, length as usize)?;
        self.push(Token::Length(length as usize))?;
        self.load_elements(element, length as usize, bytes)
    }

    fn numbers(
        &mut self,
        element: InterfaceType,
        size: usize,
        address: u32,
        length: u32,
    ) -> Result<()> {
        let abi = self.types.canonical_abi(&element);
        let bytes = self.aligned(address, abi, length as usize)?;
        let cost = match size {
            1 if matches!(element, InterfaceType::U8) => LIST_BYTE_COST,
            _ => LIST_NUMBER_COST + size,
        };
        self.pay((length as usize).saturating_mul(cost))?;
        let mut numbers = bytes.to_vec();
        match number(element) {
            Some(Number::F32) => canonical_floats::<4>(Number::F32, &mut numbers),
            Some(Number::F64) => canonical_floats::<8>(Number::F64, &mut numbers),
            _ => {}
        }
        self.push(Token::Bytes(Cow::Owned(numbers)))
    }

    fn map(&mut self, map: TypeMapIndex, address: u32, length: u32) -> Result<()> {
        let map = &self.types[map];
        let bytes = self.aligned(address, &map.entry_abi, length as usize)?;
        self.push(Token::Length(length as usize))?;
        (0..length as usize).try_for_each(|index| {
            let entry = from(bytes, index * map.entry_abi.size32 as usize)?;
            self.load(map.key, entry)?;
            self.load(map.value, from(entry, map.value_offset32 as usize)?)
        })
    }

    /// The memory of so many values, if their address is aligned and all of it is the guest's.
    fn aligned(&self, address: u32, abi: &CanonicalAbiInfo, count: usize) -> Result<&'a [u8]> {
        if !address.is_multiple_of(abi.align32) {
            return Err(violation("a pointer is not aligned"));
        }
        let size = count.saturating_mul(abi.size32 as usize);
        self.bytes(address, size)
    }

    pub(super) fn bytes(&self, address: u32, size: usize) -> Result<&'a [u8]> {
        let rest = self.memory.get(address as usize..);
        rest.and_then(|rest| rest.get(..size))
            .ok_or_else(|| violation("a pointer or length is outside of the memory"))
    }

    pub(super) fn push(&mut self, token: Token<'static>) -> Result<()> {
        self.pay(VALUE_COST)?;
        self.tokens.push(token);
        Ok(())
    }

    pub(super) fn pay(&mut self, bytes: usize) -> Result<()> {
        self.cx
            .consume_fuel(bytes)
            .map_err(|_| ResultTooLarge.into())
    }
}

fn take(slots: &mut SlotsLeft<'_>) -> Result<ValRaw> {
    Ok(*slots.next().ok_or(TokenMismatch)?)
}

fn take_u32(slots: &mut SlotsLeft<'_>) -> Result<u32> {
    Ok(take(slots)?.get_u32())
}

fn flat_count(abi: &CanonicalAbiInfo) -> Result<usize> {
    Ok(abi.flat_count(usize::MAX).ok_or(TokenMismatch)?)
}

fn from(bytes: &[u8], offset: usize) -> Result<&[u8]> {
    Ok(bytes.get(offset..).ok_or(TokenMismatch)?)
}

fn word(bytes: &[u8], offset: usize) -> Result<u32> {
    let bits = little_endian(from(bytes, offset)?, 4)?;
    Ok(u32::try_from(bits)?)
}

fn little_endian(bytes: &[u8], size: usize) -> Result<u64> {
    let mut wide = [0; 8];
    let narrow = wide.get_mut(..size).ok_or(TokenMismatch)?;
    narrow.copy_from_slice(bytes.get(..size).ok_or(TokenMismatch)?);
    Ok(u64::from_le_bytes(wide))
}

pub(super) fn violation(what: impl Into<String>) -> wasmtime::Error {
    AbiViolation(what.into()).into()
}
