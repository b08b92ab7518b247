//! The edge: names, sockets, TLS and HTTP. Every decision is asked of `policy`; nothing here makes one.
//!
//! Nothing here reads the environment either: no proxy, no certificate file, no key log.

pub(crate) mod body;
pub(crate) mod connect;
pub(crate) mod exchange;
mod metered;
pub(crate) mod pool;
pub(crate) mod resolve;
