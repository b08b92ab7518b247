//! Errors in the format of the specification (section 7.1.2).

use graphql_parser::Pos;
use serde::Serialize;

/// An error in a client's document or variables.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct GraphqlError {
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Location {
    line: usize,
    column: usize,
}

impl GraphqlError {
    /// An error without a place in the document.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            locations: Vec::new(),
        }
    }

    /// An error at a place in the document.
    pub(crate) fn at(position: Pos, message: impl Into<String>) -> Self {
        let location = Location {
            line: position.line,
            column: position.column,
        };
        Self {
            message: message.into(),
            locations: vec![location],
        }
    }

    /// The parser's error, whose text ends in a list of what was expected.
    pub(crate) fn syntax(error: &graphql_parser::query::ParseError) -> Self {
        let text = error.to_string();
        let message = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            message,
            locations: location(&text).into_iter().collect(),
        }
    }
}

/// The place that the parser names as `Parse error at 3:7`.
fn location(text: &str) -> Option<Location> {
    let (_, rest) = text.split_once("error at ")?;
    let (line, rest) = rest.split_once(':')?;
    let column: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(Location {
        line: line.parse().ok()?,
        column: column.parse().ok()?,
    })
}
