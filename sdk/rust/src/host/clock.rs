//! The time, from `wasi:clocks`. The standard library's clocks panic on `wasm32-unknown-unknown`; these work on every
//! target, and stand still at a chosen time in tests ([`Host::now`](crate::testing::Host::now)).

use std::time::{Duration, SystemTime};

use super::imports;

/// The time since 1970-01-01T00:00:00Z.
pub fn unix_time() -> Duration {
    imports::unix_time()
}

/// The date and time.
pub fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + unix_time()
}

/// The time since some fixed point; it never goes back. Use it to measure how long something takes.
pub fn monotonic() -> Duration {
    imports::monotonic()
}
