//! A plugin's view of its buckets: the checks that hold for every backend.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::error::KeyValueError;
use super::key::Key;
use super::quota::Quota;
use super::space::{KeySpace, Page};

/// The buckets that were granted to one plugin. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct KeyValue {
    space: Arc<dyn KeySpace>,
    granted: Arc<BTreeSet<String>>,
    quota: Quota,
}

impl KeyValue {
    pub(super) fn new(
        space: Arc<dyn KeySpace>,
        granted: impl IntoIterator<Item = String>,
        quota: Quota,
    ) -> Self {
        Self {
            space,
            granted: Arc::new(granted.into_iter().collect()),
            quota,
        }
    }

    /// The bucket called `name`. Whether another plugin has a bucket of that name cannot be seen.
    pub(super) fn open(&self, name: &str) -> Result<Bucket, KeyValueError> {
        if !self.granted.contains(name) {
            return Err(KeyValueError::AccessDenied);
        }
        Ok(Bucket {
            space: Arc::clone(&self.space),
            name: name.into(),
            quota: self.quota,
        })
    }
}

/// An open bucket: the resource of `wasi:keyvalue/store`.
#[derive(Clone, Debug)]
#[expect(
    unreachable_pub,
    reason = "the generated bindings export it from a private module"
)]
pub struct Bucket {
    space: Arc<dyn KeySpace>,
    name: Arc<str>,
    quota: Quota,
}

type Entry = (String, Vec<u8>);

impl Bucket {
    pub(super) async fn get(&self, key: String) -> Result<Option<Vec<u8>>, KeyValueError> {
        self.space.get(&self.name, &self.key(key)?).await
    }

    pub(super) async fn exists(&self, key: String) -> Result<bool, KeyValueError> {
        self.space.exists(&self.name, &self.key(key)?).await
    }

    pub(super) async fn set(&self, key: String, value: Vec<u8>) -> Result<(), KeyValueError> {
        let entry = self.entry(key, value)?;
        self.space.set(&self.name, vec![entry], &self.quota).await
    }

    pub(super) async fn delete(&self, key: String) -> Result<(), KeyValueError> {
        let key = self.key(key)?;
        self.space.delete(&self.name, vec![key]).await
    }

    pub(super) async fn list_keys(&self, cursor: Option<u64>) -> Result<Page, KeyValueError> {
        let most = self.quota.batch_keys.max(1);
        self.space
            .page(&self.name, cursor.unwrap_or_default(), most)
            .await
    }

    pub(super) async fn increment(&self, key: String, delta: u64) -> Result<u64, KeyValueError> {
        let key = self.key(key)?;
        let quota = &self.quota;
        self.space.increment(&self.name, key, delta, quota).await
    }

    /// The entries of `keys` in their order. The answer is bounded while it grows: many small keys may have many
    /// large values, and one key may be asked for a thousand times.
    pub(super) async fn get_many(
        &self,
        keys: Vec<String>,
    ) -> Result<Vec<Option<Entry>>, KeyValueError> {
        let keys = self.keys(keys)?;
        let mut bytes = 0;
        let mut entries = Vec::with_capacity(keys.len());
        for key in keys {
            let value = self.space.get(&self.name, &key).await?;
            bytes += value.as_ref().map_or(0, |value| key.len() + value.len());
            self.quota.admit_batch(entries.len(), bytes)?;
            entries.push(value.map(|value| (key.into(), value)));
        }
        Ok(entries)
    }

    /// Sets all entries or none, which is more than the interface promises.
    pub(super) async fn set_many(&self, entries: Vec<Entry>) -> Result<(), KeyValueError> {
        let sizes = entries.iter().map(|(key, value)| key.len() + value.len());
        self.quota.admit_batch(entries.len(), sizes.sum())?;
        let entries = entries.into_iter();
        let entries = entries.map(|(key, value)| self.entry(key, value));
        let entries = entries.collect::<Result<Vec<_>, _>>()?;
        self.space.set(&self.name, entries, &self.quota).await
    }

    pub(super) async fn delete_many(&self, keys: Vec<String>) -> Result<(), KeyValueError> {
        let keys = self.keys(keys)?;
        self.space.delete(&self.name, keys).await
    }

    fn key(&self, key: String) -> Result<Key, KeyValueError> {
        Key::parse(key, self.quota.key_bytes)
    }

    fn entry(&self, key: String, value: Vec<u8>) -> Result<(Key, Vec<u8>), KeyValueError> {
        let most = self.quota.value_bytes;
        if value.len() > most {
            return Err(KeyValueError::ValueTooLarge { most });
        }
        Ok((self.key(key)?, value))
    }

    fn keys(&self, keys: Vec<String>) -> Result<Vec<Key>, KeyValueError> {
        self.quota.admit_batch(keys.len(), 0)?;
        keys.into_iter().map(|key| self.key(key)).collect()
    }
}
