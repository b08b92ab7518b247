//! Values as the JSON that calls by name take and return; the mapping is documented with `plugwright_host`'s `dynamic` module.

use crate::shape::Shape;
use crate::value::{Handle, Value};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plugwright_codegen::Model;
use plugwright_codegen::model::Type;
use serde_json::{Map, Number, Value as Json, json};

/// `value` of `ty` as JSON.
pub(crate) fn write(model: &Model, ty: &Type, value: &Value) -> Json {
    match (Shape::of(model, ty), value) {
        (_, Value::Bool(flag)) => json!(flag),
        (_, Value::Int(number)) => integer(*number),
        (_, Value::F32(number)) => float(f64::from(*number)),
        (_, Value::F64(number)) => float(*number),
        (_, Value::Char(char)) => json!(char),
        (_, Value::String(text)) => json!(text),
        (Shape::List(item), Value::Sequence(items)) => list(model, &item, items),
        (Shape::FixedList(item, _), Value::Sequence(items)) => array(model, &item, items),
        (Shape::Tuple(types), Value::Sequence(items)) => {
            let items = types.iter().zip(items);
            items.map(|(ty, item)| write(model, ty, item)).collect()
        }
        (Shape::Record(fields), Value::Sequence(items)) => {
            let fields = fields.iter().zip(items);
            let named = fields.map(|(field, item)| {
                let value = write(model, &field.ty, item);
                (field.name.clone(), value)
            });
            Json::Object(named.collect())
        }
        (Shape::Map(key, value), Value::Map(entries)) => map(model, &key, &value, entries),
        (Shape::Variant(cases), Value::Case(case, payload)) => {
            let case = &cases[*case];
            match (&case.ty, payload) {
                (Some(ty), Some(payload)) => single(&case.name, write(model, ty, payload)),
                _ => json!(case.name),
            }
        }
        (Shape::Enum(labels), Value::Case(case, _)) => json!(labels[*case].name),
        (Shape::Flags(labels), Value::Flags(flags)) => {
            let set = labels.iter().zip(flags).filter(|(_, is_set)| **is_set);
            set.map(|(label, _)| json!(label.name)).collect()
        }
        (Shape::Option(some), Value::Option(value)) => option(model, &some, value.as_deref()),
        (Shape::Result(ok, err), Value::Result(result)) => {
            let (name, ty, payload) = match result {
                Ok(payload) => ("ok", ok, payload),
                Err(payload) => ("err", err, payload),
            };
            let payload = ty.zip(payload.as_deref());
            let written = payload.map(|(ty, payload)| write(model, &ty, payload));
            single(name, written.unwrap_or(Json::Null))
        }
        (_, Value::Handle(handle)) => json!({ "resource": handle.number }),
        _ => Json::Null,
    }
}

/// The value of `ty` that `json` stands for; nothing if it is not one.
pub(crate) fn read(model: &Model, ty: &Type, json: &Json) -> Option<Value> {
    Some(match Shape::of(model, ty) {
        Shape::Bool => Value::Bool(json.as_bool()?),
        Shape::Int(..) => Value::Int(match json.as_u64() {
            Some(number) => number.into(),
            None => json.as_i64()?.into(),
        }),
        #[expect(clippy::cast_possible_truncation, reason = "it was an f32 before")]
        Shape::F32 => Value::F32(read_float(json)? as f32),
        Shape::F64 => Value::F64(read_float(json)?),
        Shape::Char => {
            let mut chars = json.as_str()?.chars();
            let char = chars.next()?;
            chars.next().is_none().then_some(Value::Char(char))?
        }
        Shape::String => Value::String(json.as_str()?.to_owned()),
        Shape::List(item) => read_list(model, &item, json)?,
        Shape::FixedList(item, length) => {
            let items = read_array(model, &item, json)?;
            (items.len() == length).then_some(Value::Sequence(items))?
        }
        Shape::Tuple(types) => read_fields(model, types.iter(), json.as_array()?.iter())?,
        Shape::Record(fields) => {
            let object = json.as_object().filter(|it| it.len() == fields.len())?;
            let found: Option<Vec<&Json>> =
                fields.iter().map(|field| object.get(&field.name)).collect();
            let types = fields.iter().map(|field| &field.ty);
            read_fields(model, types, found?.into_iter())?
        }
        Shape::Map(key, value) => read_map(model, &key, &value, json)?,
        Shape::Variant(cases) => {
            let (name, payload) = case(json)?;
            let index = cases.iter().position(|case| case.name == name)?;
            let payload = read_payload(model, cases[index].ty.as_ref(), payload).ok()?;
            Value::Case(index, payload)
        }
        Shape::Enum(labels) => {
            let name = json.as_str()?;
            let index = labels.iter().position(|label| label.name == name)?;
            Value::Case(index, None)
        }
        Shape::Flags(labels) => {
            let names: Option<Vec<&str>> = json.as_array()?.iter().map(Json::as_str).collect();
            let names = names?;
            let flags = labels.iter().map(|label| names.contains(&&*label.name));
            Value::Flags(flags.collect())
        }
        Shape::Option(some) => read_option(model, &some, json)?,
        Shape::Result(ok, err) => {
            let (name, payload) = case(json)?;
            Value::Result(match name {
                "ok" => Ok(read_payload(model, ok.as_ref(), payload).ok()?),
                "err" => Err(read_payload(model, err.as_ref(), payload).ok()?),
                _ => return None,
            })
        }
        Shape::Handle(resource, is_owned) => Value::Handle(Handle {
            resource,
            is_owned,
            number: Some(json.get("resource")?.as_u64()?.try_into().ok()?),
        }),
        Shape::Async => return None,
    })
}

