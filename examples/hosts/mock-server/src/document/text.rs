//! From text to a JSON tree, for both notations that OpenAPI allows.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Place};

/// YAML that needs more than this many events is no API description, but an attack or a mistake. The largest public
/// description that we know of has four million.
const MOST_YAML_EVENTS: usize = 20_000_000;
const DEEPEST_YAML: usize = 256;

pub(crate) fn parse(file: &Path, text: &str) -> Result<Value, Error> {
    let text = text.trim_start_matches('\u{feff}');
    let parsed = if is_json(text) {
        from_json(text)
    } else {
        from_yaml(text)
    };
    parsed.map_err(|(place, reason)| Error::document(file, place, reason))
}

/// JSON is a subset of YAML, but its own parser is many times faster.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, (Place, String)> {
    serde_json::from_str(text).map_err(|error| {
        let place = Place::position(error.line(), error.column());
        (place, without_position(&error.to_string()))
    })
}

pub(crate) fn from_yaml<T: DeserializeOwned>(text: &str) -> Result<T, (Place, String)> {
    serde_saphyr::from_str_with_options(text, yaml_options()).map_err(|error| {
        let place = error
            .location()
            .map(|at| Place::position(whole(at.line()), whole(at.column())))
            .unwrap_or_default();
        (place, first_line(&error.without_snippet().to_string()))
    })
}

fn yaml_options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: MOST_YAML_EVENTS,
            max_nodes: MOST_YAML_EVENTS,
            max_depth: DEEPEST_YAML,
        },
    }
}

fn whole(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The position is told once, by [`Place`].
fn without_position(message: &str) -> String {
    message
        .rsplit_once(" at line ")
        .map_or(message, |(head, _)| head)
        .to_owned()
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}
