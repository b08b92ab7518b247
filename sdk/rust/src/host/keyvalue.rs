//! Values that outlive the instance, in `wasi:keyvalue` buckets that the plugin is granted.
//!
//! ```
//! use plugwright_plugin_sdk::{HostError, keyvalue::Bucket, testing::Host};
//!
//! fn count(client: &str) -> Result<u64, HostError> {
//!     Bucket::open("visits")?.increment(client, 1)
//! }
//!
//! let _host = Host::new().bucket("visits").install();
//! count("a")?;
//! assert_eq!(count("a")?, 2);
//! # Ok::<(), HostError>(())
//! ```

use super::imports;
use crate::{HostError, bindings::host::wasi::keyvalue::store::Error};

/// An open bucket.
#[derive(Debug)]
pub struct Bucket {
    name: String,
    handle: imports::Bucket,
}

/// Some of the keys of a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPage {
    /// The keys.
    pub keys: Vec<String>,
    /// Where the next page begins; none if this is the last.
    pub next: Option<u64>,
}

/// Every method fails with [`HostError::BucketDenied`] when the bucket is not granted, and with
/// [`HostError::BucketFailed`] when the store fails.
impl Bucket {
    /// Opens a bucket by the name that manifest and grant call it.
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn open(name: &str) -> Result<Self, HostError> {
        let handle = imports::Bucket::open(name).map_err(|error| host_error(name, error))?;
        Ok(Self {
            name: name.into(),
            handle,
        })
    }

    /// The value of a key, if it has one.
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn get(&self, key: &str) -> Result<Option<Vec<u8>>, HostError> {
        self.handle.get(key).map_err(|error| self.error(error))
    }

    /// The value of a key as text, if it has one.
    ///
    /// # Errors
    ///
    /// As for every method; a value that is no UTF-8 is a failure too.
    pub fn get_text(&self, key: &str) -> Result<Option<String>, HostError> {
        let not_text = |_| self.failed(format!("the value of `{key}` is no UTF-8"));
        self.get(key)?
            .map(String::from_utf8)
            .transpose()
            .map_err(not_text)
    }

    /// Gives a key a value, whether or not it had one.
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn set(&self, key: &str, value: impl AsRef<[u8]>) -> Result<(), HostError> {
        self.handle
            .set(key, value.as_ref())
            .map_err(|error| self.error(error))
    }

    /// Removes a key, if it is there.
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn delete(&self, key: &str) -> Result<(), HostError> {
        self.handle.delete(key).map_err(|error| self.error(error))
    }

    /// Whether a key has a value.
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn exists(&self, key: &str) -> Result<bool, HostError> {
        self.handle.exists(key).map_err(|error| self.error(error))
    }

    /// A page of the keys; `from` is the [`KeyPage::next`] of the page before, none for the first page.
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn keys(&self, from: Option<u64>) -> Result<KeyPage, HostError> {
        self.handle.keys(from).map_err(|error| self.error(error))
    }

    /// Adds to the number that a key stands for, in one step, and returns the sum. A key without a value counts as 0.
    /// This is the only change that is safe against other instances of the plugin at the same time.
    ///
    /// # Errors
    ///
    /// As for every method; a value that is no number is a failure too.
    pub fn increment(&self, key: &str, delta: u64) -> Result<u64, HostError> {
        self.handle
            .increment(key, delta)
            .map_err(|error| self.error(error))
    }

    fn error(&self, error: Error) -> HostError {
        host_error(&self.name, error)
    }

    fn failed(&self, reason: String) -> HostError {
        HostError::BucketFailed {
            bucket: self.name.clone(),
            reason,
        }
    }
}

fn host_error(bucket: &str, error: Error) -> HostError {
    let bucket = bucket.to_owned();
    match error {
        Error::NoSuchStore | Error::AccessDenied => HostError::BucketDenied { bucket },
        Error::Other(reason) => HostError::BucketFailed { bucket, reason },
    }
}
