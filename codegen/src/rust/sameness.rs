//! One type where the import and the export of an interface mean the same: the copy becomes another name of the first, so
//! that a value goes from one side to the other without conversion.
//!
//! wit-bindgen can merge types too, but by structure: a `point` and a `size` of two numbers each would become one.

use wit_parser::{Resolve, Type, TypeDefKind};

use crate::Model;

/// Makes the copies in `resolve` aliases of the types that they repeat.
pub(super) fn one_type(resolve: &mut Resolve, model: &Model) {
    for ty in model.interfaces().flat_map(|interface| &interface.types) {
        if let Some(first) = ty.same_as {
            resolve.types[ty.id].kind = TypeDefKind::Type(Type::Id(first));
        }
    }
}
