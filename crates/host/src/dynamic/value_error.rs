//! What is wrong with an argument: where it is, what is expected there, and what was found.
//!
//! The path is put together while the error travels outwards, so that a good value pays nothing for it.

use std::fmt::{self, Write as _};

use super::describe::Brief;
use super::value_type::ValueType;

/// An argument that does not fit its parameter. The caller's fault.
#[derive(Debug)]
pub(crate) struct ValueError(Box<Located>);

#[derive(Debug)]
struct Located {
    /// From the inside out.
    path: Vec<Step>,
    problem: Problem,
}

#[derive(Debug)]
enum Step {
    Argument(usize),
    Index(usize),
    Name(Box<str>),
}

#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("expected {expected}, got {got}")]
    Mismatch { expected: String, got: String },
    #[error("{value} is out of range for {expected}")]
    OutOfRange {
        expected: &'static str,
        value: String,
    },
    #[error("expected {expected} {what}, got {got}")]
    Count {
        what: &'static str,
        expected: usize,
        got: usize,
    },
    #[error("missing {}: {}", plural("field", .0), quoted(.0))]
    MissingFields(Vec<Box<str>>),
    #[error("unknown {what} `{name}`{}", suggestion(.nearest.as_deref(), .known))]
    Unknown {
        what: &'static str,
        name: String,
        nearest: Option<Box<str>>,
        known: Vec<Box<str>>,
    },
    #[error("{what} `{name}` is given twice")]
    Duplicate { what: &'static str, name: String },
    #[error("case `{0}` has no payload")]
    NoPayload(Box<str>),
    #[error("case `{case}` needs a payload: {expected}")]
    PayloadMissing { case: Box<str>, expected: String },
    #[error("not valid base64: {0}")]
    Base64(String),
    #[error("{0} cannot be passed in a dynamic call; use a typed call")]
    Unsupported(&'static str),
    #[error("{0}")]
    Handle(String),
    #[error("not valid WAVE: {0}")]
    Syntax(String),
}

impl ValueError {
    fn new(problem: Problem) -> Self {
        Self(Box::new(Located {
            path: Vec::new(),
            problem,
        }))
    }

    /// The stable code of this kind of error.
    pub(crate) fn code(&self) -> &'static str {
        match self.0.problem {
            Problem::Handle(_) => "PW-ARGUMENT-HANDLE",
            Problem::Unsupported(_) => "PW-ARGUMENT-UNSUPPORTED",
            Problem::Syntax(_) => "PW-ARGUMENT-SYNTAX",
            _ => "PW-ARGUMENT-TYPE",
        }
    }

    pub(crate) fn mismatch(expected: &ValueType, got: impl Into<String>) -> Self {
        Self::expected(Brief(expected).to_string(), got)
    }

    pub(crate) fn expected(expected: impl Into<String>, got: impl Into<String>) -> Self {
        Self::new(Problem::Mismatch {
            expected: expected.into(),
            got: got.into(),
        })
    }

    pub(crate) fn out_of_range(expected: &'static str, value: impl Into<String>) -> Self {
        Self::new(Problem::OutOfRange {
            expected,
            value: value.into(),
        })
    }

    pub(crate) fn count(what: &'static str, expected: usize, got: usize) -> Self {
        Self::new(Problem::Count {
            what,
            expected,
            got,
        })
    }

    pub(crate) fn missing_fields(names: Vec<Box<str>>) -> Self {
        Self::new(Problem::MissingFields(names))
    }

    pub(crate) fn unknown<'a>(
        what: &'static str,
        name: &str,
        known: impl Iterator<Item = &'a str>,
    ) -> Self {
        let known: Vec<Box<str>> = known.map(Box::from).collect();
        Self::new(Problem::Unknown {
            what,
            name: excerpt(name),
            nearest: nearest(name, &known),
            known,
        })
    }

    pub(crate) fn duplicate(what: &'static str, name: &str) -> Self {
        Self::new(Problem::Duplicate {
            what,
            name: excerpt(name),
        })
    }

    pub(crate) fn no_payload(case: &str) -> Self {
        Self::new(Problem::NoPayload(case.into()))
    }

    pub(crate) fn payload_missing(case: &str, expected: &ValueType) -> Self {
        Self::new(Problem::PayloadMissing {
            case: case.into(),
            expected: Brief(expected).to_string(),
        })
    }

    pub(crate) fn base64(reason: impl fmt::Display) -> Self {
        Self::new(Problem::Base64(reason.to_string()))
    }

    pub(crate) fn unsupported(kind: &'static str) -> Self {
        Self::new(Problem::Unsupported(kind))
    }

    pub(crate) fn handle(reason: impl Into<String>) -> Self {
        Self::new(Problem::Handle(reason.into()))
    }

    pub(crate) fn syntax(reason: impl fmt::Display) -> Self {
        Self::new(Problem::Syntax(reason.to_string()))
    }

    pub(crate) fn in_argument(self, index: usize) -> Self {
        self.within(Step::Argument(index))
    }

    pub(crate) fn at_index(self, index: usize) -> Self {
        self.within(Step::Index(index))
    }

    pub(crate) fn at_name(self, name: &str) -> Self {
        self.within(Step::Name(name.into()))
    }

    /// A place in a tuple, written as Rust writes it: `.1`.
    pub(crate) fn at_position(self, index: usize) -> Self {
        self.within(Step::Name(index.to_string().into()))
    }

    fn within(mut self, step: Step) -> Self {
        self.0.path.push(step);
        self
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, step) in self.0.path.iter().rev().enumerate() {
            match step {
                Step::Argument(index) => write!(f, "arguments[{index}]")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Name(name) if depth == 0 => f.write_str(name)?,
                Step::Name(name) => write!(f, ".{name}")?,
            }
        }
        if !self.0.path.is_empty() {
            f.write_str(": ")?;
        }
        self.0.problem.fmt(f)
    }
}

impl std::error::Error for ValueError {}

/// The known name that was probably meant.
fn nearest(name: &str, known: &[Box<str>]) -> Option<Box<str>> {
    let name = name.get(..64).unwrap_or(name);
    let (score, best) = known
        .iter()
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (score >= 0.75).then(|| best.clone())
}

fn suggestion(nearest: Option<&str>, known: &[Box<str>]) -> String {
    match nearest {
        Some(name) => format!("; did you mean `{name}`?"),
        None if known.is_empty() => String::new(),
        None => format!("; known are {}", quoted(known)),
    }
}

fn quoted(names: &[Box<str>]) -> String {
    const SHOWN: usize = 12;
    let mut text = String::new();
    for (index, name) in names.iter().take(SHOWN).enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        text.push_str(separator);
        text.push('`');
        text.push_str(name);
        text.push('`');
    }
    if let Some(more) = names.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        // Writing to a String cannot fail.
        let _ = write!(text, " and {more} more");
    }
    text
}

fn plural(noun: &str, names: &[Box<str>]) -> String {
    let ending = if names.len() == 1 { "" } else { "s" };
    format!("{noun}{ending}")
}

/// What a caller wrote, short enough for a message.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}
