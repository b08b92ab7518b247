//! What a plugin may hold in linear memories and tables.

use super::group::limit_group;
use crate::ByteSize;

limit_group! {
    /// Memory of one instance. Sizes and counts are sums over everything in the store, however a component splits it up.
    MemoryLimits / MemoryLimitRequest {
        /// Bytes of all linear memories together. Default 64 MiB; languages that bring an interpreter with them
        /// (Python, JavaScript) may need more.
        size: ByteSize as ByteSize = ByteSize::mib(64),
        /// Elements of all tables together. Default 100,000.
        table_elements: u32 as u32 = 100_000,
        /// Core instances inside the component. Default 64, which leaves room for a component that was linked from many
        /// modules.
        instances: u32 as u32 = 64,
        /// Linear memories. Default 16.
        memories: u32 as u32 = 16,
        /// Tables. Default 64.
        tables: u32 as u32 = 64,
    }
}
