//! How many core values a type takes when it is passed in slots, by the canonical ABI's rules for flattening.

use super::lower::MOST_SLOTS;
use crate::dynamic::value_type::{Kind, ValueType};

/// The slots of a type, as far as they count: more than a function can have are one more than that.
pub(in crate::dynamic) fn of(ty: &ValueType) -> usize {
    let slots = match &ty.kind {
        Kind::Bool
        | Kind::Number(_)
        | Kind::Char
        | Kind::Enum(_)
        | Kind::Own(_)
        | Kind::Borrow(_)
        | Kind::Unsupported(_) => 1,
        Kind::String | Kind::List(_) | Kind::Map(..) => 2,
        Kind::FixedLengthList(element, length) => of(element).saturating_mul(*length as usize),
        Kind::Record(fields) => all(fields.iter().map(|field| &field.ty)),
        Kind::Tuple(types) => all(types),
        Kind::Flags(names) => names.len().div_ceil(32),
        Kind::Variant(cases) => largest(cases.iter().filter_map(|case| case.payload.as_ref())),
        Kind::Option(some) => largest([&**some]),
        Kind::Result(ok, err) => largest(ok.iter().chain(err).map(|ty| &**ty)),
    };
    slots.min(MOST_SLOTS + 1)
}

/// The slots of types that stand beside each other.
pub(in crate::dynamic) fn all<'t>(types: impl IntoIterator<Item = &'t ValueType>) -> usize {
    let slots = types.into_iter().map(of).fold(0, usize::saturating_add);
    slots.min(MOST_SLOTS + 1)
}

/// The slots of a variant: which case it is, and as many as the largest payload takes.
fn largest<'t>(payloads: impl IntoIterator<Item = &'t ValueType>) -> usize {
    1 + payloads.into_iter().map(of).max().unwrap_or(0)
}
