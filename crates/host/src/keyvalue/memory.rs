//! Buckets that live as long as somebody uses them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use async_trait::async_trait;

use super::error::KeyValueError;
use super::key::Key;
use super::quota::{Quota, Usage};
use super::space::{KeySpace, Page, parse_number};

/// The namespaces of a host. It does not keep them alive: a plugin that is unloaded gives its memory back.
#[derive(Debug, Default)]
pub(super) struct Memory {
    spaces: Mutex<HashMap<String, Weak<MemorySpace>>>,
}

impl Memory {
    pub(super) fn space(&self, namespace: &str) -> Arc<MemorySpace> {
        let mut spaces = self.spaces.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(space) = spaces.get(namespace).and_then(Weak::upgrade) {
            return space;
        }
        spaces.retain(|_, space| space.strong_count() > 0);
        let space = Arc::new(MemorySpace::default());
        spaces.insert(namespace.to_owned(), Arc::downgrade(&space));
        space
    }
}

/// One namespace.
#[derive(Debug, Default)]
pub(super) struct MemorySpace {
    content: Mutex<Content>,
}

#[derive(Debug, Default)]
struct Content {
    buckets: HashMap<String, BucketContent>,
    usage: Usage,
}

#[derive(Debug, Default)]
struct BucketContent {
    entries: HashMap<String, Entry>,
    /// The keys by position.
    order: BTreeMap<u64, String>,
    /// The position of the newest key. Positions are never used twice.
    last: u64,
}

#[derive(Debug)]
struct Entry {
    position: u64,
    value: Vec<u8>,
}

impl MemorySpace {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn usage(&self) -> Usage {
        self.content().usage
    }
}

#[async_trait]
impl KeySpace for MemorySpace {
    async fn get(&self, bucket: &str, key: &Key) -> Result<Option<Vec<u8>>, KeyValueError> {
        let content = self.content();
        Ok(content.entry(bucket, key).map(|entry| entry.value.clone()))
    }

    async fn exists(&self, bucket: &str, key: &Key) -> Result<bool, KeyValueError> {
        Ok(self.content().entry(bucket, key).is_some())
    }

    async fn set(
        &self,
        bucket: &str,
        entries: Vec<(Key, Vec<u8>)>,
        quota: &Quota,
    ) -> Result<(), KeyValueError> {
        self.content().set(bucket, entries, quota)
    }

    async fn delete(&self, bucket: &str, keys: Vec<Key>) -> Result<(), KeyValueError> {
        let mut content = self.content();
        for key in keys {
            content.remove(bucket, &key);
        }
        Ok(())
    }

    async fn increment(
        &self,
        bucket: &str,
        key: Key,
        delta: u64,
        quota: &Quota,
    ) -> Result<u64, KeyValueError> {
        let mut content = self.content();
        let number = match content.entry(bucket, &key) {
            Some(entry) => parse_number(&entry.value)?,
            None => 0,
        };
        let sum = number.checked_add(delta).ok_or(KeyValueError::Overflow)?;
        content.set(bucket, vec![(key, sum.to_string().into_bytes())], quota)?;
        Ok(sum)
    }

    async fn page(&self, bucket: &str, cursor: u64, most: usize) -> Result<Page, KeyValueError> {
        let content = self.content();
        let Some(bucket) = content.buckets.get(bucket) else {
            return Ok(Page::default());
        };
        let after = (
            std::ops::Bound::Excluded(cursor),
            std::ops::Bound::Unbounded,
        );
        let found = bucket.order.range(after).take(most.saturating_add(1));
        let found = found.map(|(position, key)| (*position, key.clone()));
        Ok(Page::new(found.collect(), most))
    }
}

impl Content {
    fn entry(&self, bucket: &str, key: &Key) -> Option<&Entry> {
        self.buckets.get(bucket)?.entries.get(key.as_str())
    }

    /// Decides first and changes afterwards, so that a refused batch leaves nothing behind.
    fn set(
        &mut self,
        bucket: &str,
        entries: Vec<(Key, Vec<u8>)>,
        quota: &Quota,
    ) -> Result<(), KeyValueError> {
        // Of two values for one key the later counts, here and in what is stored.
        let entries: HashMap<Key, Vec<u8>> = entries.into_iter().collect();
        let after = entries.iter().fold(self.usage, |usage, (key, value)| {
            self.usage_with(usage, bucket, key, value.len())
        });
        quota.admit(self.usage, after)?;
        let content = self.buckets.entry(bucket.to_owned()).or_default();
        for (key, value) in entries {
            content.insert(key, value);
        }
        self.usage = after;
        Ok(())
    }

    fn usage_with(&self, usage: Usage, bucket: &str, key: &Key, value: usize) -> Usage {
        let old = self.entry(bucket, key);
        match old {
            Some(old) => Usage {
                keys: usage.keys,
                bytes: usage.bytes - count(old.value.len()) + count(value),
            },
            None => Usage {
                keys: usage.keys + 1,
                bytes: usage.bytes + count(key.len() + value),
            },
        }
    }

    fn remove(&mut self, bucket: &str, key: &Key) {
        let Some(content) = self.buckets.get_mut(bucket) else {
            return;
        };
        if let Some(entry) = content.entries.remove(key.as_str()) {
            content.order.remove(&entry.position);
            self.usage.keys -= 1;
            self.usage.bytes -= count(key.len() + entry.value.len());
        }
    }
}

impl BucketContent {
    fn insert(&mut self, key: Key, value: Vec<u8>) {
        if let Some(entry) = self.entries.get_mut(key.as_str()) {
            entry.value = value;
            return;
        }
        self.last += 1;
        let key = String::from(key);
        self.order.insert(self.last, key.clone());
        let position = self.last;
        self.entries.insert(key, Entry { position, value });
    }
}

fn count(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
