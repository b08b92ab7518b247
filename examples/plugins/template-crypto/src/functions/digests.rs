//! Digests and message authentication codes.

use plugwright_plugin_sdk::Error;
use plugwright_plugin_sdk::template::Value;

use crate::Crypto;
use crate::arguments::Arguments;
use crate::catalogue::{Entry, Parameter, optional, required};
use crate::digest::Algorithm;

const ENCODING: Parameter = optional("encoding", "hex (by default), base64 or base64url");
const DIGEST: &[Parameter] = &[required("text", "what to digest"), ENCODING];

pub(crate) const ENTRIES: &[Entry] = &[
    digest_entry(
        "crypto.sha256",
        "The SHA-256 digest of a text.",
        |_, arguments| digest(Algorithm::Sha256, arguments),
    ),
    digest_entry(
        "crypto.sha384",
        "The SHA-384 digest of a text.",
        |_, arguments| digest(Algorithm::Sha384, arguments),
    ),
    digest_entry(
        "crypto.sha512",
        "The SHA-512 digest of a text.",
        |_, arguments| digest(Algorithm::Sha512, arguments),
    ),
    digest_entry(
        "crypto.blake3",
        "The BLAKE3 digest of a text.",
        |_, arguments| digest(Algorithm::Blake3, arguments),
    ),
    digest_entry(
        "crypto.sha1",
        "The SHA-1 digest of a text; SHA-1 is broken.",
        |_, arguments| digest(Algorithm::Sha1, arguments),
    ),
    digest_entry(
        "crypto.md5",
        "The MD5 digest of a text; MD5 is broken.",
        |_, arguments| digest(Algorithm::Md5, arguments),
    ),
    Entry {
        name: "crypto.hmac",
        summary: "The keyed code (HMAC) of a text.",
        parameters: &[
            required("algorithm", "sha256, sha384, sha512, sha1 or md5"),
            required("text", "what to authenticate"),
            optional("key", "the key as text; by default the configured hmac-key"),
            ENCODING,
        ],
        run: hmac,
    },
];

const fn digest_entry(
    name: &'static str,
    summary: &'static str,
    run: fn(&Crypto, &Arguments<'_>) -> Result<Value, Error>,
) -> Entry {
    Entry {
        name,
        summary,
        parameters: DIGEST,
        run,
    }
}

fn digest(algorithm: Algorithm, arguments: &Arguments<'_>) -> Result<Value, Error> {
    let text = arguments.text(0)?;
    let encoding = arguments.encoding(1)?;
    Ok(encoding.encode(&algorithm.digest(text.as_bytes())).into())
}

fn hmac(crypto: &Crypto, arguments: &Arguments<'_>) -> Result<Value, Error> {
    let wrong = || arguments.invalid(0, "sha256, sha384, sha512, sha1 or md5");
    let algorithm = Algorithm::find(&arguments.text(0)?).ok_or_else(wrong)?;
    let text = arguments.text(1)?;
    let given = arguments.optional_text(2)?.map(String::into_bytes);
    let key = given
        .or_else(|| crypto.hmac_key.clone())
        .ok_or_else(no_key)?;
    let encoding = arguments.encoding(3)?;
    let code = algorithm.hmac(&key, text.as_bytes()).ok_or_else(wrong)?;
    Ok(encoding.encode(&code).into())
}

fn no_key() -> Error {
    Error::config(
        "no-key",
        "crypto.hmac needs a key: give `key`, or configure `hmac-key` for this plugin",
    )
}
