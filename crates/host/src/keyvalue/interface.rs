//! Binds the buckets to the three interfaces of `wasi:keyvalue`.

use wasmtime::component::{HasData, Linker, Resource, ResourceTable};

use super::bucket::{Bucket, KeyValue};
use super::error::KeyValueError;
use crate::observer::{Access, Witness, named};
use bindings::wasi::keyvalue::{atomics, batch};

pub(super) use bindings::wasi::keyvalue::store;
use store::{Error, KeyResponse};

#[allow(missing_docs, unreachable_pub, clippy::pedantic)]
mod bindings {
    wasmtime::component::bindgen!({
        path: "../../wit/plugin",
        inline: "
            package plugwright:host-keyvalue;

            world capability {
                import wasi:keyvalue/store@0.2.0-draft;
                import wasi:keyvalue/atomics@0.2.0-draft;
                import wasi:keyvalue/batch@0.2.0-draft;
            }
        ",
        world: "plugwright:host-keyvalue/capability",
        imports: { default: async },
        with: { "wasi:keyvalue/store.bucket": crate::keyvalue::bucket::Bucket },
    });
}

/// The interfaces that this capability serves. All of them may wait, so a plugin that imports one is called
/// asynchronously.
pub(crate) const INTERFACES: &[&str] = &[
    "wasi:keyvalue/store@0.2.0-draft",
    "wasi:keyvalue/atomics@0.2.0-draft",
    "wasi:keyvalue/batch@0.2.0-draft",
];

/// What the interfaces need of a store.
pub(crate) struct KeyValueView<'a> {
    /// The plugin's buckets.
    pub(crate) buckets: &'a KeyValue,
    /// Where open buckets are kept.
    pub(crate) table: &'a mut ResourceTable,
    /// Who hears of what it opens.
    pub(crate) witness: &'a Witness,
}

/// Links `store` for stores of wasmtime in which `view` finds buckets and table.
///
/// # Errors
/// The linker already has the interface.
pub(crate) fn link_store<T: Send + 'static>(
    linker: &mut Linker<T>,
    view: fn(&mut T) -> KeyValueView<'_>,
) -> wasmtime::Result<()> {
    store::add_to_linker::<T, HasKeyValue>(linker, view)
}

/// Links `atomics`, which works on buckets of `store`.
///
/// # Errors
/// The linker already has the interface.
pub(crate) fn link_atomics<T: Send + 'static>(
    linker: &mut Linker<T>,
    view: fn(&mut T) -> KeyValueView<'_>,
) -> wasmtime::Result<()> {
    atomics::add_to_linker::<T, HasKeyValue>(linker, view)
}

/// Links `batch`, which works on buckets of `store`.
///
/// # Errors
/// The linker already has the interface.
pub(crate) fn link_batch<T: Send + 'static>(
    linker: &mut Linker<T>,
    view: fn(&mut T) -> KeyValueView<'_>,
) -> wasmtime::Result<()> {
    batch::add_to_linker::<T, HasKeyValue>(linker, view)
}

struct HasKeyValue;

impl HasData for HasKeyValue {
    type Data<'a> = KeyValueView<'a>;
}

impl KeyValueView<'_> {
    /// The bucket behind a handle: a copy, because the table cannot be held while an operation waits.
    fn bucket(&self, handle: &Resource<Bucket>) -> Result<Bucket, Error> {
        let bucket = self.table.get(handle);
        Ok(bucket.map_err(|_| KeyValueError::AccessDenied)?.clone())
    }
}

impl store::Host for KeyValueView<'_> {
    async fn open(&mut self, identifier: String) -> Result<Resource<Bucket>, Error> {
        let access = || Access::Bucket(named(&identifier));
        let bucket = match self.buckets.open(&identifier) {
            Ok(bucket) => bucket,
            Err(error) => {
                self.witness.denied("PW-BUCKET-DENIED", access);
                return Err(error.into());
            }
        };
        self.witness.used(access);
        let handle = self.table.push(bucket);
        Ok(handle.map_err(|_| KeyValueError::TooManyHandles)?)
    }
}

impl store::HostBucket for KeyValueView<'_> {
    async fn get(
        &mut self,
        handle: Resource<Bucket>,
        key: String,
    ) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.bucket(&handle)?.get(key).await?)
    }

    async fn set(
        &mut self,
        handle: Resource<Bucket>,
        key: String,
        value: Vec<u8>,
    ) -> Result<(), Error> {
        Ok(self.bucket(&handle)?.set(key, value).await?)
    }

    async fn delete(&mut self, handle: Resource<Bucket>, key: String) -> Result<(), Error> {
        Ok(self.bucket(&handle)?.delete(key).await?)
    }

    async fn exists(&mut self, handle: Resource<Bucket>, key: String) -> Result<bool, Error> {
        Ok(self.bucket(&handle)?.exists(key).await?)
    }

    async fn list_keys(
        &mut self,
        handle: Resource<Bucket>,
        cursor: Option<u64>,
    ) -> Result<KeyResponse, Error> {
        let page = self.bucket(&handle)?.list_keys(cursor).await?;
        Ok(KeyResponse {
            keys: page.keys,
            cursor: page.next,
        })
    }

    async fn drop(&mut self, handle: Resource<Bucket>) -> wasmtime::Result<()> {
        self.table.delete(handle)?;
        Ok(())
    }
}

impl atomics::Host for KeyValueView<'_> {
    async fn increment(
        &mut self,
        handle: Resource<Bucket>,
        key: String,
        delta: u64,
    ) -> Result<u64, Error> {
        Ok(self.bucket(&handle)?.increment(key, delta).await?)
    }
}

impl batch::Host for KeyValueView<'_> {
    async fn get_many(
        &mut self,
        handle: Resource<Bucket>,
        keys: Vec<String>,
    ) -> Result<Vec<Option<(String, Vec<u8>)>>, Error> {
        Ok(self.bucket(&handle)?.get_many(keys).await?)
    }

    async fn set_many(
        &mut self,
        handle: Resource<Bucket>,
        entries: Vec<(String, Vec<u8>)>,
    ) -> Result<(), Error> {
        Ok(self.bucket(&handle)?.set_many(entries).await?)
    }

    async fn delete_many(
        &mut self,
        handle: Resource<Bucket>,
        keys: Vec<String>,
    ) -> Result<(), Error> {
        Ok(self.bucket(&handle)?.delete_many(keys).await?)
    }
}
