//! Template functions that invent data: `fake.name`, `fake.address`, `fake.iban` and their like.
//!
//! Templates are rendered once a request, in any instance of the plugin and in any order. A generator that is carried
//! from call to call would make answers depend on which instance served them. Each value is therefore computed from the
//! seed, the request target, the function and its arguments alone: the same request gives the same answer, today and
//! on another machine.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod arguments;
mod catalogue;
mod functions;

use plugwright_fake_data::{Locale, Random};
use plugwright_plugin_sdk::prelude::*;
use plugwright_plugin_sdk::template::{Function, Value, unknown_function};

use arguments::Arguments;
use catalogue::Entry;

/// The plugin.
#[derive(Debug)]
pub struct FakeData {
    /// Without a seed every value is drawn anew.
    seed: Option<String>,
    locale: &'static Locale,
}

impl Plugin for FakeData {
    fn new(config: &Config) -> Result<Self, Error> {
        config.only(&["seed", "locale"])?;
        let expected = "a language that this plugin speaks: en, de, fr or ja";
        let locale = config.parse("locale", expected, Locale::find)?;
        Ok(Self {
            seed: config.get("seed")?,
            locale: locale.unwrap_or_default(),
        })
    }
}

impl TemplatePlugin for FakeData {
    fn functions() -> Vec<Function> {
        catalogue::entries().map(Entry::describe).collect()
    }

    fn call(&self, ctx: &PluginContext, name: &str, arguments: &[Value]) -> Result<Value, Error> {
        let entry = catalogue::find(name).ok_or_else(|| unknown_function(name))?;
        let arguments = Arguments::new(entry, arguments)?;
        let locale = arguments.locale()?.unwrap_or(self.locale);
        let mut random = self.random(ctx, name, &arguments);
        (entry.make)(&mut random, locale, &arguments)
    }
}

impl FakeData {
    fn random(&self, ctx: &PluginContext, name: &str, arguments: &Arguments<'_>) -> Random {
        match &self.seed {
            Some(seed) => Random::from_parts([seed, &ctx.uri, name, &arguments.identity()]),
            None => Random::from_parts([
                random::u64().to_string().as_str(),
                &random::u64().to_string(),
            ]),
        }
    }
}

plugwright_plugin_sdk::plugin!(FakeData: template);

#[cfg(test)]
mod tests;
