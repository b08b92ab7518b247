//! How much of a plugin may run at once.

use std::num::NonZeroU32;

use super::group::limit_group;

limit_group! {
    /// Calls in flight. Whoever comes when all instances are busy waits; whoever comes when the queue is full is refused.
    ConcurrencyLimits / ConcurrencyLimitRequest {
        /// Instances that answer at the same time; at least one. Default 64.
        instances: NonZeroU32 as NonZeroU32 = NonZeroU32::MIN.saturating_add(63),
        /// Callers that wait for an instance. Default 1,024.
        queue: u32 as u32 = 1_024,
    }
}
