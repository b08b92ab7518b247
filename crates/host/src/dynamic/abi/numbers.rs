//! Numbers in memory.

use wasmtime::component::__internal::InterfaceType;

use crate::dynamic::number::Number;

/// The number that a type is; nothing for other types.
pub(super) fn number(ty: InterfaceType) -> Option<Number> {
    Some(match ty {
        InterfaceType::S8 => Number::S8,
        InterfaceType::U8 => Number::U8,
        InterfaceType::S16 => Number::S16,
        InterfaceType::U16 => Number::U16,
        InterfaceType::S32 => Number::S32,
        InterfaceType::U32 => Number::U32,
        InterfaceType::S64 => Number::S64,
        InterfaceType::U64 => Number::U64,
        InterfaceType::Float32 => Number::F32,
        InterfaceType::Float64 => Number::F64,
        _ => return None,
    })
}

/// Each NaN becomes the canonical one, as it does outside of lists.
pub(super) fn canonical_floats<const SIZE: usize>(number: Number, bytes: &mut [u8]) {
    for place in bytes.as_chunks_mut::<SIZE>().0 {
        let canonical = number.read(place).unwrap_or_default().to_le_bytes();
        for (byte, canonical) in place.iter_mut().zip(canonical) {
            *byte = canonical;
        }
    }
}

/// The size of a number in memory; nothing for other types.
pub(super) fn number_size(ty: InterfaceType) -> Option<usize> {
    Some(match ty {
        InterfaceType::U8 | InterfaceType::S8 => 1,
        InterfaceType::U16 | InterfaceType::S16 => 2,
        InterfaceType::U32 | InterfaceType::S32 | InterfaceType::Float32 => 4,
        InterfaceType::U64 | InterfaceType::S64 | InterfaceType::Float64 => 8,
        _ => return None,
    })
}
