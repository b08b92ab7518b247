//! Answers a `plugwright:data-source` query over rows that a source can only list one by one.
//!
//! Files have no index and no query language, so every file-backed source needs the same filter, sort and page. They
//! are here once, so that a condition means the same in each of them.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod comparison;
mod selection;

pub use selection::select;
