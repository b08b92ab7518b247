//! Reads the arguments of a call and refuses those that do not fit.

use plugwright_plugin_sdk::Error;
use plugwright_plugin_sdk::template::Value;

use crate::catalogue::Entry;
use crate::encoding::Encoding;

/// The arguments of a call. What is null counts as left out.
pub(crate) struct Arguments<'a> {
    entry: &'static Entry,
    values: &'a [Value],
}

impl<'a> Arguments<'a> {
    /// Refuses arguments that nobody would read.
    pub(crate) fn new(entry: &'static Entry, values: &'a [Value]) -> Result<Self, Error> {
        let most = entry.parameters.len();
        if values.len() > most {
            let message = format!(
                "{} takes at most {most} arguments, not {}",
                entry.name,
                values.len()
            );
            return Err(Error::caller("too-many-arguments", message));
        }
        Ok(Self { entry, values })
    }

    /// The text that a function works on. Numbers and truth values count as the text that a template shows.
    pub(crate) fn text(&self, at: usize) -> Result<String, Error> {
        match self.values.get(at) {
            Some(Value::Text(text) | Value::Json(text)) => Ok(text.clone()),
            Some(Value::Integer(number)) => Ok(number.to_string()),
            Some(Value::Number(number)) => Ok(number.to_string()),
            Some(Value::Boolean(truth)) => Ok(truth.to_string()),
            Some(Value::Null) | None => Err(self.invalid(at, "given")),
        }
    }

    /// A text that may be left out.
    pub(crate) fn optional_text(&self, at: usize) -> Result<Option<String>, Error> {
        if self.is_missing(at) {
            Ok(None)
        } else {
            self.text(at).map(Some)
        }
    }

    /// How the result is written; hexadecimal digits if nothing is said.
    pub(crate) fn encoding(&self, at: usize) -> Result<Encoding, Error> {
        let Some(name) = self.optional_text(at)? else {
            return Ok(Encoding::Hex);
        };
        Encoding::find(&name).ok_or_else(|| self.invalid(at, "hex, base64 or base64url"))
    }

    pub(crate) fn integer(&self, at: usize, default: i64) -> Result<i64, Error> {
        if self.is_missing(at) {
            return Ok(default);
        }
        let number = self.values.get(at).and_then(Value::as_integer);
        number.ok_or_else(|| self.invalid(at, "a whole number"))
    }

    /// A length, within bounds that keep answers small.
    pub(crate) fn length(&self, at: usize, default: usize) -> Result<usize, Error> {
        const MOST: usize = 65_536;
        let length = self.integer(at, i64::try_from(default).unwrap_or(i64::MAX))?;
        let length = usize::try_from(length)
            .ok()
            .filter(|length| *length <= MOST);
        length.ok_or_else(|| self.invalid(at, "a whole number from 0 to 65536"))
    }

    /// The error for an argument that does not fit. It never quotes the argument, which may be a secret.
    pub(crate) fn invalid(&self, at: usize, expected: &str) -> Error {
        let name = self
            .entry
            .parameters
            .get(at)
            .map_or("", |parameter| parameter.name);
        Error::caller(
            "invalid-argument",
            format!("{}: `{name}` must be {expected}", self.entry.name),
        )
    }

    fn is_missing(&self, at: usize) -> bool {
        matches!(self.values.get(at), None | Some(Value::Null))
    }
}
