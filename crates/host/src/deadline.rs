//! One budget for one call, which nothing that the guest does renews.
//!
//! A guest that computes is stopped by epochs: the ticker moves the epoch, the guest's next check asks the callback, and
//! that looks at the clock. A guest that waits in a host function reaches no check, so the call's future has a timer too.
//! The timer is only made once a call has to wait, because most calls never do.
//!
//! A guest that imports nothing cannot wait and cannot call further plugins. For it even the deadline is only computed once
//! the first tick finds it still running, so that a short call reads no clock for it.

use crate::chain::CallChain;
use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::time::{Sleep, sleep_until};

/// Why a supervised future ended without an output.
pub(crate) enum Interruption {
    /// The deadline passed while it waited.
    Overdue,
    /// A host function panicked; the message, if it was text.
    Panicked(String),
}

/// What the guest's epoch check reports to make the engine unwind the guest.
#[derive(Debug, thiserror::Error)]
#[error("the deadline of the call has passed")]
pub(crate) struct DeadlinePassed;

/// When a guest that computes has to be done.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deadline {
    /// At a time that is known.
    At(Instant),
    /// So long after the first tick that finds the guest running, which is at most one tick after its start.
    AfterFirstTick(Duration),
}

impl Deadline {
    /// Whether it has passed; asked once a tick.
    pub(crate) fn has_passed(&mut self) -> bool {
        let now = Instant::now();
        match *self {
            Self::At(deadline) => now >= deadline,
            Self::AfterFirstTick(limit) => {
                *self = Self::At(now + limit);
                false
            }
        }
    }
}

/// What a call that may wait is bound by: its deadline, and the chain of calls that it is a part of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watch {
    pub(crate) deadline: Instant,
    pub(crate) chain: CallChain,
}

/// Drives a call until its deadline. One that is not watched can only wait for its turn to compute.
pub(crate) async fn supervise<F: Future>(
    future: F,
    watch: Option<&Watch>,
) -> Result<F::Output, Interruption> {
    let mut future = pin!(future);
    let mut timer: Option<Pin<Box<Sleep>>> = None;
    poll_fn(|cx| {
        match unless_panicking(watch, || future.as_mut().poll(cx)) {
            Ok(Poll::Ready(output)) => return Poll::Ready(Ok(output)),
            Ok(Poll::Pending) => {}
            Err(panicked) => return Poll::Ready(Err(panicked)),
        }
        let Some(watch) = watch else {
            return Poll::Pending;
        };
        timer
            .get_or_insert_with(|| Box::pin(sleep_until(watch.deadline.into())))
            .as_mut()
            .poll(cx)
            .map(|()| Err(Interruption::Overdue))
    })
    .await
}

/// Runs a call that cannot wait.
pub(crate) fn supervise_blocking<R>(
    call: impl FnOnce() -> R,
    watch: Option<&Watch>,
) -> Result<R, Interruption> {
    unless_panicking(watch, call)
}

fn unless_panicking<R>(watch: Option<&Watch>, step: impl FnOnce() -> R) -> Result<R, Interruption> {
    let step = AssertUnwindSafe(|| match watch {
        Some(watch) => watch.chain.scope(step),
        None => step(),
    });
    catch_unwind(step).map_err(|panic| Interruption::Panicked(panic_text(&*panic)))
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}
