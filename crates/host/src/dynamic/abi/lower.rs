//! Lowers tokens into flat values or into the guest's memory, as the canonical ABI lays them out.
//!
//! All of this is safe code: memory is a slice whose bounds are checked, and nothing here trusts that tokens and types agree.

use std::mem::MaybeUninit;
use std::slice;

use wasmtime::component::__internal::wasmtime_environ::component::{
    MAX_FLAT_PARAMS, TypeFlags, TypeMapIndex, VariantInfo,
};
use wasmtime::component::__internal::{CanonicalAbiInfo, InterfaceType, LowerContext};
use wasmtime::component::{Lower, ResourceAny};
use wasmtime::{Result, ValRaw};

use super::cases::{NoSuchCase, payload_type};
use super::numbers::number_size;
use crate::dynamic::tokens::{Token, TokenMismatch};

/// The most slots that the parameters of a function take.
pub(super) const MOST_SLOTS: usize = MAX_FLAT_PARAMS;

/// The flat values of a call's arguments.
pub(super) type Slots = [ValRaw; MAX_FLAT_PARAMS];

/// Lowers all arguments of a call. `ty` is the tuple of the function's parameters.
pub(super) fn arguments<T>(
    cx: &mut LowerContext<'_, T>,
    ty: InterfaceType,
    tokens: &[Token<'_>],
    slots: &mut Slots,
) -> Result<()> {
    let InterfaceType::Tuple(tuple) = ty else {
        return Err(TokenMismatch.into());
    };
    let tuple = &cx.types[tuple];
    if tuple.abi.flat_count(MAX_FLAT_PARAMS).is_some() {
        return values(cx, ty, tokens, slots);
    }
    let address = Lowering::new(cx, &[]).allocate(&tuple.abi, 1)?;
    put(&mut slots.iter_mut(), address as u64)?;
    stored_values(cx, ty, tokens, address)
}

/// Lowers the values of a tuple to slots.
pub(super) fn values<T>(
    cx: &mut LowerContext<'_, T>,
    ty: InterfaceType,
    tokens: &[Token<'_>],
    slots: &mut [ValRaw],
) -> Result<()> {
    let InterfaceType::Tuple(tuple) = ty else {
        return Err(TokenMismatch.into());
    };
    let tuple = &cx.types[tuple];
    let mut slots = slots.iter_mut();
    let mut lowering = Lowering::new(cx, tokens);
    for ty in &tuple.types {
        lowering.flat(*ty, &mut slots)?;
    }
    lowering.finish()
}

/// Lowers the values of a tuple to a place in the guest's memory, which wasmtime found to be large enough.
pub(super) fn stored_values<T>(
    cx: &mut LowerContext<'_, T>,
    ty: InterfaceType,
    tokens: &[Token<'_>],
    address: usize,
) -> Result<()> {
    let InterfaceType::Tuple(tuple) = ty else {
        return Err(TokenMismatch.into());
    };
    let tuple = &cx.types[tuple];
    let mut lowering = Lowering::new(cx, tokens);
    lowering.store_fields(tuple.types.iter().copied(), address)?;
    lowering.finish()
}

struct Lowering<'c, 'a, 't, T: 'static> {
    cx: &'c mut LowerContext<'a, T>,
    tokens: slice::Iter<'t, Token<'t>>,
    /// Numbers that are still to be written: to find the guest's memory takes longer than to write one.
    words: Vec<Word>,
}

/// A number for the guest's memory.
struct Word {
    address: usize,
    bits: u64,
    size: usize,
}

type SlotsLeft<'s> = slice::IterMut<'s, ValRaw>;

impl<'c, 'a, 't, T> Lowering<'c, 'a, 't, T> {
    fn new(cx: &'c mut LowerContext<'a, T>, tokens: &'t [Token<'t>]) -> Self {
        Self {
            cx,
            tokens: tokens.iter(),
            words: Vec::with_capacity(tokens.len().min(64)),
        }
    }

    /// Writes what is left; all tokens have to be used.
    fn finish(mut self) -> Result<()> {
        self.flush()?;
        match self.tokens.next() {
            None => Ok(()),
            Some(_) => Err(TokenMismatch.into()),
        }
    }

    fn flat(&mut self, ty: InterfaceType, slots: &mut SlotsLeft<'_>) -> Result<()> {
        let types = self.cx.types;
        match ty {
            InterfaceType::String | InterfaceType::List(_) | InterfaceType::Map(_) => {
                let (address, length) = self.sequence(ty)?;
                put(slots, address as u64)?;
                put(slots, length as u64)
            }
            InterfaceType::Own(_) | InterfaceType::Borrow(_) => {
                let index = self.resource_index(ty)?;
                put(slots, index.into())
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
            InterfaceType::Flags(flags) => {
                let words = types[flags].names.len().div_ceil(32);
                (0..words).try_for_each(|_| put(slots, self.bits()?))
            }
            InterfaceType::Variant(_)
            | InterfaceType::Enum(_)
            | InterfaceType::Option(_)
            | InterfaceType::Result(_) => self.flat_variant(ty, slots),
            _ => put(slots, self.bits()?),
        }
    }

    /// A variant takes as many slots as its largest case; what the chosen case does not use stays zero.
    fn flat_variant(&mut self, ty: InterfaceType, slots: &mut SlotsLeft<'_>) -> Result<()> {
        let types = self.cx.types;
        let case = self.case()?;
        put(slots, case.into())?;
        let payload = payload_type(types, ty, case).map_err(|NoSuchCase| TokenMismatch)?;
        let mut used = 1;
        if let Some(payload) = payload {
            self.flat(payload, slots)?;
            used += flat_count(types.canonical_abi(&payload))?;
        }
        let all = flat_count(types.canonical_abi(&ty))?;
        (used..all).try_for_each(|_| put(slots, 0))
    }

    fn store(&mut self, ty: InterfaceType, address: usize) -> Result<()> {
        let types = self.cx.types;
        match ty {
            InterfaceType::String | InterfaceType::List(_) | InterfaceType::Map(_) => {
                let (pointer, length) = self.sequence(ty)?;
                let pair =
                    u64::from(u32::try_from(length)?) << 32 | u64::from(u32::try_from(pointer)?);
                self.write_word(address, pair, 8)
            }
            InterfaceType::Own(_) | InterfaceType::Borrow(_) => {
                let index = self.resource_index(ty)?;
                self.write_word(address, index.into(), 4)
            }
            InterfaceType::Record(record) => {
                self.store_fields(types[record].fields.iter().map(|field| field.ty), address)
            }
            InterfaceType::Tuple(tuple) => {
                self.store_fields(types[tuple].types.iter().copied(), address)
            }
            InterfaceType::FixedLengthList(list) => {
                let list = &types[list];
                self.store_elements(list.element, list.size as usize, address)
            }
            InterfaceType::Flags(flags) => self.store_flags(&types[flags], address),
            InterfaceType::Variant(variant) => {
                self.store_variant(ty, &types[variant].info, address)
            }
            InterfaceType::Enum(names) => self.store_variant(ty, &types[names].info, address),
            InterfaceType::Option(option) => self.store_variant(ty, &types[option].info, address),
            InterfaceType::Result(result) => self.store_variant(ty, &types[result].info, address),
            scalar => {
                let bits = self.bits()?;
                let size = types.canonical_abi(&scalar).size32 as usize;
                self.write_word(address, bits, size)
            }
        }
    }

    fn store_fields(
        &mut self,
        mut fields: impl Iterator<Item = InterfaceType>,
        mut address: usize,
    ) -> Result<()> {
        let types = self.cx.types;
        fields.try_for_each(|ty| {
            let place = types.canonical_abi(&ty).next_field32_size(&mut address);
            self.store(ty, place)
        })
    }

    fn store_elements(
        &mut self,
        element: InterfaceType,
        count: usize,
        address: usize,
    ) -> Result<()> {
        let size = self.cx.types.canonical_abi(&element).size32 as usize;
        (0..count).try_for_each(|index| self.store(element, address + index * size))
    }

    /// Up to 16 flags take the fewest bytes that hold them, more take words of 32.
    fn store_flags(&mut self, flags: &TypeFlags, address: usize) -> Result<()> {
        let size = (flags.abi.size32 as usize).min(4);
        (0..flags.names.len().div_ceil(32)).try_for_each(|word| {
            let bits = self.bits()?;
            self.write_word(address + 4 * word, bits, size)
        })
    }

    fn store_variant(
        &mut self,
        ty: InterfaceType,
        info: &VariantInfo,
        address: usize,
    ) -> Result<()> {
        let case = self.case()?;
        let size = info.size.byte_size() as usize;
        self.write_word(address, case.into(), size)?;
        let payload = payload_type(self.cx.types, ty, case).map_err(|NoSuchCase| TokenMismatch)?;
        match payload {
            Some(payload) => self.store(payload, address + info.payload_offset32 as usize),
            None => Ok(()),
        }
    }

    /// Stores what stands behind a pointer and a length, and gives both.
    fn sequence(&mut self, ty: InterfaceType) -> Result<(usize, usize)> {
        match (ty, self.next()?) {
            (InterfaceType::String, Token::Text(text)) => self.string(text),
            (InterfaceType::List(list), Token::Bytes(bytes)) => {
                let element = self.cx.types[list].element;
                self.numbers(element, bytes)
            }
            (InterfaceType::List(list), Token::Length(length)) => {
                let element = self.cx.types[list].element;
                let address = self.allocate(self.cx.types.canonical_abi(&element), *length)?;
                self.store_elements(element, *length, address)?;
                Ok((address, *length))
            }
            (InterfaceType::Map(map), Token::Length(length)) => self.map(map, *length),
            _ => Err(TokenMismatch.into()),
        }
    }

    /// wasmtime transcodes into the guest's string encoding.
    #[expect(
        unsafe_code,
        reason = "wasmtime's interface for a lowered value is MaybeUninit"
    )]
    fn string(&mut self, text: &str) -> Result<(usize, usize)> {
        let mut pair = MaybeUninit::new([ValRaw::u64(0); 2]);
        text.linear_lower_to_flat(self.cx, InterfaceType::String, &mut pair)?;
        // SAFETY: `pair` was initialised where it was made; the call can only overwrite it with other values.
        let [address, length] = unsafe { pair.assume_init() };
        Ok((
            usize::try_from(address.get_u64())?,
            usize::try_from(length.get_u64())?,
        ))
    }

    /// The bytes of numbers are in memory as they are in the token.
    fn numbers(&mut self, element: InterfaceType, bytes: &[u8]) -> Result<(usize, usize)> {
        let abi = self.cx.types.canonical_abi(&element);
        let size = number_size(element).ok_or(TokenMismatch)?;
        if !bytes.len().is_multiple_of(size) {
            return Err(TokenMismatch.into());
        }
        let length = bytes.len() / size;
        let address = self.allocate(abi, length)?;
        self.write(address, bytes)?;
        Ok((address, length))
    }

    fn map(&mut self, map: TypeMapIndex, length: usize) -> Result<(usize, usize)> {
        let map = &self.cx.types[map];
        let start = self.allocate(&map.entry_abi, length)?;
        for index in 0..length {
            let entry = start + index * map.entry_abi.size32 as usize;
            self.store(map.key, entry)?;
            self.store(map.value, entry + map.value_offset32 as usize)?;
        }
        Ok((start, length))
    }

    #[expect(
        unsafe_code,
        reason = "wasmtime's interface for a lowered value is MaybeUninit"
    )]
    fn resource_index(&mut self, ty: InterfaceType) -> Result<u32> {
        let Token::Resource(resource) = self.next()? else {
            return Err(TokenMismatch.into());
        };
        let mut index = MaybeUninit::new(ValRaw::u64(0));
        ResourceAny::linear_lower_to_flat(resource, self.cx, ty, &mut index)?;
        // SAFETY: `index` was initialised where it was made; the call can only overwrite it with another value.
        Ok(unsafe { index.assume_init() }.get_u32())
    }

    /// Asks the guest for memory. wasmtime checks that what it gives is aligned and inside its memory.
    fn allocate(&mut self, abi: &CanonicalAbiInfo, count: usize) -> Result<usize> {
        let size = count.checked_mul(abi.size32 as usize);
        let size = size.ok_or_else(|| wasmtime::format_err!("an argument is too large"))?;
        self.cx.realloc(0, 0, abi.align32, size)
    }

    fn write(&mut self, address: usize, bytes: &[u8]) -> Result<()> {
        write(self.cx.as_slice_mut(), address, bytes)
    }

    /// Writes a number before the guest runs; memory that the guest allocates meanwhile is elsewhere.
    fn write_word(&mut self, address: usize, bits: u64, size: usize) -> Result<()> {
        self.words.push(Word {
            address,
            bits,
            size,
        });
        if self.words.len() == self.words.capacity() {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        if self.words.is_empty() {
            return Ok(());
        }
        let memory = self.cx.as_slice_mut();
        self.words.drain(..).try_for_each(|word| {
            let bytes = word.bits.to_le_bytes();
            let bytes = bytes.get(..word.size).ok_or(TokenMismatch)?;
            write(memory, word.address, bytes)
        })
    }

    fn next(&mut self) -> Result<&'t Token<'t>> {
        Ok(self.tokens.next().ok_or(TokenMismatch)?)
    }

    fn bits(&mut self) -> Result<u64> {
        match self.next()? {
            Token::Bits(bits) => Ok(*bits),
            _ => Err(TokenMismatch.into()),
        }
    }

    fn case(&mut self) -> Result<u32> {
        match self.next()? {
            Token::Case(case) => Ok(*case),
            _ => Err(TokenMismatch.into()),
        }
    }
}

fn write(memory: &mut [u8], address: usize, bytes: &[u8]) -> Result<()> {
    let place = memory
        .get_mut(address..)
        .and_then(|rest| rest.get_mut(..bytes.len()));
    place.ok_or(TokenMismatch)?.copy_from_slice(bytes);
    Ok(())
}

fn put(slots: &mut SlotsLeft<'_>, bits: u64) -> Result<()> {
    *slots.next().ok_or(TokenMismatch)? = ValRaw::u64(bits);
    Ok(())
}

fn flat_count(abi: &CanonicalAbiInfo) -> Result<usize> {
    Ok(abi.flat_count(usize::MAX).ok_or(TokenMismatch)?)
}
