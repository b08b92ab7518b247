//! With which rights and limits a version runs. That is the operator's word, not the plugin's.

use crate::Result;
use crate::store::{Pinned, Stored};
use plugwright_host::{Engine, PluginBuilder};

/// Prepares a version that may run: gives it its grants and its limits.
///
/// A closure is one: `|engine, stored, pinned| Ok(bare(engine, stored).grants(…))`.
pub trait Launch: Send + Sync + 'static {
    /// The plugin as it is to be loaded. The digest of the grants that were pinned with the version is in `pinned`: whoever
    /// reads grants from a file compares.
    ///
    /// # Errors
    /// Why the version cannot run; it fails with that.
    fn launch(&self, engine: &Engine, stored: Stored, pinned: &Pinned) -> Result<PluginBuilder>;
}

impl<F> Launch for F
where
    F: Fn(&Engine, Stored, &Pinned) -> Result<PluginBuilder> + Send + Sync + 'static,
{
    fn launch(&self, engine: &Engine, stored: Stored, pinned: &Pinned) -> Result<PluginBuilder> {
        self(engine, stored, pinned)
    }
}

/// A version without any right, within the limits of the host.
#[expect(clippy::unnecessary_wraps, reason = "it is a launch like others")]
pub(super) fn bare(engine: &Engine, stored: Stored, _: &Pinned) -> Result<PluginBuilder> {
    let release = stored.record.release;
    Ok(engine
        .plugin(release.id, stored.component)
        .version(release.version))
}
