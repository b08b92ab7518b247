//! A value of any WIT type, in a form that belongs neither to the host nor to JSON: what was sent is compared with what came
//! back by rules of our own.

use wit_parser::TypeId;

/// A value. Fields, elements and cases go by their position.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Bool(bool),
    Int(i128),
    F32(f32),
    F64(f64),
    Char(char),
    String(String),
    /// Records, tuples and all lists.
    Sequence(Vec<Value>),
    Map(Vec<(Value, Value)>),
    /// Variants and enums.
    Case(usize, Option<Box<Value>>),
    Flags(Vec<bool>),
    Option(Option<Box<Value>>),
    Result(Result<Option<Box<Value>>, Option<Box<Value>>>),
    Handle(Handle),
}

/// A resource in a value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Handle {
    /// The type that declares it, no alias.
    pub(crate) resource: TypeId,
    /// Whether it changes hands.
    pub(crate) is_owned: bool,
    /// The session's number for it, once there is one.
    pub(crate) number: Option<u32>,
}

impl Value {
    /// Whether both are the same for the component model: floats by their bits, except that every NaN is the same; maps in
    /// any order; resources by their type, as a new number says nothing about the object.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::F32(a), Self::F32(b)) => a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(),
            (Self::F64(a), Self::F64(b)) => a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(),
            (Self::Char(a), Self::Char(b)) => a == b,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Sequence(a), Self::Sequence(b)) => are_same(a, b),
            (Self::Map(a), Self::Map(b)) => a.len() == b.len() && a.iter().all(|e| has(b, e)),
            (Self::Case(a, x), Self::Case(b, y)) => {
                a == b && is_same_payload(x.as_deref(), y.as_deref())
            }
            (Self::Flags(a), Self::Flags(b)) => a == b,
            (Self::Option(a), Self::Option(b))
            | (Self::Result(Ok(a)), Self::Result(Ok(b)))
            | (Self::Result(Err(a)), Self::Result(Err(b))) => {
                is_same_payload(a.as_deref(), b.as_deref())
            }
            (Self::Handle(a), Self::Handle(b)) => a.resource == b.resource,
            _ => false,
        }
    }

    /// All resources in it.
    pub(crate) fn handles(&mut self) -> Vec<&mut Handle> {
        match self {
            Self::Handle(handle) => vec![handle],
            Self::Sequence(items) => items.iter_mut().flat_map(Self::handles).collect(),
            Self::Map(entries) => {
                let both = entries.iter_mut().flat_map(|(key, value)| [key, value]);
                both.flat_map(Self::handles).collect()
            }
            Self::Case(_, payload)
            | Self::Option(payload)
            | Self::Result(Ok(payload) | Err(payload)) => {
                payload.iter_mut().flat_map(|it| it.handles()).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Whether two lists of values are the same.
pub(crate) fn are_same(a: &[Value], b: &[Value]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_same(b))
}

fn has(entries: &[(Value, Value)], (key, value): &(Value, Value)) -> bool {
    let found = entries.iter().find(|(known, _)| known.is_same(key));
    found.is_some_and(|(_, known)| known.is_same(value))
}

fn is_same_payload(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.is_same(b),
        (None, None) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_that_lost_its_sign_is_another_value_and_a_nan_is_any_nan() {
        assert!(!Value::F64(0.0).is_same(&Value::F64(-0.0)));
        assert!(Value::F64(f64::NAN).is_same(&Value::F64(f64::from_bits(0x7ff8_0000_0000_0001))));
        assert!(!Value::F32(f32::NAN).is_same(&Value::F32(f32::INFINITY)));
    }

    #[test]
    fn maps_have_no_order_and_lists_do() {
        let entry = |key: i128| (Value::Int(key), Value::Bool(true));
        assert!(
            Value::Map(vec![entry(1), entry(2)]).is_same(&Value::Map(vec![entry(2), entry(1)]))
        );
        let list = |items: [i128; 2]| Value::Sequence(items.map(Value::Int).to_vec());
        assert!(!list([1, 2]).is_same(&list([2, 1])));
    }

    #[test]
    fn nothing_inside_something_is_not_nothing() {
        let none = Value::Option(None);
        let some_none = Value::Option(Some(Box::new(none.clone())));
        assert!(!none.is_same(&some_none));
    }
}
