//! Which plugin answers what another one imports.
//!
//! A plugin that imports an interface of no host needs another plugin behind it. Four things have to come together: the
//! manifest of the one declares that it depends on the plugin or on the interface, the operator grants it that plugin, the
//! plugin offers the interface in a compatible version, and no circle comes of it. If several would do, the highest priority
//! is chosen, and a tie is an error, because the order in which plugins happen to be found must not decide. What is missing
//! is said at the load, not by a trap in the middle of a call.
//!
//! A plugin is linked to a *name*: each call takes the provider's serving handle, so that its swaps, its quarantine, its
//! limits and its accounts hold for other plugins as they do for the program.
//!
//! | file | concept |
//! | --- | --- |
//! | `offers.rs` | who offers what: plugins announce and withdraw it at run time |
//! | `consumer.rs` | what a plugin imports, declares and is granted |
//! | `choice.rs` | one provider for one import |
//! | `graph.rs` | who is linked to whom, without circles |
//! | `served.rs` | calls by way of the serving handle |

mod choice;
mod consumer;
mod graph;
mod offers;
mod served;

pub use choice::{NoProvider, Obstacle};
pub use consumer::Consumer;
pub use offers::Offering;

use crate::Fleet;
use crate::error::{Error, Result};
use crate::serving::WeakFleet;
use graph::Graph;
use offers::Offers;
use plugwright_host::Grants;
use plugwright_manifest::PluginId;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Links plugins to the plugins that they import from. Clones are the same broker.
///
/// Whoever knows the installed plugins announces what they offer; a fleet's [`Source`](crate::Source) asks the broker before it
/// loads a plugin:
///
/// ```no_run
/// # use plugwright_loader::{Broker, Consumer, Offering, Fleet, Result};
/// # use plugwright_host::Grants;
/// # fn link(fleet: &Fleet, record: &plugwright_loader::store::Record, installed: &[plugwright_loader::store::Record]) -> Result<Grants> {
/// let broker = Broker::new(fleet);
/// installed.iter().for_each(|record| broker.offer(Offering::of(record)));
/// let granted = ["acme:calc".parse()?];
/// broker.link(&Consumer::of(record, granted), Grants::none())
/// # }
/// ```
#[derive(Clone)]
pub struct Broker(Arc<Shared>);

struct Shared {
    /// Weak, because the fleet's sources hold the broker.
    fleet: WeakFleet,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    offers: Offers,
    graph: Graph,
}

impl Broker {
    /// A broker between the plugins of a fleet.
    pub fn new(fleet: &Fleet) -> Self {
        Self(Arc::new(Shared {
            fleet: fleet.downgrade(),
            state: Mutex::default(),
        }))
    }

    /// Announces what a plugin offers, in the place of what it offered before. Plugins that are linked already stay linked.
    pub fn offer(&self, offering: Offering) {
        self.state().offers.put(offering);
    }

    /// Withdraws everything that a plugin offers, and forgets what it was linked to. Calls that others make of it fail from
    /// the moment on at which the fleet has it no more.
    pub fn withdraw(&self, plugin: &PluginId) {
        let mut state = self.state();
        state.offers.remove(plugin);
        state.graph.remove(plugin);
    }

    /// The plugins that offer an interface (`acme:calc/ops@1.0.0`) in a compatible version, the highest priority first.
    pub fn offered_by(&self, interface: &str) -> Vec<PluginId> {
        let state = self.state();
        let offers = state.offers.of(interface);
        offers.iter().map(|offer| offer.id.clone()).collect()
    }

    /// The plugins that a plugin was linked to, in order.
    pub fn providers_of(&self, plugin: &PluginId) -> Vec<PluginId> {
        self.state().graph.providers_of(plugin)
    }

    /// Adds to a plugin's grants a provider for each interface that it imports from other plugins. Imports that nobody offers,
    /// that the grants answer already and that the manifest does not declare are left to the host, which knows whether they are
    /// its own.
    ///
    /// # Errors
    /// [`Error::NoProvider`](crate::Error::NoProvider) with all imports that no plugin may answer and what to do;
    /// [`Error::ProvidersTie`](crate::Error::ProvidersTie); [`Error::Unresolvable`](crate::Error::Unresolvable) if it would close
    /// a circle, which it shows.
    pub fn link(&self, consumer: &Consumer, grants: Grants) -> Result<Grants> {
        let mut state = self.state();
        let choices = choice::choose(&state.offers, consumer, &grants)?;
        let providers = choices.iter().map(|(_, provider)| provider.clone());
        state.graph.link(&consumer.id, providers.collect())?;
        drop(state);
        choices
            .into_iter()
            .try_fold(grants, |grants, (import, id)| {
                let fleet = self.0.fleet.upgrade();
                let unknown = || Error::UnknownPlugin { plugin: id.clone() };
                let serving = fleet.ok_or_else(unknown)?.serving(&id)?;
                Ok(grants.provider(import, serving))
            })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
