//! The cases of a variant, enum, option or result, by the number that stands for them.

use wasmtime::component::__internal::{ComponentTypes, InterfaceType};

/// A discriminant names none of the cases.
#[derive(Debug)]
pub(super) struct NoSuchCase;

/// The type of a case's payload, if it has one.
pub(super) fn payload_type(
    types: &ComponentTypes,
    ty: InterfaceType,
    case: u32,
) -> Result<Option<InterfaceType>, NoSuchCase> {
    let index = case as usize;
    let payload = match (ty, case) {
        (InterfaceType::Variant(variant), _) => {
            let case = types[variant].cases.get_index(index);
            case.map(|(_, payload)| *payload)
        }
        (InterfaceType::Enum(names), _) => (index < types[names].names.len()).then_some(None),
        (InterfaceType::Option(_), 0) => Some(None),
        (InterfaceType::Option(option), 1) => Some(Some(types[option].ty)),
        (InterfaceType::Result(result), 0) => Some(types[result].ok),
        (InterfaceType::Result(result), 1) => Some(types[result].err),
        _ => None,
    };
    payload.ok_or(NoSuchCase)
}
