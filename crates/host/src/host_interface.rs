//! Interfaces that the embedding program serves to its plugins.

use crate::ctx::Ctx;
use crate::error::PluginRef;
use std::any::Any;
use wasmtime::component::Linker;

/// Interfaces of the embedding program's own WIT, implemented in Rust.
///
/// `bind!` generates the `add_to_linker` functions that [`HostInterface::link`] calls. A plugin gets an interface only if its
/// grants name it.
pub trait HostInterface: Send + Sync + 'static {
    /// The full names of the interfaces, as components import them: `acme:shop/cart@1.0.0`.
    fn interfaces(&self) -> &[&str];

    /// Links the interfaces.
    ///
    /// # Errors
    /// Fails if the linker already has one of them.
    fn link(&self, linker: &mut Linker<Ctx>) -> wasmtime::Result<()>;

    /// The state of one instance, which host functions find with [`Ctx::state_mut`].
    fn state(&self, plugin: &PluginRef) -> Box<dyn Any + Send>;
}
