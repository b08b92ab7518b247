//! A data source over the SQLite files of a granted directory.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod sqlite;
