//! Values as wasmtime's own: what imported functions get and give. Only plain data crosses there.

use crate::shape::Shape;
use crate::value::Value;
use plugwright::runtime::wasmtime::component::Val;
use plugwright_codegen::Model;
use plugwright_codegen::model::{Label, Type};

/// `value` of `ty` for wasmtime; nothing if it is not plain data.
pub(crate) fn write(model: &Model, ty: &Type, value: &Value) -> Option<Val> {
    let payload = |ty: Option<&Type>, value: &Option<Box<Value>>| match (ty, value) {
        (Some(ty), Some(value)) => write(model, ty, value).map(|value| Some(Box::new(value))),
        _ => Some(None),
    };
    Some(match (Shape::of(model, ty), value) {
        (_, Value::Bool(flag)) => Val::Bool(*flag),
        (_, Value::Int(number)) => integer(&model.structure(ty), *number)?,
        (_, Value::F32(number)) => Val::Float32(*number),
        (_, Value::F64(number)) => Val::Float64(*number),
        (_, Value::Char(char)) => Val::Char(*char),
        (_, Value::String(text)) => Val::String(text.clone()),
        (Shape::List(item), Value::Sequence(items)) => Val::List(all(model, &item, items)?),
        (Shape::FixedList(item, _), Value::Sequence(items)) => {
            Val::FixedLengthList(all(model, &item, items)?)
        }
        (Shape::Tuple(types), Value::Sequence(items)) => {
            let items = types.iter().zip(items);
            let items = items.map(|(ty, item)| write(model, ty, item));
            Val::Tuple(items.collect::<Option<_>>()?)
        }
        (Shape::Record(fields), Value::Sequence(items)) => {
            let fields = fields.iter().zip(items);
            let named = fields.map(|(field, item)| {
                let value = write(model, &field.ty, item)?;
                Some((field.name.clone(), value))
            });
            Val::Record(named.collect::<Option<_>>()?)
        }
        (Shape::Map(key, value), Value::Map(entries)) => {
            let entries = entries
                .iter()
                .map(|(name, item)| Some((write(model, &key, name)?, write(model, &value, item)?)));
            Val::Map(entries.collect::<Option<_>>()?)
        }
        (Shape::Variant(cases), Value::Case(case, value)) => {
            let case = cases.get(*case)?;
            Val::Variant(case.name.clone(), payload(case.ty.as_ref(), value)?)
        }
        (Shape::Enum(labels), Value::Case(case, _)) => Val::Enum(labels.get(*case)?.name.clone()),
        (Shape::Flags(labels), Value::Flags(flags)) => {
            let set = labels.iter().zip(flags).filter(|(_, is_set)| **is_set);
            Val::Flags(set.map(|(label, _)| label.name.clone()).collect())
        }
        (Shape::Option(some), Value::Option(value)) => Val::Option(payload(Some(&some), value)?),
        (Shape::Result(ok, err), Value::Result(result)) => Val::Result(match result {
            Ok(value) => Ok(payload(ok.as_ref(), value)?),
            Err(value) => Err(payload(err.as_ref(), value)?),
        }),
        _ => return None,
    })
}

/// The value of `ty` that wasmtime shows; nothing if it is not plain data of that type.
pub(crate) fn read(model: &Model, ty: &Type, val: &Val) -> Option<Value> {
    let payload = |ty: Option<&Type>, val: &Option<Box<Val>>| match (ty, val) {
        (Some(ty), Some(val)) => read(model, ty, val).map(|value| Some(Box::new(value))),
        (None, None) => Some(None),
        _ => None,
    };
    Some(match (Shape::of(model, ty), val) {
        (Shape::Bool, Val::Bool(flag)) => Value::Bool(*flag),
        (Shape::Int(..), val) => Value::Int(read_integer(val)?),
        (Shape::F32, Val::Float32(number)) => Value::F32(*number),
        (Shape::F64, Val::Float64(number)) => Value::F64(*number),
        (Shape::Char, Val::Char(char)) => Value::Char(*char),
        (Shape::String, Val::String(text)) => Value::String(text.clone()),
        (Shape::List(item), Val::List(items))
        | (Shape::FixedList(item, _), Val::FixedLengthList(items)) => {
            let items = items.iter().map(|val| read(model, &item, val));
            Value::Sequence(items.collect::<Option<_>>()?)
        }
        (Shape::Tuple(types), Val::Tuple(items)) => {
            let items = types.iter().zip(items);
            let items = items.map(|(ty, val)| read(model, ty, val));
            Value::Sequence(items.collect::<Option<_>>()?)
        }
        (Shape::Record(fields), Val::Record(items)) => {
            let items = fields.iter().zip(items);
            let items = items.map(|(field, (_, val))| read(model, &field.ty, val));
            Value::Sequence(items.collect::<Option<_>>()?)
        }
        (Shape::Map(key, value), Val::Map(entries)) => {
            let entries = entries
                .iter()
                .map(|(name, val)| Some((read(model, &key, name)?, read(model, &value, val)?)));
            Value::Map(entries.collect::<Option<_>>()?)
        }
        (Shape::Variant(cases), Val::Variant(name, val)) => {
            let index = cases.iter().position(|case| case.name == *name)?;
            Value::Case(index, payload(cases[index].ty.as_ref(), val)?)
        }
        (Shape::Enum(labels), Val::Enum(name)) => Value::Case(position(labels, name)?, None),
        (Shape::Flags(labels), Val::Flags(names)) => {
            let flags = labels.iter().map(|label| names.contains(&label.name));
            Value::Flags(flags.collect())
        }
        (Shape::Option(some), Val::Option(val)) => Value::Option(match val {
            Some(val) => Some(Box::new(read(model, &some, val)?)),
            None => None,
        }),
        (Shape::Result(ok, err), Val::Result(result)) => Value::Result(match result {
            Ok(val) => Ok(payload(ok.as_ref(), val)?),
            Err(val) => Err(payload(err.as_ref(), val)?),
        }),
        _ => return None,
    })
}

fn all(model: &Model, item: &Type, items: &[Value]) -> Option<Vec<Val>> {
    items
        .iter()
        .map(|value| write(model, item, value))
        .collect()
}

fn position(labels: &[Label], name: &str) -> Option<usize> {
    labels.iter().position(|label| label.name == name)
}

fn integer(ty: &Type, number: i128) -> Option<Val> {
    Some(match ty {
        Type::U8 => Val::U8(number.try_into().ok()?),
        Type::U16 => Val::U16(number.try_into().ok()?),
        Type::U32 => Val::U32(number.try_into().ok()?),
        Type::U64 => Val::U64(number.try_into().ok()?),
        Type::S8 => Val::S8(number.try_into().ok()?),
        Type::S16 => Val::S16(number.try_into().ok()?),
        Type::S32 => Val::S32(number.try_into().ok()?),
        Type::S64 => Val::S64(number.try_into().ok()?),
        _ => return None,
    })
}

fn read_integer(val: &Val) -> Option<i128> {
    Some(match val {
        Val::U8(number) => (*number).into(),
        Val::U16(number) => (*number).into(),
        Val::U32(number) => (*number).into(),
        Val::U64(number) => (*number).into(),
        Val::S8(number) => (*number).into(),
        Val::S16(number) => (*number).into(),
        Val::S32(number) => (*number).into(),
        Val::S64(number) => (*number).into(),
        _ => return None,
    })
}
