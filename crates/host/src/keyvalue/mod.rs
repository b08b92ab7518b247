//! `wasi:keyvalue`: buckets in memory or in one SQLite file, with a quota for each plugin.
//!
//! A plugin opens only the buckets that it was granted, and a bucket belongs to one plugin: two plugins that use the
//! same name never see each other's keys. What a plugin does wrong comes back to it as an error value that begins with
//! a code (`quota-exceeded: …`), never as a trap, and says nothing about the host.

mod bucket;
mod error;
mod interface;
mod key;
mod memory;
mod quota;
mod space;
mod sqlite;

#[cfg(test)]
mod tests;

pub(crate) use bucket::KeyValue;
pub(crate) use interface::{INTERFACES, KeyValueView, link_atomics, link_batch, link_store};
pub(crate) use quota::Quota;
pub(crate) use sqlite::OpenError;

use std::path::Path;
use std::sync::Arc;

use memory::Memory;
use space::KeySpace;
use sqlite::Database;

/// Where the buckets of all plugins of a host are kept. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct KeyValueStore {
    backend: Backend,
}

#[derive(Clone, Debug)]
enum Backend {
    Memory(Arc<Memory>),
    Sqlite(Database),
}

impl KeyValueStore {
    /// Keeps everything in memory. What a plugin stored goes when the last [`KeyValue`] of its namespace does.
    pub(crate) fn in_memory() -> Self {
        Self {
            backend: Backend::Memory(Arc::default()),
        }
    }

    /// Keeps everything in the SQLite file at `path`, which is made if it is missing, readable by its owner only.
    ///
    /// A write that was answered survives a crash of the process. It may be lost when the machine loses power, but
    /// then as a whole and with all writes after it.
    ///
    /// # Errors
    /// The file cannot be made or opened, is no database of this host, or comes from a newer version of it.
    pub(crate) async fn sqlite(path: &Path) -> Result<Self, OpenError> {
        let backend = Backend::Sqlite(Database::open(path).await?);
        Ok(Self { backend })
    }

    /// The buckets of one namespace. The namespace says whose they are: whatever the host keeps apart, plugins and
    /// tenants for instance, needs a namespace of its own.
    pub(crate) fn namespace(
        &self,
        namespace: &str,
        buckets: impl IntoIterator<Item = String>,
        quota: Quota,
    ) -> KeyValue {
        KeyValue::new(self.space(namespace), buckets, quota)
    }

    fn space(&self, namespace: &str) -> Arc<dyn KeySpace> {
        match &self.backend {
            Backend::Memory(memory) => memory.space(namespace),
            Backend::Sqlite(database) => database.space(namespace),
        }
    }
}
