//! Resources that a session holds, by number.
//!
//! JSON and WAVE cannot carry a resource, so a session keeps the resources that calls returned and gives out numbers. A number is
//! never used twice: a handle that was given away stays invalid instead of meaning another object.

use std::collections::HashMap;

use wasmtime::component::{ResourceAny, ResourceType};

use super::value_error::ValueError;

/// The resources of one session.
#[derive(Debug)]
pub(crate) struct HandleTable {
    entries: HashMap<u32, Entry>,
    next: u32,
    capacity: usize,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    resource: ResourceAny,
    /// The type as the component declares it, known before it is instantiated. None for a resource that the program gave:
    /// wasmtime itself checks its type when it is passed.
    declared: Option<ResourceType>,
}

impl HandleTable {
    /// A table for at most `capacity` resources at a time.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            entries: HashMap::new(),
            next: 1,
            capacity,
        }
    }

    /// How many resources are held.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Takes a resource out, to drop it: `ResourceAny::resource_drop_async` runs its destructor.
    pub(crate) fn take(&mut self, handle: u32) -> Option<ResourceAny> {
        self.entries.remove(&handle).map(|entry| entry.resource)
    }

    /// Keeps a resource of the program, which a call can be given.
    pub(crate) fn give(&mut self, resource: ResourceAny) -> Result<u32, ValueError> {
        self.keep(Entry {
            resource,
            declared: None,
        })
    }

    /// Keeps a resource that a call returned.
    pub(super) fn insert(
        &mut self,
        resource: ResourceAny,
        declared: ResourceType,
    ) -> Result<u32, ValueError> {
        self.keep(Entry {
            resource,
            declared: Some(declared),
        })
    }

    fn keep(&mut self, entry: Entry) -> Result<u32, ValueError> {
        let handle = self.next;
        let next = handle.checked_add(1);
        let (Some(next), true) = (next, self.entries.len() < self.capacity) else {
            return Err(ValueError::handle(format!(
                "the session holds {} resources, which is its limit; drop some",
                self.entries.len()
            )));
        };
        self.next = next;
        self.entries.insert(handle, entry);
        Ok(handle)
    }

    fn get(&self, handle: u64, declared: ResourceType) -> Result<(u32, ResourceAny), ValueError> {
        let found = u32::try_from(handle)
            .ok()
            .and_then(|handle| Some((handle, self.entries.get(&handle)?)));
        let Some((handle, entry)) = found else {
            return Err(ValueError::handle(format!(
                "resource {handle} does not exist in this session, or was given away"
            )));
        };
        if entry.declared.is_some_and(|known| known != declared) {
            return Err(ValueError::handle(format!(
                "resource {handle} is of another type than this parameter"
            )));
        }
        Ok((handle, entry.resource))
    }
}

/// The handles that the arguments of one call use. Owned ones leave the table only when every argument is good.
pub(crate) struct HandleUse<'t> {
    table: &'t mut HandleTable,
    owned: Vec<u32>,
    borrowed: Vec<u32>,
}

impl<'t> HandleUse<'t> {
    pub(crate) fn new(table: &'t mut HandleTable) -> Self {
        Self {
            table,
            owned: Vec::new(),
            borrowed: Vec::new(),
        }
    }

    pub(crate) fn own(
        &mut self,
        handle: u64,
        declared: ResourceType,
    ) -> Result<ResourceAny, ValueError> {
        let (handle, resource) = self.table.get(handle, declared)?;
        if self.owned.contains(&handle) || self.borrowed.contains(&handle) {
            return Err(given_away(handle));
        }
        self.owned.push(handle);
        Ok(resource)
    }

    pub(crate) fn borrow(
        &mut self,
        handle: u64,
        declared: ResourceType,
    ) -> Result<ResourceAny, ValueError> {
        let (handle, resource) = self.table.get(handle, declared)?;
        if self.owned.contains(&handle) {
            return Err(given_away(handle));
        }
        self.borrowed.push(handle);
        Ok(resource)
    }

    /// All arguments are good: what they own is the callee's from now on.
    pub(crate) fn commit(self) {
        for handle in self.owned {
            self.table.entries.remove(&handle);
        }
    }
}

fn given_away(handle: u32) -> ValueError {
    ValueError::handle(format!(
        "resource {handle} is given away by one argument of this call and used by another"
    ))
}
