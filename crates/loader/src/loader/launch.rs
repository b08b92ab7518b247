//! With which rights and limits a version runs, and which others it may call. That is the operator's word, not the plugin's.

use crate::Result;
use crate::store::{Pinned, Record};
use plugwright_host::{Grants, Reuse};
use plugwright_manifest::{Limits, PluginId};

/// The terms on which a version runs; the default gives it nothing, within the limits that every plugin has.
#[derive(Clone, Default)]
pub struct Terms {
    /// What it may use.
    pub grants: Grants,
    /// How much it may use.
    pub limits: Limits,
    /// Whether an instance answers more than one call.
    pub reuse: Reuse,
    /// The plugins that it may call, if its manifest needs them or an interface of theirs.
    pub calls: Vec<PluginId>,
}

/// Says on which terms a version runs.
///
/// A closure is one: `|record, pinned| Ok(Terms { limits, ..Terms::default() })`.
pub trait Launch: Send + Sync + 'static {
    /// The terms of a version that may run. The digest of the grants that were pinned with it is in `pinned`: whoever reads grants
    /// from a file compares.
    ///
    /// # Errors
    /// Why the version cannot run; it fails with that.
    fn launch(&self, record: &Record, pinned: &Pinned) -> Result<Terms>;
}

impl<F> Launch for F
where
    F: Fn(&Record, &Pinned) -> Result<Terms> + Send + Sync + 'static,
{
    fn launch(&self, record: &Record, pinned: &Pinned) -> Result<Terms> {
        self(record, pinned)
    }
}
