//! Where a plugin comes from when it is needed.

use crate::Result;
use plugwright_host::Plugin;
use std::pin::Pin;

/// A load that is under way.
pub type Loading<'a> = Pin<Box<dyn Future<Output = Result<Plugin>> + Send + 'a>>;

/// Makes a plugin that can be called, as often as it is asked to: when it is first called, when it was evicted and is called
/// again, when it is restarted.
///
/// Verification belongs in here: what a source answers with is called.
///
/// A closure is a source: `move || { let engine = engine.clone(); async move { … } }`.
pub trait Source: Send + Sync + 'static {
    /// Loads the plugin.
    fn load(&self) -> Loading<'_>;
}

impl<F, Load> Source for F
where
    F: Fn() -> Load + Send + Sync + 'static,
    Load: Future<Output = Result<Plugin>> + Send + 'static,
{
    fn load(&self) -> Loading<'_> {
        Box::pin(self())
    }
}

/// A plugin that is loaded already.
impl Source for Plugin {
    fn load(&self) -> Loading<'_> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}
