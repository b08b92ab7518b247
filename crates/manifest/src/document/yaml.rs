//! YAML into the tree.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::{MergeKeyPolicy, NonFiniteFloatPolicy};
use serde_saphyr::{Location, Options, Spanned, budget, options};

use super::{
    Fail, Key, Literal, MAX_BYTES, MAX_DEPTH, MAX_NODES, Node, Position, Problem, Reading, Value,
    check_size,
};

/// Reads one YAML document.
pub(crate) fn parse_yaml(text: &str) -> Result<Node, Fail> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    check_size(text)?;
    let tree: Spanned<Tree> =
        serde_saphyr::from_str_with_options(text, strict()).map_err(|error| explain(&error))?;
    Ok(into_node(tree, text))
}

fn strict() -> Options {
    options! {
        budget: budget! {
            max_events: 3 * MAX_NODES,
            max_nodes: MAX_NODES,
            max_depth: MAX_DEPTH,
            max_total_scalar_bytes: MAX_BYTES,
            max_documents: 1,
            max_anchors: 0,
            max_aliases: 0,
        },
        merge_keys: MergeKeyPolicy::Error,
        // As texts, so that the type that wanted a number says what is wrong.
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        reject_unsupported_tags: true,
        strict_booleans: true,
        with_snippet: false,
    }
}

fn explain(error: &serde_saphyr::Error) -> Fail {
    let error = error.without_snippet();
    let location = error.location();
    let at = location.map_or(Position::START, position);
    let problem = match error {
        serde_saphyr::Error::Budget { breach, .. } => Problem::Limit(explain_breach(breach)),
        serde_saphyr::Error::DuplicateMappingKey { key: Some(key), .. } => {
            Problem::DuplicateKey(key.clone())
        }
        serde_saphyr::Error::MergeKeyNotAllowed { .. } => {
            Problem::Limit("merge keys (`<<`) are not allowed; write the keys out")
        }
        error => Problem::Syntax(without_location(&error.to_string())),
    };
    Fail::at(at, problem)
}

fn explain_breach(breach: &BudgetBreach) -> &'static str {
    match breach {
        BudgetBreach::Aliases { .. } | BudgetBreach::Anchors { .. } => {
            "anchors and aliases are not allowed; write the value out"
        }
        BudgetBreach::Depth { .. } => "the file is nested more than 16 levels deep",
        BudgetBreach::Documents { .. } => {
            "the file has a second document; remove the `---` and what follows it"
        }
        _ => "the file has more than 20,000 values or 256 KiB",
    }
}

/// The position stands in front of our messages already.
fn without_location(message: &str) -> String {
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message.get(..end).unwrap_or(message).to_owned()
}

fn position(location: Location) -> Position {
    Position {
        line: location.line(),
        column: location.column(),
    }
}

/// What the parser is asked for; its spans become positions and texts in [`into_node`].
enum Tree {
    Null,
    Text(String),
    Literal(Reading),
    List(Vec<Spanned<Tree>>),
    Map(Vec<(Spanned<String>, Spanned<Tree>)>),
}

fn into_node(tree: Spanned<Tree>, text: &str) -> Node {
    let value = match tree.value {
        Tree::Null => Value::Null,
        Tree::Text(content) => Value::Text(content),
        Tree::Literal(reading) => Value::Literal(Literal {
            reading,
            text: slice(text, tree.defined),
        }),
        Tree::List(items) => Value::List(
            items
                .into_iter()
                .map(|item| into_node(item, text))
                .collect(),
        ),
        Tree::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(key, value)| (into_key(key), into_node(value, text)))
                .collect(),
        ),
    };
    Node {
        at: position(tree.referenced),
        value,
    }
}

fn into_key(key: Spanned<String>) -> Key {
    Key {
        at: position(key.referenced),
        text: key.value,
    }
}

/// How a plain scalar was spelled.
fn slice(text: &str, location: Location) -> Option<String> {
    let span = location.span();
    let start = usize::try_from(span.byte_offset()?).ok()?;
    let length = usize::try_from(span.byte_len()?).ok()?;
    Some(
        text.get(start..start.checked_add(length)?)?
            .trim()
            .to_owned(),
    )
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Literal(Reading::Bool(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Literal(Reading::Unsigned(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Literal(
            u64::try_from(value).map_or(Reading::Negative(value), Reading::Unsigned),
        ))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Literal(Reading::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Tree::Map(map))
    }
}
