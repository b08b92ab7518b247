//! Reads the arguments of a call: the function's own, then `locale` where it has one, then `key`.

use std::fmt::Write as _;

use plugwright_fake_data::Locale;
use plugwright_fake_data::date::Moment;
use plugwright_plugin_sdk::Error;
use plugwright_plugin_sdk::template::Value;

use crate::catalogue::Entry;

/// The arguments of a call. What is null counts as left out.
pub(crate) struct Arguments<'a> {
    entry: &'static Entry,
    values: &'a [Value],
}

impl<'a> Arguments<'a> {
    /// Refuses arguments that nobody would read.
    pub(crate) fn new(entry: &'static Entry, values: &'a [Value]) -> Result<Self, Error> {
        if values.len() > entry.arity() {
            let message = format!(
                "{} takes at most {} arguments, not {}",
                entry.name,
                entry.arity(),
                values.len()
            );
            return Err(Error::caller("too-many-arguments", message));
        }
        Ok(Self { entry, values })
    }

    pub(crate) fn locale(&self) -> Result<Option<&'static Locale>, Error> {
        if !self.entry.localised {
            return Ok(None);
        }
        let at = self.entry.parameters.len();
        self.read(at, "a language: en, de, fr or ja", |value| {
            Locale::find(value.as_text()?)
        })
    }

    pub(crate) fn integer(&self, at: usize) -> Result<Option<i64>, Error> {
        self.read(at, "a whole number", Value::as_integer)
    }

    pub(crate) fn number(&self, at: usize) -> Result<Option<f64>, Error> {
        self.read(at, "a finite number", |value| {
            value.as_number().filter(|number| number.is_finite())
        })
    }

    pub(crate) fn text(&self, at: usize) -> Result<Option<&'a str>, Error> {
        self.read(at, "a text", Value::as_text)
    }

    pub(crate) fn moment(&self, at: usize) -> Result<Option<Moment>, Error> {
        let expected = "a date (2024-02-29) or a time (2024-02-29T12:30:00Z)";
        self.read(at, expected, |value| Moment::parse(value.as_text()?))
    }

    /// A count of things to make, within bounds that keep answers small.
    pub(crate) fn count(&self, at: usize, default: usize, most: usize) -> Result<usize, Error> {
        let expected = format!("a whole number from 0 to {most}");
        let within = |value: &Value| {
            usize::try_from(value.as_integer()?)
                .ok()
                .filter(|count| *count <= most)
        };
        Ok(self.read(at, &expected, within)?.unwrap_or(default))
    }

    /// The elements of a list.
    pub(crate) fn list(&self, at: usize) -> Result<Option<Vec<serde_json::Value>>, Error> {
        self.read(at, "a list with at least one element", |value| {
            let Value::Json(json) = value else {
                return None;
            };
            serde_json::from_str(json)
                .ok()
                .filter(|list: &Vec<_>| !list.is_empty())
        })
    }

    /// The arguments as a text that tells any two lists of them apart. The locale counts like the others.
    pub(crate) fn identity(&self) -> String {
        self.values.iter().fold(String::new(), |mut text, value| {
            // Writing to a text cannot fail.
            let _ = write!(text, "{value:?};");
            text
        })
    }

    /// The error for an argument that does not fit.
    pub(crate) fn invalid(&self, at: usize, expected: &str) -> Error {
        let name = self
            .entry
            .parameters
            .get(at)
            .map_or("locale", |(name, _)| name);
        let message = format!("{}: `{name}` must be {expected}", self.entry.name);
        Error::caller("invalid-argument", message)
    }

    fn read<T>(
        &self,
        at: usize,
        expected: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        match self.values.get(at) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value)
                .map(Some)
                .ok_or_else(|| self.invalid(at, expected)),
        }
    }
}
