//! [`Plugin`], the base of every kind, and the one instance of it that a component has.
//!
//! The instance is made at the first call, not when the component starts: a component that only answers what it is
//! (capabilities, template functions) must not fail because it is not configured yet. What `new` returns is kept for
//! the life of the component's instance; an error is not, so that a plugin recovers when its cause is gone.

use std::{cell::OnceCell, rc::Rc, thread::LocalKey};

use crate::{Config, Error, PluginCapabilities};

/// A plugin, whatever its kinds.
pub trait Plugin: Sized + 'static {
    /// Makes the plugin from the configuration that the operator wrote.
    ///
    /// # Errors
    ///
    /// When the configuration is missing or wrong; the call that needed the plugin returns this error.
    fn new(config: &Config) -> Result<Self, Error>;

    /// What the plugin needs; by default nothing.
    fn capabilities() -> PluginCapabilities {
        PluginCapabilities::none()
    }
}

/// Where the instance of a plugin lives. [`plugin!`](crate::plugin!) implements it.
#[doc(hidden)]
pub trait Installed: Plugin {
    fn slot() -> &'static LocalKey<OnceCell<Rc<Self>>>;
}

/// What [`plugin!`](crate::plugin!) exports for a plugin.
#[doc(hidden)]
pub struct Exported<P>(std::marker::PhantomData<P>);

/// The instance, made from the host's configuration if there is none yet.
pub(crate) fn instance<P: Installed>() -> Result<Rc<P>, Error> {
    instance_with(&Config::from_host())
}

/// The instance, made from this configuration if there is none yet.
pub(crate) fn instance_with<P: Installed>(config: &Config) -> Result<Rc<P>, Error> {
    if let Some(plugin) = P::slot().with(|slot| slot.get().cloned()) {
        return Ok(plugin);
    }
    let plugin = Rc::new(P::new(config)?);
    Ok(P::slot().with(|slot| slot.get_or_init(|| plugin).clone()))
}

/// The instance, if one was made.
pub(crate) fn existing<P: Installed>() -> Option<Rc<P>> {
    P::slot().with(|slot| slot.get().cloned())
}
