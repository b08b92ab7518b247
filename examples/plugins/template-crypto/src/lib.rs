//! Template functions for digests, encodings, UUIDs, random values and encrypted tokens.
//!
//! The algorithms are those of the RustCrypto project; this crate adds what templates need around them: text in and text
//! out, refusals that name the parameter, and keys that come from the configuration and never from a template's answer.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod arguments;
mod catalogue;
mod digest;
mod encoding;
mod functions;
mod random_values;
mod token;

use plugwright_plugin_sdk::prelude::*;
use plugwright_plugin_sdk::template::{Function, Value, unknown_function};

use arguments::Arguments;
use catalogue::Entry;
use token::TokenKey;

/// The plugin.
pub struct Crypto {
    token_key: Option<TokenKey>,
    hmac_key: Option<Vec<u8>>,
}

impl Plugin for Crypto {
    fn new(config: &Config) -> Result<Self, Error> {
        config.only(&["encryption-key", "hmac-key"])?;
        let expected = "32 bytes as 64 hexadecimal digits, or as base64";
        Ok(Self {
            token_key: config.parse("encryption-key", expected, TokenKey::parse)?,
            hmac_key: config.get("hmac-key")?.map(String::into_bytes),
        })
    }
}

impl TemplatePlugin for Crypto {
    fn functions() -> Vec<Function> {
        catalogue::entries().map(Entry::describe).collect()
    }

    fn call(&self, _: &PluginContext, name: &str, arguments: &[Value]) -> Result<Value, Error> {
        let entry = catalogue::find(name).ok_or_else(|| unknown_function(name))?;
        (entry.run)(self, &Arguments::new(entry, arguments)?)
    }
}

plugwright_plugin_sdk::plugin!(Crypto: template);

#[cfg(test)]
mod tests;
