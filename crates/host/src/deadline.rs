//! One budget for one call, which nothing that the guest does renews.
//!
//! A guest that computes is stopped by epochs: the ticker moves the epoch, the guest's next check asks the callback, and
//! that looks at the clock. A guest that waits in a host function reaches no check, so the call's future has a timer too.
//! The timer is only made once a call has to wait, because most calls never do.

use crate::chain::CallChain;
use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Instant;
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

/// Drives a call until its deadline, as a part of its chain.
pub(crate) async fn supervise<F: Future>(
    future: F,
    deadline: Instant,
    chain: CallChain,
) -> Result<F::Output, Interruption> {
    let mut future = pin!(future);
    let mut timer: Option<Pin<Box<Sleep>>> = None;
    poll_fn(|cx| {
        let poll = AssertUnwindSafe(|| chain.scope(|| future.as_mut().poll(cx)));
        match catch_unwind(poll) {
            Ok(Poll::Ready(output)) => return Poll::Ready(Ok(output)),
            Ok(Poll::Pending) => {}
            Err(panic) => return Poll::Ready(Err(Interruption::Panicked(panic_text(&*panic)))),
        }
        timer
            .get_or_insert_with(|| Box::pin(sleep_until(deadline.into())))
            .as_mut()
            .poll(cx)
            .map(|()| Err(Interruption::Overdue))
    })
    .await
}

/// Runs a call that cannot wait, as a part of its chain.
pub(crate) fn supervise_blocking<R>(
    call: impl FnOnce() -> R,
    chain: CallChain,
) -> Result<R, Interruption> {
    catch_unwind(AssertUnwindSafe(|| chain.scope(call)))
        .map_err(|panic| Interruption::Panicked(panic_text(&*panic)))
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}