fn integer(number: i128) -> Json {
    match (u64::try_from(number), i64::try_from(number)) {
        (Ok(number), _) => json!(number),
        (_, Ok(number)) => json!(number),
        _ => Json::Null,
    }
}

fn float(number: f64) -> Json {
    match Number::from_f64(number) {
        Some(number) => Json::Number(number),
        None if number.is_nan() => json!("NaN"),
        None if number > 0.0 => json!("Infinity"),
        None => json!("-Infinity"),
    }
}

fn read_float(json: &Json) -> Option<f64> {
    match json.as_str() {
        Some("NaN") => Some(f64::NAN),
        Some("Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        Some(_) => None,
        None => json.as_f64(),
    }
}

fn single(name: &str, value: Json) -> Json {
    Json::Object(Map::from_iter([(name.to_owned(), value)]))
}

fn list(model: &Model, item: &Type, items: &[Value]) -> Json {
    if !is_byte(model, item) {
        return array(model, item, items);
    }
    let byte = |item: &Value| match item {
        Value::Int(number) => u8::try_from(*number).unwrap_or_default(),
        _ => 0,
    };
    let bytes: Vec<u8> = items.iter().map(byte).collect();
    json!(STANDARD.encode(bytes))
}

fn read_list(model: &Model, item: &Type, json: &Json) -> Option<Value> {
    if !is_byte(model, item) {
        return read_array(model, item, json).map(Value::Sequence);
    }
    let bytes = STANDARD.decode(json.as_str()?).ok()?;
    let items = bytes.into_iter().map(|byte| Value::Int(byte.into()));
    Some(Value::Sequence(items.collect()))
}

fn is_byte(model: &Model, ty: &Type) -> bool {
    matches!(model.structure(ty), Type::U8)
}

fn array(model: &Model, item: &Type, items: &[Value]) -> Json {
    items
        .iter()
        .map(|value| write(model, item, value))
        .collect()
}

fn read_array(model: &Model, item: &Type, json: &Json) -> Option<Vec<Value>> {
    let items = json.as_array()?.iter();
    items.map(|json| read(model, item, json)).collect()
}

fn read_fields<'a>(
    model: &Model,
    types: impl ExactSizeIterator<Item = &'a Type>,
    values: impl ExactSizeIterator<Item = &'a Json>,
) -> Option<Value> {
    if types.len() != values.len() {
        return None;
    }
    let values = types.zip(values).map(|(ty, json)| read(model, ty, json));
    values.collect::<Option<_>>().map(Value::Sequence)
}

fn map(model: &Model, key: &Type, value: &Type, entries: &[(Value, Value)]) -> Json {
    if matches!(Shape::of(model, key), Shape::String) {
        let named = entries.iter().filter_map(|(name, item)| match name {
            Value::String(name) => Some((name.clone(), write(model, value, item))),
            _ => None,
        });
        return Json::Object(named.collect());
    }
    let pairs = entries
        .iter()
        .map(|(name, item)| json!([write(model, key, name), write(model, value, item)]));
    pairs.collect()
}

fn read_map(model: &Model, key: &Type, value: &Type, json: &Json) -> Option<Value> {
    let entries: Option<Vec<(Value, Value)>> = match json {
        Json::Object(object) => object
            .iter()
            .map(|(name, json)| Some((Value::String(name.clone()), read(model, value, json)?)))
            .collect(),
        Json::Array(pairs) => pairs
            .iter()
            .map(|pair| match pair.as_array()?.as_slice() {
                [name, json] => Some((read(model, key, name)?, read(model, value, json)?)),
                _ => None,
            })
            .collect(),
        _ => None,
    };
    entries.map(Value::Map)
}

