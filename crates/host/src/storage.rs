//! Where the key-value buckets of plugins are kept.

use crate::error::{Error, Problem, Result};
use crate::keyvalue::{KeyValue, KeyValueStore, Quota};
use std::path::Path;

/// A storage for key-value buckets, shared by all plugins that are granted buckets in it. Clones are the same storage.
#[derive(Clone)]
pub struct Storage(KeyValueStore);

impl Storage {
    /// Keeps values in memory for as long as the plugin that wrote them is loaded.
    pub fn in_memory() -> Self {
        Self(KeyValueStore::in_memory())
    }

    /// Keeps values in a SQLite file, which is made if it is missing.
    ///
    /// # Errors
    /// Fails if the file cannot be opened, or is not one of this host.
    pub async fn sqlite(path: impl AsRef<Path>) -> Result<Self> {
        let store = KeyValueStore::sqlite(path.as_ref())
            .await
            .map_err(|error| {
                Error::new(Problem::Storage {
                    reason: error.to_string(),
                })
            })?;
        Ok(Self(store))
    }

    pub(crate) fn namespace(
        &self,
        namespace: &str,
        buckets: impl IntoIterator<Item = String>,
        quota: Quota,
    ) -> KeyValue {
        self.0.namespace(namespace, buckets, quota)
    }
}
