//! What a backend has to be able to do.

use std::fmt::Debug;

use async_trait::async_trait;

use super::error::KeyValueError;
use super::key::Key;
use super::quota::Quota;

/// The keys of one namespace in some backend. What arrives here is granted, well-formed and of a bounded size;
/// a backend stores, and holds the quota in the same step, so that no two writers can pass it together.
#[async_trait]
pub(super) trait KeySpace: Debug + Send + Sync {
    async fn get(&self, bucket: &str, key: &Key) -> Result<Option<Vec<u8>>, KeyValueError>;

    async fn exists(&self, bucket: &str, key: &Key) -> Result<bool, KeyValueError>;

    /// Sets all entries, or none of them.
    async fn set(
        &self,
        bucket: &str,
        entries: Vec<(Key, Vec<u8>)>,
        quota: &Quota,
    ) -> Result<(), KeyValueError>;

    /// Deletes the keys that exist.
    async fn delete(&self, bucket: &str, keys: Vec<Key>) -> Result<(), KeyValueError>;

    /// Adds `delta` to the decimal number stored for `key`, zero if there is none.
    async fn increment(
        &self,
        bucket: &str,
        key: Key,
        delta: u64,
        quota: &Quota,
    ) -> Result<u64, KeyValueError>;

    /// At most `most` keys that were added after the one that `cursor` stands for, in the order of their addition.
    async fn page(&self, bucket: &str, cursor: u64, most: usize) -> Result<Page, KeyValueError>;
}

/// Part of the keys of a bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) keys: Vec<String>,
    /// Where the next page begins, if there is one. It stands for a key and not for a number of keys, so that deleting
    /// what was listed skips nothing.
    pub(super) next: Option<u64>,
}

impl Page {
    /// Makes a page of one key more than fits, if there are so many: the last only says that there is a next page.
    pub(super) fn new(mut found: Vec<(u64, String)>, most: usize) -> Self {
        let more = found.len() > most;
        found.truncate(most);
        let last = found.last().map(|(position, _)| *position);
        Self {
            keys: found.into_iter().map(|(_, key)| key).collect(),
            next: last.filter(|_| more),
        }
    }
}

/// The number that a stored value spells.
pub(super) fn parse_number(value: &[u8]) -> Result<u64, KeyValueError> {
    let text = std::str::from_utf8(value).map_err(|_| KeyValueError::NotANumber)?;
    text.parse().map_err(|_| KeyValueError::NotANumber)
}
