//! A server that mocks an HTTP API from its OpenAPI description.
//!
//! It shows how a program of some size uses Plugwright: everything here works without a plugin, each of the four kinds
//! of plugins has one narrow trait in [`extension`], and [`plugins`] alone knows that they run sandboxed.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod admin;
pub mod answer;
pub mod auth;
pub mod config;
pub mod document;
mod error;
mod exchange;
pub mod extension;
pub mod import;
mod live;
mod mock;
pub mod plugins;
mod problem;
mod request;
pub mod routing;
mod rule;
mod server;
mod template;
mod watch;

pub use error::{Error, Place};
pub use exchange::answer as exchange;
pub use live::{Live, Origin, PluginLoader, Rejection, WithoutPlugins};
pub use mock::Mock;
pub use problem::Problem;
pub use request::Request;
pub use server::{Options, Server};
