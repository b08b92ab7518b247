//! Encodings of RFC 4648.

use plugwright_plugin_sdk::Error;
use plugwright_plugin_sdk::template::Value;

use crate::Crypto;
use crate::arguments::Arguments;
use crate::catalogue::{Entry, Parameter, required};
use crate::encoding::Encoding;

const PLAIN: &[Parameter] = &[required("text", "what to encode")];
const ENCODED: &[Parameter] = &[required("text", "what to decode")];

pub(crate) const ENTRIES: &[Entry] = &[
    entry(
        "crypto.base64_encode",
        "A text as base64.",
        PLAIN,
        |_, a| encode(Encoding::Base64, a),
    ),
    entry(
        "crypto.base64_decode",
        "The text that base64 stands for.",
        ENCODED,
        |_, a| decode(Encoding::Base64, a),
    ),
    entry(
        "crypto.base64url_encode",
        "A text as base64 for URLs.",
        PLAIN,
        |_, a| encode(Encoding::Base64Url, a),
    ),
    entry(
        "crypto.base64url_decode",
        "The text that base64 for URLs stands for.",
        ENCODED,
        |_, a| decode(Encoding::Base64Url, a),
    ),
    entry(
        "crypto.hex_encode",
        "A text as hexadecimal digits.",
        PLAIN,
        |_, a| encode(Encoding::Hex, a),
    ),
    entry(
        "crypto.hex_decode",
        "The text that hexadecimal digits stand for.",
        ENCODED,
        |_, a| decode(Encoding::Hex, a),
    ),
];

const fn entry(
    name: &'static str,
    summary: &'static str,
    parameters: &'static [Parameter],
    run: fn(&Crypto, &Arguments<'_>) -> Result<Value, Error>,
) -> Entry {
    Entry {
        name,
        summary,
        parameters,
        run,
    }
}

fn encode(encoding: Encoding, arguments: &Arguments<'_>) -> Result<Value, Error> {
    Ok(encoding.encode(arguments.text(0)?.as_bytes()).into())
}

fn decode(encoding: Encoding, arguments: &Arguments<'_>) -> Result<Value, Error> {
    let bytes = encoding
        .decode(&arguments.text(0)?)
        .ok_or_else(|| arguments.invalid(0, "in this encoding"))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| arguments.invalid(0, "the encoding of a UTF-8 text"))?;
    Ok(text.into())
}
