//! What the helpers call natively instead of the imports of a component.

use std::time::{Duration, SystemTime};

use super::host::{LogRecord, current};
use crate::{
    HostError,
    bindings::host::{
        plugwright::plugin::secrets::SecretError,
        wasi::{keyvalue::store::Error, logging::logging::Level},
    },
    http::{Request, Response, Url},
    keyvalue::KeyPage,
};

/// Keys on one page, few enough that a small test sees a second page.
const KEYS_PER_PAGE: usize = 10;

#[expect(clippy::unnecessary_wraps, reason = "as the import has it")]
pub(crate) fn config_get(key: &str) -> Result<Option<String>, String> {
    Ok(current(|host| host.config.get(key).cloned()))
}

#[expect(clippy::unnecessary_wraps, reason = "as the import has it")]
pub(crate) fn config_all() -> Result<Vec<(String, String)>, String> {
    Ok(current(|host| host.config.clone().into_iter().collect()))
}

pub(crate) fn log(level: Level, context: &str, message: &str) {
    let record = LogRecord {
        level,
        context: context.into(),
        message: message.into(),
    };
    current(|host| host.logs.push(record));
}

pub(crate) fn secret(name: &str) -> Result<String, SecretError> {
    match current(|host| host.secrets.get(name).cloned()) {
        None => Err(SecretError::Denied),
        Some(None) => Err(SecretError::Unavailable),
        Some(Some(placeholder)) => Ok(placeholder),
    }
}

pub(crate) fn unix_time() -> Duration {
    let system = || {
        SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
    };
    current(|host| host.time).unwrap_or_else(system)
}

pub(crate) fn monotonic() -> Duration {
    unix_time()
}

/// SplitMix64 (Steele, Lea, Flood 2014): well spread, and the same in each run of a test.
pub(crate) fn random(buffer: &mut [u8]) {
    current(|host| {
        for chunk in buffer.chunks_mut(8) {
            host.random = host.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = host.random;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    });
}

pub(crate) fn send(request: &Request, url: &Url) -> Result<Response, HostError> {
    // The host is let go before it answers, so that the answer may ask it something.
    let exchange = current(|host| {
        host.requests.push(request.clone());
        host.exchange.clone()
    });
    match exchange {
        Some(answer) => answer(request),
        None => Err(HostError::HttpDenied {
            origin: url.origin(),
        }),
    }
}

#[derive(Debug)]
pub(crate) struct Bucket(String);

impl Bucket {
    pub(crate) fn open(name: &str) -> Result<Self, Error> {
        let granted = current(|host| host.buckets.contains_key(name));
        granted
            .then(|| Self(name.into()))
            .ok_or(Error::AccessDenied)
    }

    pub(crate) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        self.with(|values| values.get(key).cloned())
    }

    pub(crate) fn set(&self, key: &str, value: &[u8]) -> Result<(), Error> {
        self.with(|values| values.insert(key.into(), value.into()))
            .map(drop)
    }

    pub(crate) fn delete(&self, key: &str) -> Result<(), Error> {
        self.with(|values| values.remove(key)).map(drop)
    }

    pub(crate) fn exists(&self, key: &str) -> Result<bool, Error> {
        self.with(|values| values.contains_key(key))
    }

    pub(crate) fn keys(&self, from: Option<u64>) -> Result<KeyPage, Error> {
        let start = from
            .and_then(|from| usize::try_from(from).ok())
            .unwrap_or_default();
        self.with(|values| {
            let keys: Vec<String> = values
                .keys()
                .skip(start)
                .take(KEYS_PER_PAGE)
                .cloned()
                .collect();
            let end = start + keys.len();
            KeyPage {
                keys,
                next: (end < values.len()).then_some(end as u64),
            }
        })
    }

    pub(crate) fn increment(&self, key: &str, delta: u64) -> Result<u64, Error> {
        let not_a_number = || Error::Other(format!("the value of `{key}` is no number"));
        let current = match self.get(key)? {
            None => 0,
            Some(value) => std::str::from_utf8(&value)
                .ok()
                .and_then(|text| text.parse().ok())
                .ok_or_else(not_a_number)?,
        };
        let sum: u64 = delta.checked_add(current).ok_or_else(not_a_number)?;
        self.set(key, sum.to_string().as_bytes())?;
        Ok(sum)
    }

    fn with<R>(
        &self,
        f: impl FnOnce(&mut std::collections::BTreeMap<String, Vec<u8>>) -> R,
    ) -> Result<R, Error> {
        current(|host| host.buckets.get_mut(&self.0).map(f)).ok_or(Error::NoSuchStore)
    }
}
