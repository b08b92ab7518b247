//! The default of a type, as `plugwright_codegen::model::Echo` defines it for all languages.

use crate::shape::Shape;
use crate::value::{Handle, Value};
use plugwright_codegen::Model;
use plugwright_codegen::model::{Side, Type};

/// The default of `ty`; nothing where it holds a resource that only the host could make, or what no call by name can carry.
pub(crate) fn default(model: &Model, ty: &Type) -> Option<Value> {
    let all = |types: &mut dyn Iterator<Item = Type>| {
        let values: Option<Vec<Value>> = types.map(|ty| default(model, &ty)).collect();
        values.map(Value::Sequence)
    };
    let payload = |ty: Option<&Type>| match ty {
        Some(ty) => default(model, ty).map(|value| Some(Box::new(value))),
        None => Some(None),
    };
    Some(match Shape::of(model, ty) {
        Shape::Bool => Value::Bool(false),
        Shape::Int(..) => Value::Int(0),
        Shape::F32 => Value::F32(0.0),
        Shape::F64 => Value::F64(0.0),
        Shape::Char => Value::Char('\0'),
        Shape::String => Value::String(String::new()),
        Shape::List(_) => Value::Sequence(Vec::new()),
        Shape::FixedList(item, length) => all(&mut std::iter::repeat_n(item, length))?,
        Shape::Map(..) => Value::Map(Vec::new()),
        Shape::Record(fields) => all(&mut fields.iter().map(|field| field.ty.clone()))?,
        Shape::Tuple(items) => all(&mut items.into_iter())?,
        Shape::Variant(cases) => Value::Case(0, payload(cases.first()?.ty.as_ref())?),
        Shape::Enum(_) => Value::Case(0, None),
        Shape::Flags(labels) => Value::Flags(vec![false; labels.len()]),
        Shape::Option(_) => Value::Option(None),
        Shape::Result(ok, _) => Value::Result(Ok(payload(ok.as_ref())?)),
        Shape::Handle(resource, is_owned) => {
            let is_own = is_owned && model.home(resource).side == Side::Export;
            is_own.then_some(Value::Handle(Handle {
                resource,
                is_owned,
                number: None,
            }))?
        }
        Shape::Async => return None,
    })
}
