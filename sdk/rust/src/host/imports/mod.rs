//! The calls that leave the component. What is not called from here is no import of the component.

mod bucket;
mod exchange;

use std::time::Duration;

use crate::bindings::host::{
    plugwright::plugin::secrets::{self, SecretError},
    wasi::{
        clocks::{monotonic_clock, wall_clock},
        config::store,
        logging::logging::{self, Level},
        random::random as source,
    },
};
pub(crate) use bucket::Bucket;
pub(crate) use exchange::send;

pub(crate) fn config_get(key: &str) -> Result<Option<String>, String> {
    store::get(key).map_err(reason)
}

pub(crate) fn config_all() -> Result<Vec<(String, String)>, String> {
    store::get_all().map_err(reason)
}

fn reason(error: store::Error) -> String {
    match error {
        store::Error::Upstream(reason) | store::Error::Io(reason) => reason,
    }
}

pub(crate) fn log(level: Level, context: &str, message: &str) {
    logging::log(level, context, message);
}

pub(crate) fn secret(name: &str) -> Result<String, SecretError> {
    secrets::placeholder(name)
}

pub(crate) fn unix_time() -> Duration {
    let now = wall_clock::now();
    Duration::new(now.seconds, now.nanoseconds)
}

pub(crate) fn monotonic() -> Duration {
    Duration::from_nanos(monotonic_clock::now())
}

pub(crate) fn random(buffer: &mut [u8]) {
    // A host may refuse to make a very long list at once.
    for chunk in buffer.chunks_mut(4096) {
        chunk.copy_from_slice(&source::get_random_bytes(chunk.len() as u64));
    }
}
