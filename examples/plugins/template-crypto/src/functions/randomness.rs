//! Random values and UUIDs.

use plugwright_plugin_sdk::template::Value;
use plugwright_plugin_sdk::{Error, clock, random};
use uuid::Builder;

use crate::Crypto;
use crate::arguments::Arguments;
use crate::catalogue::{Entry, optional};
use crate::random_values::{self, ALPHANUMERIC};

pub(crate) const ENTRIES: &[Entry] = &[
    Entry {
        name: "crypto.uuid",
        summary: "A random UUID (version 4).",
        parameters: &[],
        run: |_, _| {
            Ok(Builder::from_random_bytes(random::bytes())
                .into_uuid()
                .to_string()
                .into())
        },
    },
    Entry {
        name: "crypto.uuid7",
        summary: "A UUID that sorts by time (version 7).",
        parameters: &[],
        run: |_, _| Ok(uuid7().into()),
    },
    Entry {
        name: "crypto.random_bytes",
        summary: "Random bytes as text.",
        parameters: &[
            optional("length", "how many bytes, 0 to 65536; 16 by default"),
            optional("encoding", "hex (by default), base64 or base64url"),
        ],
        run: |_, arguments| {
            let length = arguments.length(0, 16)?;
            Ok(arguments
                .encoding(1)?
                .encode(&random_values::bytes(length))
                .into())
        },
    },
    Entry {
        name: "crypto.random_int",
        summary: "A random whole number.",
        parameters: &[
            optional("min", "the smallest; 0 by default"),
            optional("max", "the largest; the largest integer by default"),
        ],
        run: random_int,
    },
    Entry {
        name: "crypto.random_string",
        summary: "A random text.",
        parameters: &[
            optional("length", "how many letters, 0 to 65536; 16 by default"),
            optional(
                "alphabet",
                "the letters to choose from; by default ASCII letters and digits",
            ),
        ],
        run: random_string,
    },
];

fn uuid7() -> String {
    let milliseconds = u64::try_from(clock::unix_time().as_millis()).unwrap_or(u64::MAX);
    Builder::from_unix_timestamp_millis(milliseconds, &random::bytes())
        .into_uuid()
        .to_string()
}

fn random_int(_: &Crypto, arguments: &Arguments<'_>) -> Result<Value, Error> {
    let (min, max) = (arguments.integer(0, 0)?, arguments.integer(1, i64::MAX)?);
    if min > max {
        return Err(arguments.invalid(1, "at least as large as `min`"));
    }
    Ok(random_values::integer(min, max).into())
}

fn random_string(_: &Crypto, arguments: &Arguments<'_>) -> Result<Value, Error> {
    let length = arguments.length(0, 16)?;
    let alphabet = arguments
        .optional_text(1)?
        .unwrap_or_else(|| ALPHANUMERIC.to_owned());
    if alphabet.is_empty() {
        return Err(arguments.invalid(1, "at least one letter"));
    }
    Ok(random_values::text(length, &alphabet).into())
}
