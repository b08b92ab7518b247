//! Where keys come from: the configuration, or a JWKS origin that is asked again when keys change.

use std::{cell::RefCell, rc::Rc, time::Duration};

use plugwright_plugin_sdk::{Error, clock, http, log};

use crate::{
    keys::{Algorithm, KeySet, read_set},
    token::Header,
};

/// Where keys come from.
#[derive(Debug)]
pub(crate) enum KeySource {
    /// The configuration.
    Fixed(Rc<KeySet>),
    /// A JWKS origin.
    Remote(RemoteKeys),
}

impl KeySource {
    /// The keys that may verify a token with this header.
    ///
    /// # Errors
    ///
    /// When there are no keys yet and none can be had.
    pub(crate) fn for_header(&self, header: &Header) -> Result<Rc<KeySet>, Error> {
        match self {
            Self::Fixed(keys) => Ok(Rc::clone(keys)),
            Self::Remote(remote) => remote.for_header(header),
        }
    }
}

/// Keys behind a URL. They are fetched when they are first needed, when they are older than `ttl`, and when a token names
/// a key that they do not have; but never more often than once in `min_interval`, so that a stream of forged tokens
/// cannot make us attack the key server.
#[derive(Debug)]
pub(crate) struct RemoteKeys {
    pub(crate) url: String,
    pub(crate) algorithms: Vec<Algorithm>,
    /// How old keys may be before they are fetched again.
    pub(crate) ttl: Duration,
    /// How old keys may be if they cannot be fetched again.
    pub(crate) max_stale: Duration,
    /// The least time between two requests.
    pub(crate) min_interval: Duration,
    pub(crate) cache: RefCell<Cache>,
}

/// What the last requests brought. Times are those of the monotonic clock.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    fetched: Option<(Duration, Rc<KeySet>)>,
    asked: Option<Duration>,
}

/// How long a request may take, and how large a key set may be.
const TIMEOUT: Duration = Duration::from_secs(5);
const MAX_BODY: usize = 256 << 10;

impl RemoteKeys {
    fn for_header(&self, header: &Header) -> Result<Rc<KeySet>, Error> {
        let now = clock::monotonic();
        let mut cache = self.cache.borrow_mut();
        if self.wants_refresh(&cache, header, now) {
            cache.asked = Some(now);
            match self.fetch() {
                Ok(keys) => cache.fetched = Some((now, Rc::new(keys))),
                Err(error) if !self.usable(&cache, now) => return Err(error),
                Err(error) => log::warn!("the old keys are kept: {}", error.message),
            }
        }
        let usable = self.usable(&cache, now);
        let keys = cache
            .fetched
            .as_ref()
            .filter(|_| usable)
            .map(|(_, keys)| Rc::clone(keys));
        keys.ok_or_else(|| {
            Error::dependency(
                "keys-unavailable",
                "the key server did not answer a moment ago; try again later",
            )
        })
    }

    fn wants_refresh(&self, cache: &Cache, header: &Header, now: Duration) -> bool {
        if cache
            .asked
            .is_some_and(|asked| now.saturating_sub(asked) < self.min_interval)
        {
            return false;
        }
        cache.fetched.as_ref().is_none_or(|(fetched, keys)| {
            now.saturating_sub(*fetched) >= self.ttl || !keys.knows(header)
        })
    }

    fn usable(&self, cache: &Cache, now: Duration) -> bool {
        cache
            .fetched
            .as_ref()
            .is_some_and(|(fetched, _)| now.saturating_sub(*fetched) < self.max_stale)
    }

    fn fetch(&self) -> Result<KeySet, Error> {
        let answer = http::get(&self.url)
            .header("accept", "application/jwk-set+json, application/json")
            .timeout(TIMEOUT)
            .max_body(MAX_BODY)
            .send()?
            .success()?;
        let set = read_set(answer.body()).map_err(|reason| {
            Error::dependency("keys-malformed", format!("the fetched key set {reason}"))
        })?;
        for (place, reason) in &set.left_out {
            log::debug!("key {place} of the fetched set is left out: it {reason}");
        }
        let keys = set.keys.only(&self.algorithms);
        if keys.is_empty() {
            return Err(Error::dependency(
                "keys-empty",
                "the fetched key set has no key that this plugin can use",
            ));
        }
        Ok(keys)
    }
}
