//! Which functions there are. One table serves both the description that the host asks for and the calls.

use plugwright_plugin_sdk::Error;
use plugwright_plugin_sdk::template::{Function, Value};

use crate::Crypto;
use crate::arguments::Arguments;
use crate::functions::{digests, encodings, randomness, tokens};

/// A parameter of a function.
#[derive(Clone, Copy)]
pub(crate) struct Parameter {
    pub name: &'static str,
    pub meaning: &'static str,
    pub optional: bool,
}

/// A function of the template language.
pub(crate) struct Entry {
    pub name: &'static str,
    pub summary: &'static str,
    pub parameters: &'static [Parameter],
    pub run: fn(&Crypto, &Arguments<'_>) -> Result<Value, Error>,
}

impl Entry {
    /// The description for the host.
    pub(crate) fn describe(&self) -> Function {
        let function = Function::new(self.name, self.summary);
        self.parameters
            .iter()
            .fold(function, |function, parameter| {
                let add = if parameter.optional {
                    Function::with_optional
                } else {
                    Function::with
                };
                add(function, parameter.name, parameter.meaning)
            })
    }
}

/// A parameter that has to be given.
pub(crate) const fn required(name: &'static str, meaning: &'static str) -> Parameter {
    Parameter {
        name,
        meaning,
        optional: false,
    }
}

/// A parameter that may be left out.
pub(crate) const fn optional(name: &'static str, meaning: &'static str) -> Parameter {
    Parameter {
        name,
        meaning,
        optional: true,
    }
}

/// All functions.
pub(crate) fn entries() -> impl Iterator<Item = &'static Entry> {
    [
        digests::ENTRIES,
        encodings::ENTRIES,
        randomness::ENTRIES,
        tokens::ENTRIES,
    ]
    .into_iter()
    .flatten()
}

/// The function with this name.
pub(crate) fn find(name: &str) -> Option<&'static Entry> {
    entries().find(|entry| entry.name == name)
}
