//! Which functions there are. One table serves both the description that the host asks for and the calls.

use plugwright_fake_data::{Locale, Random};
use plugwright_plugin_sdk::Error;
use plugwright_plugin_sdk::template::{Function, Value};

use crate::arguments::Arguments;
use crate::functions::{numbers, people, places, texts, web};

/// Makes a value.
pub(crate) type Make = fn(&mut Random, &'static Locale, &Arguments<'_>) -> Result<Value, Error>;

/// A function of the template language.
pub(crate) struct Entry {
    pub name: &'static str,
    pub summary: &'static str,
    /// Its own parameters with their meaning; all may be left out.
    pub parameters: &'static [(&'static str, &'static str)],
    /// Whether its values differ from locale to locale. If so, it takes `locale` after its own parameters.
    pub localised: bool,
    pub make: Make,
}

impl Entry {
    /// The description for the host.
    pub(crate) fn describe(&self) -> Function {
        let function = Function::new(self.name, self.summary);
        let parameters = self
            .parameters
            .iter()
            .copied()
            .chain(self.shared_parameters());
        parameters.fold(function, |function, (name, meaning)| {
            function.with_optional(name, meaning)
        })
    }

    /// How many arguments it takes at most.
    pub(crate) fn arity(&self) -> usize {
        self.parameters.len() + self.shared_parameters().count()
    }

    fn shared_parameters(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let locale = self
            .localised
            .then_some(("locale", "en, de, fr or ja; by default the configured one"));
        locale.into_iter().chain([(
            "key",
            "any value: calls with different keys give different results",
        )])
    }
}

/// All functions.
pub(crate) fn entries() -> impl Iterator<Item = &'static Entry> {
    [
        people::ENTRIES,
        places::ENTRIES,
        texts::ENTRIES,
        numbers::ENTRIES,
        web::ENTRIES,
    ]
    .into_iter()
    .flatten()
}

/// The function with this name.
pub(crate) fn find(name: &str) -> Option<&'static Entry> {
    entries().find(|entry| entry.name == name)
}
