//! The right to change the state of one plugin. Whoever holds it leads the plugin's life; nobody else can.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::ledger::Books;
use super::table::{LeadsTo, Phase};
use super::{Actor, Cause, State};
use crate::Release;

pub use super::table::AnyLife;

/// The life of one plugin, now in phase `P`.
///
/// Dropping it in a phase in which something goes on tells the ledger that the plugin failed, so that a task that panics
/// or is cancelled does not leave a plugin that looks busy for ever.
#[must_use = "dropping the life of a plugin makes it fail"]
pub struct Life<P: Phase> {
    thread: Thread,
    phase: PhantomData<fn() -> P>,
}

impl<P: Phase> Life<P> {
    pub(super) fn new(release: Release, books: Arc<Books>) -> Self {
        Self {
            thread: Thread { release, books },
            phase: PhantomData,
        }
    }

    /// Which plugin it is the life of.
    pub fn release(&self) -> &Release {
        &self.thread.release
    }

    /// Enters the next phase. What the table does not have does not compile.
    pub fn enter<To: Phase>(self, cause: Cause) -> Life<To>
    where
        P: LeadsTo<To>,
    {
        self.thread
            .books
            .record(&self.thread.release, To::STATE, cause);
        Life {
            thread: self.thread,
            phase: PhantomData,
        }
    }
}

impl<P: Phase> fmt::Debug for Life<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Life({}, {})", self.thread.release, P::STATE)
    }
}

/// What stays the same through all phases.
struct Thread {
    release: Release,
    books: Arc<Books>,
}

impl Drop for Thread {
    fn drop(&mut self) {
        let busy = |state: State| !state.is_rest();
        if self.books.state(&self.release).is_some_and(busy) {
            let cause = Actor::Host.because("what led it ended without a word");
            self.books.record(&self.release, State::Failed, cause);
        }
        self.books.let_go(&self.release);
    }
}