/// An option of an option needs a mark: `null` can only say that the outer one is empty.
fn option(model: &Model, some: &Type, value: Option<&Value>) -> Json {
    match value {
        None => Json::Null,
        Some(value) if is_option(model, some) => single("some", write(model, some, value)),
        Some(value) => write(model, some, value),
    }
}

fn read_option(model: &Model, some: &Type, json: &Json) -> Option<Value> {
    if json.is_null() {
        return Some(Value::Option(None));
    }
    let json = if is_option(model, some) {
        json.as_object()?.get("some")?
    } else {
        json
    };
    let value = read(model, some, json)?;
    Some(Value::Option(Some(Box::new(value))))
}

fn is_option(model: &Model, ty: &Type) -> bool {
    matches!(Shape::of(model, ty), Shape::Option(_))
}

/// The name of a case and its payload.
fn case(json: &Json) -> Option<(&str, Option<&Json>)> {
    match json {
        Json::String(name) => Some((name, None)),
        Json::Object(object) if object.len() == 1 => {
            let (name, payload) = object.iter().next()?;
            Some((name, Some(payload)))
        }
        _ => None,
    }
}

/// What was read has another type than it must have.
struct NotOfTheType;

/// The payload of a case, which is there exactly if its type has one.
fn read_payload(
    model: &Model,
    ty: Option<&Type>,
    json: Option<&Json>,
) -> Result<Option<Box<Value>>, NotOfTheType> {
    match (ty, json) {
        (Some(ty), Some(json)) => {
            let value = read(model, ty, json).ok_or(NotOfTheType)?;
            Ok(Some(Box::new(value)))
        }
        (None, None | Some(Json::Null)) => Ok(None),
        _ => Err(NotOfTheType),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::Generator;
    use crate::val;
    use plugwright_codegen::Source;
    use std::collections::HashSet;

    const WIT: &str = "package t:t;
        interface i {
          enum e { a, b, c }
          flags f { x, y, z }
          variant v { none, n(u64), s(string), nested(option<option<s64>>) }
          record r { e: e, f: f, v: v, o: option<u8>, l: list<u8>, t: tuple<f32, f64, char> }
          go: func(r: list<r>, m: map<string, v>, k: map<u32, list<f32, 3>>) -> result<r, string>;
        }
        world w { export i; }";

    /// The types of all parameters and results, and random values of them.
    fn each(check: impl Fn(&Model, &Type, &Value)) {
        let source = Source::parse("t.wit", WIT).unwrap();
        let model = Model::new(&source, None).unwrap();
        let function = &model.world.exports[0].functions[0];
        let types = function.params.iter().map(|param| &param.ty);
        let mut generator = Generator::new(7);
        for ty in types.chain(&function.result) {
            for round in 0..50 {
                generator.next_round(round);
                let value = generator.value(&model, &HashSet::new(), ty).unwrap();
                check(&model, ty, &value);
            }
        }
    }

    #[test]
    fn what_is_written_is_read_back_so_that_a_difference_is_the_plugins() {
        each(|model, ty, value| {
            let json = write(model, ty, value);
            let back = read(model, ty, &json).unwrap();
            assert!(back.is_same(value), "{json}");
            let text = serde_json::from_str(&json.to_string()).unwrap();
            assert!(read(model, ty, &text).unwrap().is_same(value), "{json}");
        });
    }

    #[test]
    fn what_imports_get_is_the_same_value_too() {
        each(|model, ty, value| {
            let val = val::write(model, ty, value).unwrap();
            assert!(val::read(model, ty, &val).unwrap().is_same(value));
        });
    }

    #[test]
    fn the_same_seed_makes_the_same_values_and_another_seed_others() {
        let texts = |seed| {
            let source = Source::parse("t.wit", WIT).unwrap();
            let model = Model::new(&source, None).unwrap();
            let ty = &model.world.exports[0].functions[0].params[0].ty;
            let mut generator = Generator::new(seed);
            let value = generator.value(&model, &HashSet::new(), ty).unwrap();
            write(&model, ty, &value).to_string()
        };
        assert_eq!(texts(1), texts(1));
        let different: HashSet<String> = (1..20).map(texts).collect();
        assert!(different.len() > 10, "{}", different.len());
    }
}
