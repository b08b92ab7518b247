//! Runs WebAssembly components as plugins: sandboxed, within limits, with only what they were granted.
//!
//! An [`Engine`] loads a [`Plugin`] once: it checks what the component declares, compiles it, links exactly what the
//! [`Grants`] allow and looks its exports up. A call then takes an instance from a pool, runs it until its deadline and gives
//! it back, or throws it away if it trapped. The modules follow that path:
//!
//! | step | modules |
//! | --- | --- |
//! | load | `loader`, `loaded`, `scan`, `concurrency`, `compile`, `cache`, `engines`, `link` |
//! | call | `call`, `chain`, `pool`, `instance`, `deadline`, `ticker`, `memory_limit` |
//! | judge | `fault`, `error`, `problem`, `breaker`, `statistics`, `call_count`, `stopwatch`, `latency`, `observer` |
//! | capabilities | `granted`, `config`, `keyvalue`, `logging`, `secrets`, `egress` |
//! | call by name | `dynamic` |
//! | calls of other plugins | `brokered` |
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bindings;
mod breaker;
mod brokered;
mod cache;
mod call;
mod call_by_name;
mod call_count;
mod chain;
mod compile;
mod concurrency;
mod config;
mod ctx;
mod deadline;
mod dynamic;
mod egress;
mod embedded;
mod engine;
mod engines;
mod error;
mod fault;
mod functions;
mod granted;
mod grants;
mod host_interface;
mod instance;
mod keyvalue;
mod latency;
mod lifecycle;
mod link;
mod loaded;
mod loader;
mod logging;
mod memory_limit;
mod metrics;
mod observer;
mod plugin;
mod pool;
mod problem;
mod program;
mod rights;
mod scan;
mod secrets;
mod session;
mod statistics;
mod stopwatch;
mod storage;
mod ticker;

pub use breaker::{Availability, FaultBudget};
pub use brokered::{
    Answered, Answering, Answers, BrokeredCall, Callee, ImportedInterface, Provider, Unanswered,
};
pub use cache::CacheStatistics;
pub use chain::CallChain;
pub use ctx::Ctx;
pub use egress::{
    BlockPattern, Denial, Egress, EgressBody, EgressBuilder, EgressCounts, EgressError,
    EgressLimits, EgressPolicy, GrantedSecret, NoPlaceholder, OriginError, OriginPattern, Phase,
    Placeholder, Resolver, SecretValue, SecretVault, SystemResolver, TrustedRoots,
};
pub use embedded::embedded_manifest;
pub use engine::{Engine, EngineBuilder, Tiering};
pub use engines::{Allocation, PoolSize, Tier};
pub use error::{Error, PluginRef, Problem, Result};
pub use functions::FunctionInfo;
pub use grants::Grants;
pub use host_interface::HostInterface;
pub use latency::Latency;
pub use lifecycle::{Health, HealthStatus};
pub use loader::PluginBuilder;
pub use logging::{LogLevel, LogRecord};
pub use metrics::{LogLosses, PluginMetrics};
pub use observer::{Access, Observer, PluginEvent};
pub use plugin::{Plugin, Reuse};
pub use scan::StaticLimits;
pub use session::Session;
pub use storage::Storage;

/// What generated bindings are made of; programs use what `bind!` makes of it.
pub mod runtime {
    pub use crate::bindings::Bindings;
    pub use crate::call::{Call, Outcome, Supervisor};
    pub use wasmtime;
}
