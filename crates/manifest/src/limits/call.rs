//! What one call may carry across the boundary between guest and host.

use super::group::limit_group;
use crate::ByteSize;

limit_group! {
    /// What one call may make the host hold.
    CallLimits / CallLimitRequest {
        /// Bytes that the host lifts from a result. Default 16 MiB.
        result: ByteSize as ByteSize = ByteSize::mib(16),
        /// Bytes that a guest hands to a host function at once. Default 16 MiB.
        host_calls: ByteSize as ByteSize = ByteSize::mib(16),
        /// Resource handles that an instance holds at the same time. Default 1,024.
        handles: u32 as u32 = 1_024,
        /// Random bytes that a guest may ask for at once. Default 64 KiB.
        random: ByteSize as ByteSize = ByteSize::kib(64),
    }
}
