//! Runs the guest of a call: within its deadline, its chain and its span.

use crate::deadline::{Interruption, Watch, supervise, supervise_blocking};
use std::future::poll_fn;
use std::pin::Pin;
use tracing::Span;

/// What became of a guest's future.
pub struct Outcome<T>(pub(super) Result<T, Interruption>);

impl<R> Outcome<wasmtime::Result<R>> {
    /// A call that has its answer without the guest.
    pub(crate) fn success(answer: R) -> Self {
        Self(Ok(Ok(answer)))
    }

    /// A call that could not even start.
    pub fn failed(error: wasmtime::Error) -> Self {
        Self(Ok(Err(error)))
    }
}

/// Runs the guest of a call, in a span that the host functions it calls are part of.
pub struct Supervisor {
    pub(super) watch: Option<Box<Watch>>,
    /// None while nobody listens.
    pub(super) span: Option<Box<Span>>,
}

impl Supervisor {
    /// Runs a guest that may wait.
    pub async fn run<F: Future>(self, mut guest: Pin<&mut F>) -> Outcome<F::Output> {
        let span = self.span.as_deref();
        let guest = poll_fn(|cx| within(span, || guest.as_mut().poll(cx)));
        Outcome(supervise(guest, self.watch.as_deref()).await)
    }

    /// Runs a guest that never waits.
    pub(super) fn run_blocking<R>(self, guest: impl FnOnce() -> R) -> Outcome<R> {
        let guest = || within(self.span.as_deref(), guest);
        Outcome(supervise_blocking(guest, self.watch.as_deref()))
    }
}

fn within<R>(span: Option<&Span>, step: impl FnOnce() -> R) -> R {
    match span {
        Some(span) => span.in_scope(step),
        None => step(),
    }
}
