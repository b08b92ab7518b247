//! Runs plugins.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod config;
mod dynamic;
mod egress;
mod keyvalue;
mod logging;
mod secrets;
