//! Files that an operator writes: read strictly, with the place of each mistake.
//!
//! A policy that is silently misread is worse than none, so a misspelt key, a key that is given twice, an alias or a second
//! document is an error that says where it is and what was probably meant. YAML by `serde-saphyr`, whose errors are typed and carry
//! positions, with budgets that it keeps while it parses; JSON is YAML as well.

mod mistake;

pub(crate) use mistake::printable;
pub use mistake::{Mistake, MistakeKind};

use serde::de::DeserializeOwned;
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::MergeKeyPolicy;
use serde_saphyr::{Error, Location, Options, budget, options};

/// The most bytes of a file.
pub(crate) const MAX_BYTES: usize = 256 * 1024;
/// The most levels of nesting.
const MAX_DEPTH: usize = 16;
/// The most values in a file.
const MAX_NODES: usize = 20_000;
const SECOND_DOCUMENT: &str =
    "the file has a second document; remove the `---` and what follows it";

/// Reads one document; `file` is what messages call it.
pub(crate) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Mistake> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MAX_BYTES {
        let message = "the file has more than 256 KiB";
        return Err(Mistake::new(file, MistakeKind::Limit, message));
    }
    serde_saphyr::from_str_with_options(text, strict()).map_err(|error| explain(file, &error))
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
        reject_unsupported_tags: true,
        strict_booleans: true,
        with_snippet: false,
    }
}

fn explain(file: &str, error: &Error) -> Mistake {
    let error = error.without_snippet();
    let (kind, message) = describe(error);
    Mistake::new(file, kind, message).at(error.location())
}

fn describe(error: &Error) -> (MistakeKind, String) {
    match error {
        Error::SerdeUnknownField {
            field, expected, ..
        } => (
            MistakeKind::UnknownKey,
            format!(
                "there is no key `{field}` here; {}",
                mistake::hint(field, expected)
            ),
        ),
        Error::SerdeUnknownVariant {
            variant, expected, ..
        } => (
            MistakeKind::Value,
            format!(
                "`{variant}` is not known here; {}",
                mistake::hint(variant, expected)
            ),
        ),
        Error::SerdeMissingField { field, .. } => (
            MistakeKind::MissingKey,
            format!("the key `{field}` is missing; add it"),
        ),
        Error::DuplicateMappingKey { key, .. } => (
            MistakeKind::DuplicateKey,
            format!(
                "the key `{}` is given twice; remove one of the two",
                key.as_deref().unwrap_or("?")
            ),
        ),
        Error::Budget { breach, .. } => (MistakeKind::Limit, explain_breach(breach).to_owned()),
        Error::MergeKeyNotAllowed { .. } => (
            MistakeKind::Limit,
            "merge keys (`<<`) are not allowed; write the keys out".to_owned(),
        ),
        Error::MultipleDocuments { .. } => (MistakeKind::Limit, SECOND_DOCUMENT.to_owned()),
        Error::Eof { .. }
        | Error::ExternalMessage { .. }
        | Error::ContainerEndMismatch { .. }
        | Error::UnexpectedSequenceEnd { .. }
        | Error::UnexpectedMappingEnd { .. }
        | Error::FoldedBlockScalarMustIndentContent { .. }
        | Error::IndentationError { .. } => (MistakeKind::Syntax, without_location(error)),
        _ => (MistakeKind::Value, without_location(error)),
    }
}

fn explain_breach(breach: &BudgetBreach) -> &'static str {
    match breach {
        BudgetBreach::Aliases { .. } | BudgetBreach::Anchors { .. } => {
            "anchors and aliases are not allowed; write the value out"
        }
        BudgetBreach::Depth { .. } => "the file is nested more than 16 levels deep",
        BudgetBreach::Documents { .. } => SECOND_DOCUMENT,
        _ => "the file has more than 20,000 values or 256 KiB",
    }
}

/// The position stands in front of our messages already.
fn without_location(error: &Error) -> String {
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message.get(..end).unwrap_or(&message).to_owned()
}

/// A position that the parser knows.
fn known(location: Location) -> Option<(u64, u64)> {
    (location != Location::UNKNOWN).then(|| (location.line(), location.column()))
}
