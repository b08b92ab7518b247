//! What a plugin may store.

use super::group::limit_group;
use crate::ByteSize;

limit_group! {
    /// The quota of all buckets of a plugin together.
    KeyValueLimits / KeyValueLimitRequest {
        /// Bytes of keys and values. Default 16 MiB.
        size: ByteSize as ByteSize = ByteSize::mib(16),
        /// Number of keys. Default 10,000.
        keys: u32 as u32 = 10_000,
    }
}
