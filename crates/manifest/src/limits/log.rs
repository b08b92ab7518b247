//! What a plugin may write into its log.

use super::group::limit_group;
use crate::ByteSize;

limit_group! {
    /// The log of a plugin. What is over a limit is dropped and counted; the call goes on.
    LogLimits / LogLimitRequest {
        /// Records per second in the long run. Default 100.
        rate: u32 as u32 = 100,
        /// Records at once, before the rate applies. Default 1,000.
        burst: u32 as u32 = 1_000,
        /// Bytes of one record; the rest is cut off. Default 8 KiB.
        line: ByteSize as ByteSize = ByteSize::kib(8),
        /// Bytes that the host keeps of a plugin's newest records. Default 1 MiB.
        buffer: ByteSize as ByteSize = ByteSize::mib(1),
    }
}
