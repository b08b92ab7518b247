//! Values that clients send: literals of the document, and variables (specification, sections 3.5 to 3.12).

use graphql_parser::query::{Text, Value as Literal};
use serde_json::{Map, Value};

use crate::schema::{Input, Kind, Schema, TypeRef};

/// A literal as JSON, as if no variable had a value. Enumerations become texts.
pub(crate) fn constant<'a, T: Text<'a>>(literal: &Literal<'a, T>) -> Value {
    resolve(literal, &Map::new()).unwrap_or(Value::Null)
}

/// A literal as JSON with the variables filled in; none if it is a variable without value.
pub(crate) fn resolve<'a, T: Text<'a>>(
    literal: &Literal<'a, T>,
    variables: &Map<String, Value>,
) -> Option<Value> {
    let value = match literal {
        Literal::Variable(name) => return variables.get(name.as_ref()).cloned(),
        Literal::Int(number) => number.as_i64().into(),
        Literal::Float(number) => (*number).into(),
        Literal::String(text) => text.as_str().into(),
        Literal::Boolean(truth) => (*truth).into(),
        Literal::Null => Value::Null,
        Literal::Enum(name) => name.as_ref().into(),
        Literal::List(items) => items
            .iter()
            .map(|item| resolve(item, variables).unwrap_or(Value::Null))
            .collect(),
        Literal::Object(fields) => {
            let field = |(name, value): (&T::Value, &Literal<'a, T>)| {
                Some((name.as_ref().to_owned(), resolve(value, variables)?))
            };
            Value::Object(fields.iter().filter_map(field).collect())
        }
    };
    Some(value)
}

/// Makes a value one of a type, or says in what it is none.
pub(crate) fn coerce(schema: &Schema, ty: &TypeRef, value: Value) -> Result<Value, String> {
    match ty {
        TypeRef::NonNull(_) if value.is_null() => {
            Err(format!("expected a value of type {ty}, found null"))
        }
        TypeRef::NonNull(inner) => coerce(schema, inner, value),
        _ if value.is_null() => Ok(Value::Null),
        TypeRef::List(inner) => match value {
            Value::Array(items) => items
                .into_iter()
                .map(|item| coerce(schema, inner, item))
                .collect(),
            // One value stands for a list of one.
            single => Ok(Value::Array(vec![coerce(schema, inner, single)?])),
        },
        TypeRef::Named(name) => named(schema, name, value),
    }
}

fn named(schema: &Schema, name: &str, value: Value) -> Result<Value, String> {
    match schema.find(name).map(|ty| &ty.kind) {
        Some(Kind::Scalar) => scalar(name, value),
        Some(Kind::Enum { values }) => {
            let known = values
                .iter()
                .any(|known| Some(known.name.as_str()) == value.as_str());
            if known {
                Ok(value)
            } else {
                Err(format!("{value} is no value of the enumeration {name}"))
            }
        }
        Some(Kind::Input { fields }) => match value {
            Value::Object(given) => inputs(schema, fields, given),
            other => Err(format!("expected an object of type {name}, found {other}")),
        },
        _ => Err(format!("{name} is no input type")),
    }
}

fn scalar(name: &str, value: Value) -> Result<Value, String> {
    let fits = match name {
        "Int" => value
            .as_i64()
            .is_some_and(|number| i32::try_from(number).is_ok()),
        "Float" => value.is_number(),
        "String" => value.is_string(),
        "Boolean" => value.is_boolean(),
        "ID" => value.is_string() || value.is_i64() || value.is_u64(),
        // Only its inventor knows what a scalar of a schema allows.
        _ => true,
    };
    match (fits, name, &value) {
        (false, ..) => Err(format!("expected a value of type {name}, found {value}")),
        (true, "ID", Value::Number(number)) => Ok(number.to_string().into()),
        _ => Ok(value),
    }
}

/// Makes given values those of arguments, or of the fields of an input object.
pub(crate) fn inputs(
    schema: &Schema,
    declared: &[Input],
    mut given: Map<String, Value>,
) -> Result<Value, String> {
    let mut values = Map::new();
    for input in declared {
        match given.remove(&input.name).or_else(|| input.default.clone()) {
            Some(value) => {
                let value = coerce(schema, &input.value, value)
                    .map_err(|reason| format!("`{}`: {reason}", input.name))?;
                values.insert(input.name.clone(), value);
            }
            None if matches!(input.value, TypeRef::NonNull(_)) => {
                return Err(format!(
                    "`{}` of type {} is missing",
                    input.name, input.value
                ));
            }
            None => {}
        }
    }
    match given.keys().next() {
        Some(unknown) => Err(format!("`{unknown}` is not known here")),
        None => Ok(Value::Object(values)),
    }
}
