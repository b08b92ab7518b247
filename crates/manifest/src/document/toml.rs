//! TOML into the tree.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{
    Fail, Key, Literal, MAX_DEPTH, MAX_NODES, Node, Position, Problem, Reading, Value, check_size,
};

/// Reads a TOML document.
pub(crate) fn parse_toml(text: &str) -> Result<Node, Fail> {
    check_size(text)?;
    let table = DeTable::parse(text).map_err(|error| explain(&error, text))?;
    let mut reader = Reader::new(text);
    let entries = reader.read_table(table.into_inner(), 1)?;
    Ok(Node {
        at: Position::START,
        value: Value::Map(entries),
    })
}

fn explain(error: &toml::de::Error, text: &str) -> Fail {
    let at = error
        .span()
        .map_or(Position::START, |span| Lines::new(text).position(&span));
    let problem = match error.message() {
        "duplicate key" => {
            let key = error
                .span()
                .and_then(|span| text.get(span))
                .unwrap_or_default();
            Problem::DuplicateKey(key.to_owned())
        }
        message => Problem::Syntax(message.to_owned()),
    };
    Fail::at(at, problem)
}

struct Reader {
    lines: Lines,
    nodes: usize,
}

impl Reader {
    fn new(text: &str) -> Self {
        Self {
            lines: Lines::new(text),
            nodes: 0,
        }
    }

    fn read_table(&mut self, table: DeTable<'_>, depth: usize) -> Result<Vec<(Key, Node)>, Fail> {
        let mut entries = Vec::new();
        for (key, value) in table {
            let key = Key {
                at: self.lines.position(&key.span()),
                text: key.into_inner().into_owned(),
            };
            let node = self.read(value, depth).map_err(|fail| fail.or_at(key.at))?;
            entries.push((key, node));
        }
        // The parser sorts by name; people read from the top.
        entries.sort_by_key(|(key, _)| (key.at.line, key.at.column));
        Ok(entries)
    }

    fn read(&mut self, value: Spanned<DeValue<'_>>, depth: usize) -> Result<Node, Fail> {
        let at = self.lines.position(&value.span());
        self.nodes += 1;
        if depth > MAX_DEPTH {
            return Err(Fail::at(
                at,
                Problem::Limit("the file is nested more than 16 levels deep"),
            ));
        }
        if self.nodes > MAX_NODES {
            return Err(Fail::at(
                at,
                Problem::Limit("the file has more than 20,000 values or 256 KiB"),
            ));
        }
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Boolean(value) => literal(Reading::Bool(value)),
            DeValue::Integer(number) => literal(read_integer(number.as_str(), number.radix(), at)?),
            DeValue::Float(number) => literal(read_float(number.as_str(), at)?),
            DeValue::Datetime(time) => Value::Text(time.to_string()),
            DeValue::Array(items) => {
                let items = items.into_iter().map(|item| self.read(item, depth + 1));
                Value::List(items.collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => Value::Map(self.read_table(table, depth + 1)?),
        };
        Ok(Node { at, value })
    }
}

fn literal(reading: Reading) -> Value {
    Value::Literal(Literal {
        reading,
        text: None,
    })
}

fn read_integer(digits: &str, radix: u32, at: Position) -> Result<Reading, Fail> {
    let unsigned = u64::from_str_radix(digits, radix).map(Reading::Unsigned);
    unsigned
        .or_else(|_| i64::from_str_radix(digits, radix).map(Reading::Negative))
        .map_err(|_| Fail::at(at, Problem::Value("the number is too large".to_owned())))
}

fn read_float(text: &str, at: Position) -> Result<Reading, Fail> {
    text.parse()
        .map(Reading::Float)
        .map_err(|_| Fail::at(at, Problem::Value("the number is malformed".to_owned())))
}

/// Where lines begin, to turn byte offsets into positions. Columns count characters.
struct Lines {
    text: String,
    starts: Vec<usize>,
}

impl Lines {
    fn new(text: &str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text: text.to_owned(),
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    fn position(&self, span: &Range<usize>) -> Position {
        let line = self.starts.partition_point(|&start| start <= span.start);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..span.start).unwrap_or_default();
        Position {
            line: line as u64,
            column: before.chars().count() as u64 + 1,
        }
    }
}
