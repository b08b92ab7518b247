//! What went wrong in a file, before anyone has said which file it is.

use std::fmt;

use super::{Position, nearest};
use crate::quoted::{Quoted, printable};
use crate::{Error, Place};

/// A problem, its position as soon as it is known, and the keys that lead to it.
#[derive(Debug)]
pub(crate) struct Fail {
    pub(crate) at: Option<Position>,
    /// From the innermost key outwards.
    pub(crate) path: Vec<Step>,
    pub(crate) problem: Problem,
}

#[derive(Debug)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

impl Step {
    /// Whether it is this key.
    pub(crate) fn is_key(&self, key: &str) -> bool {
        matches!(self, Self::Key(own) if own == key)
    }
}

#[derive(Debug)]
pub(crate) enum Problem {
    /// The text is no YAML or TOML.
    Syntax(String),
    /// More than a limit allows; the text says what is allowed.
    Limit(&'static str),
    UnknownKey {
        key: String,
        known: Vec<&'static str>,
    },
    UnknownValue {
        value: String,
        known: &'static [&'static str],
    },
    DuplicateKey(String),
    MissingKey(&'static str),
    /// A value of the wrong type, or that its type refuses.
    Value(String),
}

impl Fail {
    pub(crate) fn at(at: Position, problem: Problem) -> Self {
        Self {
            at: Some(at),
            path: Vec::new(),
            problem,
        }
    }

    /// A value that does not fit the rest of the file.
    pub(crate) fn value(node: &super::Node, reason: impl Into<String>) -> Self {
        Self::at(node.at, Problem::Value(reason.into()))
    }

    /// Sets the position unless an inner value has set it.
    pub(super) fn or_at(mut self, at: Position) -> Self {
        self.at.get_or_insert(at);
        self
    }

    /// Adds the key or index that led to the problem.
    pub(crate) fn within(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }

    pub(crate) fn within_key(self, key: &str) -> Self {
        self.within(Step::Key(key.to_owned()))
    }

    /// The public error, for a file of this name.
    pub(crate) fn in_file(self, file: &str) -> Error {
        let path = self.path_text();
        let place = Place::new(file, self.at.unwrap_or(Position::START));
        match self.problem {
            Problem::Syntax(reason) => Error::Syntax {
                place,
                reason: clean(&reason),
            },
            Problem::Limit(reason) => Error::Limit { place, reason },
            Problem::UnknownKey { key, known } => Error::UnknownKey {
                place,
                key: Quoted::new(&join(&path, &key)),
                hint: nearest::hint(&key, &known),
            },
            Problem::UnknownValue { value, known } => Error::Value {
                place,
                key: Quoted::new(&path),
                reason: format!(
                    "{} is not known; {}",
                    Quoted::new(&value),
                    nearest::hint(&value, known)
                ),
            },
            Problem::DuplicateKey(key) => Error::DuplicateKey {
                place,
                key: Quoted::new(&join(&path, &key)),
            },
            Problem::MissingKey(key) => Error::MissingKey {
                place,
                key: Quoted::new(&join(&path, key)),
            },
            Problem::Value(reason) => Error::Value {
                place,
                key: Quoted::new(&path),
                reason: clean(&reason),
            },
        }
    }

    /// `capabilities.network.origins[1]`
    fn path_text(&self) -> String {
        let mut text = String::new();
        for step in self.path.iter().rev() {
            match step {
                Step::Key(key) if text.is_empty() => text.push_str(key),
                Step::Key(key) => text.extend([".", key]),
                Step::Index(index) => text.extend(["[", &index.to_string(), "]"]),
            }
        }
        if text.is_empty() {
            "the file".to_owned()
        } else {
            text
        }
    }
}

fn join(path: &str, key: &str) -> String {
    if path == "the file" {
        return key.to_owned();
    }
    format!("{path}.{key}")
}

/// A reason may quote the file: short and in ASCII, as everything that is quoted.
fn clean(reason: &str) -> String {
    printable(reason, 300)
}

impl fmt::Display for Fail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.problem)
    }
}

impl std::error::Error for Fail {}

impl serde::de::Error for Fail {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Problem::Value(message.to_string()).into()
    }

    fn invalid_type(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Problem::Value(format!("expected {expected}, found {found}")).into()
    }

    fn invalid_value(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Problem::Value(format!("expected {expected}, found {found}")).into()
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        let value = variant.to_owned();
        Problem::UnknownValue { value, known }.into()
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        let (key, known) = (field.to_owned(), known.to_vec());
        Problem::UnknownKey { key, known }.into()
    }

    fn missing_field(field: &'static str) -> Self {
        Problem::MissingKey(field).into()
    }

    /// Only two spellings of one key come here; the same spelling twice is found by the parser.
    fn duplicate_field(field: &'static str) -> Self {
        Problem::DuplicateKey(field.to_owned()).into()
    }
}

impl From<Problem> for Fail {
    fn from(problem: Problem) -> Self {
        Self {
            at: None,
            path: Vec::new(),
            problem,
        }
    }
}
