//! The handle of a plugin's name, and the way of a call.

use super::slot::Slot;
use super::view::View;
use crate::accounting::meter;
use crate::error::{Error, Result};
use crate::serving::active::{Active, CutOff};
use plugwright_host::Plugin;
use plugwright_manifest::PluginId;
use serde_json::Value;
use std::pin::pin;
use std::sync::Arc;

/// A plugin by name: calls go to its active version, which is loaded first if it is not.
///
/// Clones are the same handle. `T` is what calls are made through: the [`Plugin`], or typed bindings that follow the active
/// version, made by [`Serving::typed`].
pub struct Serving<T = Plugin> {
    slot: Arc<Slot>,
    view: Arc<View<T>>,
}

impl<T> Clone for Serving<T> {
    fn clone(&self) -> Self {
        Self {
            slot: self.slot.clone(),
            view: self.view.clone(),
        }
    }
}

impl<T: Send + Sync + 'static> Serving<T> {
    pub(super) fn new(
        slot: Arc<Slot>,
        make: impl Fn(&Plugin) -> plugwright_host::Result<T> + Send + Sync + 'static,
    ) -> Result<Self> {
        let view = View::new(make);
        slot.follow(&view)?;
        Ok(Self { slot, view })
    }

    /// The plugin's id.
    pub fn id(&self) -> &PluginId {
        &self.slot.id
    }

    /// Calls the active version, and stays with it until the call is over, whatever is switched meanwhile.
    ///
    /// A plugin that is not loaded is loaded first; one that is being replaced with its state is waited for.
    ///
    /// # Errors
    /// Fails with what the call failed with, if the plugin cannot be loaded or takes no calls, and with
    /// [`Error::DrainedAway`] if its version was replaced and it was not over in time.
    pub async fn call<R>(
        &self,
        call: impl AsyncFnOnce(&T) -> plugwright_host::Result<R>,
    ) -> Result<R> {
        let current = self.view.current.load();
        let admitted;
        let pinned = if let Some(pinned) = &*current {
            &**pinned
        } else {
            admitted = self.view.pin(&Box::pin(self.slot.admit()).await?)?;
            &admitted
        };
        let active = &*pinned.active;
        let call = pin!(call(&pinned.bindings));
        let call = pin!(meter(&active.account.cpu, call));
        match active.until_cut(call).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => {
                active.failed(&error);
                Err(error.into())
            }
            Err(CutOff) => Err(self.drained_away(active)),
        }
    }

    /// Calls the active version on the caller's stack, without waiting. Such a call cannot be cut off: a drain waits for it
    /// until its own deadline.
    ///
    /// # Errors
    /// Fails with what the call failed with, and with [`Error::NotReady`] if no version can be called at once.
    pub fn call_blocking<R>(
        &self,
        call: impl FnOnce(&T) -> plugwright_host::Result<R>,
    ) -> Result<R> {
        let current = self.view.current.load();
        let Some(pinned) = &*current else {
            return Err(Error::NotReady {
                plugin: self.slot.id.clone(),
            });
        };
        call(&pinned.bindings).map_err(|error| {
            pinned.active.failed(&error);
            error.into()
        })
    }

    #[cold]
    fn drained_away(&self, active: &Active) -> Error {
        Error::DrainedAway {
            plugin: self.slot.id.clone(),
            version: active.plugin.version().clone(),
        }
    }
}

impl Serving {
    /// Typed bindings of the same plugin: `serving.typed(Calculator::new)?`. A version that they do not fit is not switched
    /// to from then on.
    ///
    /// # Errors
    /// Fails with the differences if the active version does not fit.
    pub fn typed<T: Send + Sync + 'static>(
        &self,
        make: impl Fn(&Plugin) -> plugwright_host::Result<T> + Send + Sync + 'static,
    ) -> Result<Serving<T>> {
        Serving::new(self.slot.clone(), make)
    }

    /// The active version, if one is loaded; it stays loaded for as long as this is kept.
    pub fn active(&self) -> Option<Plugin> {
        self.slot.active().map(|active| active.plugin.clone())
    }

    /// [`Plugin::call_json`] of the active version.
    ///
    /// # Errors
    /// As [`Serving::call`].
    pub async fn call_json(&self, function: &str, arguments: &[Value]) -> Result<Value> {
        self.call(async |plugin| plugin.call_json(function, arguments).await)
            .await
    }

    /// [`Plugin::call_wave`] of the active version.
    ///
    /// # Errors
    /// As [`Serving::call`].
    pub async fn call_wave(&self, text: &str) -> Result<String> {
        self.call(async |plugin| plugin.call_wave(text).await).await
    }
}
