//! Encrypted tokens.

use plugwright_plugin_sdk::template::Value;
use plugwright_plugin_sdk::{Error, random};

use crate::Crypto;
use crate::arguments::Arguments;
use crate::catalogue::{Entry, Parameter, optional, required};
use crate::token::TokenKey;

const CONTEXT: Parameter = optional(
    "context",
    "what the token is for; it opens only with the same context",
);

pub(crate) const ENTRIES: &[Entry] = &[
    Entry {
        name: "crypto.encrypt",
        summary: "A text as a token that only the configured key opens.",
        parameters: &[required("text", "what to encrypt"), CONTEXT],
        run: encrypt,
    },
    Entry {
        name: "crypto.decrypt",
        summary: "The text of a token.",
        parameters: &[required("token", "what crypto.encrypt made"), CONTEXT],
        run: decrypt,
    },
];

fn encrypt(crypto: &Crypto, arguments: &Arguments<'_>) -> Result<Value, Error> {
    let key = key(crypto)?;
    let context = arguments.optional_text(1)?.unwrap_or_default();
    let token = key.seal(random::bytes(), &arguments.text(0)?, &context);
    token
        .map(Value::from)
        .ok_or_else(|| arguments.invalid(0, "shorter than 256 GiB"))
}

fn decrypt(crypto: &Crypto, arguments: &Arguments<'_>) -> Result<Value, Error> {
    let key = key(crypto)?;
    let context = arguments.optional_text(1)?.unwrap_or_default();
    let text = key.open(&arguments.text(0)?, &context);
    text.map(Value::from)
        .map_err(|refused| Error::caller("token-refused", refused.to_string()))
}

fn key(crypto: &Crypto) -> Result<&TokenKey, Error> {
    let missing = || {
        Error::config(
            "no-key",
            "tokens need a key: configure `encryption-key` for this plugin",
        )
    };
    crypto.token_key.as_ref().ok_or_else(missing)
}
