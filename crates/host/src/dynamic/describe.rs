//! Types as WIT text, for people: in full for the list of a plugin's functions, in brief for messages.

use std::fmt::{self, Display, Formatter};

use super::value_type::{Kind, ValueType};

/// A type in full: by its name where it has one, else spelt out.
pub(crate) struct Wit<'a>(pub(crate) &'a ValueType);

/// A type in a message: a few words, whatever its size.
pub(crate) struct Brief<'a>(pub(crate) &'a ValueType);

impl Display for Wit<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (&self.0.kind, &self.0.name) {
            (Kind::Borrow(_), Some(name)) => write!(f, "borrow<{name}>"),
            (_, Some(name)) => f.write_str(name),
            (kind, None) => spell_out(kind, f),
        }
    }
}

impl Display for Brief<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let word = match &self.0.kind {
            Kind::Record(_) => "record",
            Kind::Variant(_) => "variant",
            Kind::Enum(_) => "enum",
            Kind::Flags(_) => "flags",
            Kind::Own(_) | Kind::Borrow(_) => "resource",
            Kind::Tuple(types) => return write!(f, "tuple of {} values", types.len()),
            Kind::List(element) => return nested(f, "list", &[Some(element)]),
            Kind::Option(some) => return nested(f, "option", &[Some(some)]),
            Kind::Map(key, value) => return nested(f, "map", &[Some(key), Some(value)]),
            Kind::FixedLengthList(element, length) => {
                return write!(f, "list<{}, {length}>", Word(element));
            }
            Kind::Result(ok, err) => return nested(f, "result", &[ok.as_deref(), err.as_deref()]),
            kind => return spell_out(kind, f),
        };
        match &self.0.name {
            Some(name) => write!(f, "{word} `{name}`"),
            None => f.write_str(word),
        }
    }
}

/// A type inside another in a message.
struct Word<'a>(&'a ValueType);

impl Display for Word<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.0.name {
            return f.write_str(name);
        }
        match &self.0.kind {
            Kind::Record(_) => f.write_str("record"),
            Kind::Variant(_) => f.write_str("variant"),
            Kind::Enum(_) => f.write_str("enum"),
            Kind::Flags(_) => f.write_str("flags"),
            Kind::Tuple(_) => f.write_str("tuple"),
            Kind::List(_) | Kind::FixedLengthList(..) => f.write_str("list"),
            Kind::Option(_) => f.write_str("option"),
            Kind::Map(..) => f.write_str("map"),
            Kind::Result(..) => f.write_str("result"),
            kind => spell_out(kind, f),
        }
    }
}

fn nested(f: &mut Formatter<'_>, outer: &str, inner: &[Option<&ValueType>]) -> fmt::Result {
    let inner: Vec<String> = inner
        .iter()
        .map(|ty| ty.map_or_else(|| "_".to_owned(), |ty| Word(ty).to_string()))
        .collect();
    write!(f, "{outer}<{}>", inner.join(", "))
}

fn spell_out(kind: &Kind, f: &mut Formatter<'_>) -> fmt::Result {
    match kind {
        Kind::Bool => f.write_str("bool"),
        Kind::Number(number) => f.write_str(number.name()),
        Kind::Char => f.write_str("char"),
        Kind::String => f.write_str("string"),
        Kind::List(element) => write!(f, "list<{}>", Wit(element)),
        Kind::FixedLengthList(element, length) => write!(f, "list<{}, {length}>", Wit(element)),
        Kind::Map(key, value) => write!(f, "map<{}, {}>", Wit(key), Wit(value)),
        Kind::Option(some) => write!(f, "option<{}>", Wit(some)),
        Kind::Tuple(types) => {
            f.write_str("tuple<")?;
            separated(f, types, |ty, f| Wit(ty).fmt(f))?;
            f.write_str(">")
        }
        Kind::Result(ok, err) => spell_result(ok.as_deref(), err.as_deref(), f),
        Kind::Own(_) => f.write_str("own<resource>"),
        Kind::Borrow(_) => f.write_str("borrow<resource>"),
        Kind::Unsupported(name) => f.write_str(name),
        Kind::Record(_) | Kind::Variant(_) | Kind::Enum(_) | Kind::Flags(_) => {
            spell_definition(kind, f)
        }
    }
}

fn spell_definition(kind: &Kind, f: &mut Formatter<'_>) -> fmt::Result {
    match kind {
        Kind::Record(fields) => {
            f.write_str("record { ")?;
            separated(f, fields, |field, f| {
                write!(f, "{}: {}", field.name, Wit(&field.ty))
            })?;
        }
        Kind::Variant(cases) => {
            f.write_str("variant { ")?;
            separated(f, cases, |case, f| match &case.payload {
                Some(payload) => write!(f, "{}({})", case.name, Wit(payload)),
                None => f.write_str(&case.name),
            })?;
        }
        Kind::Enum(names) => {
            f.write_str("enum { ")?;
            separated(f, names, |name, f| f.write_str(name))?;
        }
        Kind::Flags(names) => {
            f.write_str("flags { ")?;
            separated(f, names, |name, f| f.write_str(name))?;
        }
        _ => return Ok(()),
    }
    f.write_str(" }")
}

fn spell_result(
    ok: Option<&ValueType>,
    err: Option<&ValueType>,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    match (ok, err) {
        (None, None) => f.write_str("result"),
        (Some(ok), None) => write!(f, "result<{}>", Wit(ok)),
        (None, Some(err)) => write!(f, "result<_, {}>", Wit(err)),
        (Some(ok), Some(err)) => write!(f, "result<{}, {}>", Wit(ok), Wit(err)),
    }
}

fn separated<T>(
    f: &mut Formatter<'_>,
    items: &[T],
    write: impl Fn(&T, &mut Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        write(item, f)?;
    }
    Ok(())
}
