//! Buckets as `wasi:keyvalue` has them.

use crate::{
    bindings::host::wasi::keyvalue::{
        atomics,
        store::{self, Error},
    },
    keyvalue::KeyPage,
};

#[derive(Debug)]
pub(crate) struct Bucket(store::Bucket);

impl Bucket {
    pub(crate) fn open(name: &str) -> Result<Self, Error> {
        store::open(name).map(Self)
    }

    pub(crate) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        self.0.get(key)
    }

    pub(crate) fn set(&self, key: &str, value: &[u8]) -> Result<(), Error> {
        self.0.set(key, value)
    }

    pub(crate) fn delete(&self, key: &str) -> Result<(), Error> {
        self.0.delete(key)
    }

    pub(crate) fn exists(&self, key: &str) -> Result<bool, Error> {
        self.0.exists(key)
    }

    pub(crate) fn keys(&self, from: Option<u64>) -> Result<KeyPage, Error> {
        let page = self.0.list_keys(from)?;
        Ok(KeyPage {
            keys: page.keys,
            next: page.cursor,
        })
    }

    pub(crate) fn increment(&self, key: &str, delta: u64) -> Result<u64, Error> {
        atomics::increment(&self.0, key, delta)
    }
}
