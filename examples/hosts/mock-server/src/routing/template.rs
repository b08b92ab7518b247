//! Path templates of OpenAPI, with what authors write beyond the specification: parameters inside of segments, values
//! that span segments (`{path+}`, `{+path}`, `{path*}`, `{path:.*}`), conditions on the query (`/list?type=a`).

use std::fmt;
use std::ops::Range;

use percent_encoding::percent_decode_str;

use super::segment::{Piece, SegmentPattern};

/// A parsed path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate {
    text: String,
    segments: Vec<Segment>,
    names: Vec<String>,
    query: Vec<QueryCondition>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    Literal(String),
    Parameter,
    Pattern(SegmentPattern),
    /// One or more whole segments.
    Rest,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct QueryCondition {
    name: String,
    /// The value it must have; none if any will do.
    value: Option<String>,
}

/// Why a text is no path template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A path begins with `/`.
    #[error("it does not begin with `/`")]
    NotAbsolute,
    /// `{` and `}` do not match.
    #[error("its braces do not match")]
    Unbalanced,
    /// `{}` names nothing.
    #[error("a parameter has no name")]
    Unnamed,
    /// More than one parameter may hold slashes: where the one ends would be a guess.
    #[error("more than one parameter spans segments")]
    SeveralRests,
}

impl PathTemplate {
    /// Parses a template. `spans` says whether the value of a parameter may hold slashes.
    ///
    /// # Errors
    /// [`TemplateError`] if the text is no template.
    pub fn parse(text: &str, spans: &dyn Fn(&str) -> bool) -> Result<Self, TemplateError> {
        let path = text.strip_prefix('/').ok_or(TemplateError::NotAbsolute)?;
        // Descriptions of RPC-like services tell operations of one path apart by a query, or by a fragment that
        // stands for a parameter wherever it is sent: `/#Action=DescribeHosts`, `/#X-Amz-Target=Logs.PutEvents`.
        // A fragment that goes on with segments is a part of the path, of which clients encode the `#`.
        let fragment = outside_braces(path, '#').filter(|at| !path[*at..].contains('/'));
        let (path, query) = match outside_braces(path, '?').or(fragment) {
            Some(at) => (&path[..at], query_conditions(&path[at + 1..])),
            None => (path, Vec::new()),
        };
        let mut names = Vec::new();
        let segments = split_segments(path)
            .into_iter()
            .map(|segment| parse_segment(segment, spans, &mut names))
            .collect::<Result<Vec<_>, _>>()?;
        if segments
            .iter()
            .filter(|segment| **segment == Segment::Rest)
            .count()
            > 1
        {
            return Err(TemplateError::SeveralRests);
        }
        Ok(Self {
            text: text.to_owned(),
            segments,
            names,
            query,
        })
    }

    /// The names of the parameters, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The template as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a request has the parameters that the template asks for beside its path; `has` says whether it has one
    /// of that name, and of that value if there is one. Nearly all templates ask for none.
    pub fn accepts(&self, has: impl Fn(&str, Option<&str>) -> bool) -> bool {
        self.query
            .iter()
            .all(|condition| has(&condition.name, condition.value.as_deref()))
    }

    /// How much the template asks of the query.
    pub(super) fn query_conditions(&self) -> usize {
        self.query.len()
    }

    pub(super) fn segments(&self) -> &[Segment] {
        &self.segments
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A `/` inside of braces (`{name=projects/*}`) belongs to the parameter.
fn split_segments(path: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    let mut rest = path;
    while let Some(at) = outside_braces(rest, '/') {
        segments.push(&rest[..at]);
        rest = &rest[at + 1..];
    }
    segments.push(rest);
    segments
}

fn outside_braces(text: &str, wanted: char) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, char)| {
        match char {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if char == wanted && depth == 0 => return Some(at),
            _ => {}
        }
        None
    })
}

fn parse_segment(
    segment: &str,
    spans: &dyn Fn(&str) -> bool,
    names: &mut Vec<String>,
) -> Result<Segment, TemplateError> {
    let mut pieces = Vec::new();
    let mut spanning = false;
    let mut rest = segment;
    while !rest.is_empty() {
        let open = rest.find(['{', '}']).unwrap_or(rest.len());
        if open > 0 {
            pieces.push(Piece::Literal(decode(&rest[..open])));
            rest = &rest[open..];
            continue;
        }
        let close = closing_brace(rest).ok_or(TemplateError::Unbalanced)?;
        let (name, marked) = parameter_name(&rest[1..close])?;
        spanning |= marked || spans(name);
        names.push(name.to_owned());
        pieces.push(Piece::Parameter);
        rest = &rest[close + 1..];
    }
    Ok(match pieces.as_slice() {
        [] => Segment::Literal(String::new()),
        [Piece::Literal(text)] => Segment::Literal(text.clone()),
        [Piece::Parameter] if spanning => Segment::Rest,
        [Piece::Parameter] => Segment::Parameter,
        _ => Segment::Pattern(SegmentPattern::new(pieces)),
    })
}

/// The place of the brace that closes the one that the text begins with.
fn closing_brace(text: &str) -> Option<usize> {
    let range: Range<usize> = 1..text.find('}')?;
    let inside = text.get(range.clone())?;
    (text.starts_with('{') && !inside.contains('{')).then_some(range.end)
}

/// A name, and whether its notation says that the value may hold slashes.
fn parameter_name(inside: &str) -> Result<(&str, bool), TemplateError> {
    let inside = inside.trim();
    let (name, pattern) = inside.split_once([':', '=']).unwrap_or((inside, ""));
    let bare = name
        .trim_start_matches(['+', '*'])
        .trim_end_matches(['+', '*']);
    if bare.is_empty() {
        return Err(TemplateError::Unnamed);
    }
    Ok((
        bare,
        bare.len() != name.len() || pattern.contains('*') || pattern.contains(".+"),
    ))
}

fn query_conditions(query: &str) -> Vec<QueryCondition> {
    let condition = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let value = (!value.is_empty() && !value.starts_with('{')).then(|| decode(value));
        QueryCondition {
            name: decode(name),
            value,
        }
    };
    // `{?a,b}` and `{&a}` of RFC 6570 stand inside of braces and never come here.
    query
        .split(['&', '#'])
        .filter(|part| !part.is_empty() && !part.starts_with('{'))
        .map(condition)
        .collect()
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
