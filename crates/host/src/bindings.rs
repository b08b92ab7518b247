//! What generated bindings tell the host about themselves.

use crate::ctx::Ctx;
use wasmtime::Store;
use wasmtime::component::{Instance, InstancePre};

/// Typed bindings of a world; `bind!` writes the implementation.
pub trait Bindings: Sized + Send + Sync + 'static {
    /// Where the exports are in a component, looked up once for all its instances.
    type Indices: Send + Sync + 'static;

    /// The world, for messages.
    const WORLD: &'static str;

    /// Every exported function of the world, as `interface#function`.
    const EXPORTS: &'static [&'static str];

    /// Looks the exports up, and checks their types.
    ///
    /// # Errors
    /// Fails if the component does not export what the world does.
    fn indices(component: &InstancePre<Ctx>) -> wasmtime::Result<Self::Indices>;

    /// Looks the exports of an instance up.
    ///
    /// # Errors
    /// Fails if the instance is not one of the component that the indices are from.
    fn load(
        indices: &Self::Indices,
        store: &mut Store<Ctx>,
        instance: &Instance,
    ) -> wasmtime::Result<Self>;
}
