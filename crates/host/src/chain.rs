//! Which plugin called which, so that plugins that call each other through the host can neither deadlock nor run for ever.
//!
//! A chain travels with the poll of a call: while a guest runs, its chain is the current one of the thread, and a call
//! that a host function starts meanwhile continues it. The chain is small and copied, so a call pays for no allocation.

use std::cell::Cell;
use std::time::Instant;

/// How many plugins may wait for each other at once.
pub(crate) const MAX_DEPTH: usize = 16;

/// The calls that the current one is part of, the outermost first.
#[derive(Clone, Copy, Debug)]
pub struct CallChain {
    plugins: [u32; MAX_DEPTH],
    depth: u8,
    deadline: Option<Instant>,
}

/// Why a chain cannot grow by a plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChainViolation {
    /// The plugin is the one that is calling.
    Reentrant,
    /// The plugin waits further up in the chain.
    Cycle,
    /// The chain is as deep as it may get.
    TooDeep,
}

thread_local! {
    static CURRENT: Cell<CallChain> = const { Cell::new(CallChain::EMPTY) };
    /// The depth of the current chain, so that a call that starts one need not read it.
    static DEPTH: Cell<u8> = const { Cell::new(0) };
}

impl CallChain {
    const EMPTY: Self = Self {
        plugins: [0; MAX_DEPTH],
        depth: 0,
        deadline: None,
    };

    /// The chain of the guest that runs on this thread now; empty outside of a call.
    ///
    /// A host function that hands work to another task takes the chain along with [`CallChain::follow`].
    pub fn current() -> Self {
        CURRENT.get()
    }

    /// Whether no guest runs on this thread now.
    pub(crate) fn is_none() -> bool {
        DEPTH.get() == 0
    }

    /// Runs a future as a part of this chain, for work that a host function moves to another task.
    pub async fn follow<F: Future>(self, future: F) -> F::Output {
        let mut future = std::pin::pin!(future);
        std::future::poll_fn(|cx| self.scope(|| future.as_mut().poll(cx))).await
    }

    /// The chain that goes on with a plugin, and its deadline: the earlier of the plugin's own and the inherited one.
    pub(crate) fn enter(mut self, plugin: u32, deadline: Instant) -> Result<Self, ChainViolation> {
        let depth = usize::from(self.depth);
        let callers = self.plugins.get(..depth).unwrap_or_default();
        if callers.last() == Some(&plugin) {
            return Err(ChainViolation::Reentrant);
        }
        if callers.contains(&plugin) {
            return Err(ChainViolation::Cycle);
        }
        let slot = self.plugins.get_mut(depth).ok_or(ChainViolation::TooDeep)?;
        *slot = plugin;
        self.depth += 1;
        self.deadline = Some(self.deadline.map_or(deadline, |outer| outer.min(deadline)));
        Ok(self)
    }

    /// When the innermost call has to be over.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Makes this the current chain for as long as `poll` runs.
    pub(crate) fn scope<R>(self, poll: impl FnOnce() -> R) -> R {
        struct Restore(CallChain);
        impl Drop for Restore {
            fn drop(&mut self) {
                DEPTH.set(self.0.depth);
                CURRENT.set(self.0);
            }
        }
        DEPTH.set(self.depth);
        let _restore = Restore(CURRENT.replace(self));
        poll()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn later() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    #[test]
    fn a_plugin_that_calls_itself_is_reentrant() {
        let chain = CallChain::EMPTY.enter(7, later()).unwrap();
        assert_eq!(
            chain.enter(7, later()).unwrap_err(),
            ChainViolation::Reentrant
        );
    }

    #[test]
    fn a_plugin_that_waits_further_up_closes_a_cycle() {
        let chain = CallChain::EMPTY
            .enter(1, later())
            .unwrap()
            .enter(2, later())
            .unwrap();
        assert_eq!(chain.enter(1, later()).unwrap_err(), ChainViolation::Cycle);
    }

    #[test]
    fn a_chain_ends_at_its_greatest_depth() {
        let mut chain = CallChain::EMPTY;
        for plugin in 0..u32::try_from(MAX_DEPTH).unwrap() {
            chain = chain.enter(plugin + 1, later()).unwrap();
        }
        assert_eq!(
            chain.enter(99, later()).unwrap_err(),
            ChainViolation::TooDeep
        );
    }

    #[test]
    fn a_deadline_is_inherited_and_never_grows() {
        let (soon, late) = (Instant::now(), later());
        let chain = CallChain::EMPTY
            .enter(1, soon)
            .unwrap()
            .enter(2, late)
            .unwrap();
        assert_eq!(chain.deadline(), Some(soon));
    }

    #[test]
    fn the_chain_before_is_current_again_after_a_panic() {
        let chain = CallChain::EMPTY.enter(1, later()).unwrap();
        let caught = std::panic::catch_unwind(|| chain.scope(|| panic!("a host function fails")));
        assert!(caught.is_err());
        assert_eq!(CallChain::current().depth, 0);
    }
}
