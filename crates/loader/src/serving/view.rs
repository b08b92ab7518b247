//! Typed bindings that follow the active version.

use super::active::Active;
use arc_swap::ArcSwapOption;
use plugwright_host::{Plugin, Result};
use std::sync::Arc;

/// How bindings are made for a version: `Calculator::new`.
type Make<T> = dyn Fn(&Plugin) -> Result<T> + Send + Sync;

/// One kind of bindings of a slot, for the active version if there is one that takes calls at once.
pub(crate) struct View<T> {
    make: Box<Make<T>>,
    pub(crate) current: ArcSwapOption<Pinned<T>>,
}

/// Bindings of one version, and the version.
pub(crate) struct Pinned<T> {
    pub(crate) bindings: T,
    pub(crate) active: Arc<Active>,
}

/// A view of any type, as its slot sees it.
pub(crate) trait Follow: Send + Sync {
    /// Prepares to show a version; what is returned does it.
    fn prepare(self: Arc<Self>, active: &Arc<Active>) -> Result<Box<dyn FnOnce()>>;

    /// Shows nothing: calls take the slow way.
    fn clear(&self);
}

impl<T: Send + Sync + 'static> View<T> {
    pub(crate) fn new(make: impl Fn(&Plugin) -> Result<T> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            make: Box::new(make),
            current: ArcSwapOption::empty(),
        })
    }

    /// Bindings of a version.
    pub(crate) fn pin(&self, active: &Arc<Active>) -> Result<Pinned<T>> {
        Ok(Pinned {
            bindings: (self.make)(&active.plugin)?,
            active: active.clone(),
        })
    }
}

impl<T: Send + Sync + 'static> Follow for View<T> {
    fn prepare(self: Arc<Self>, active: &Arc<Active>) -> Result<Box<dyn FnOnce()>> {
        let pinned = Arc::new(self.pin(active)?);
        Ok(Box::new(move || self.current.store(Some(pinned))))
    }

    fn clear(&self) {
        self.current.store(None);
    }
}
