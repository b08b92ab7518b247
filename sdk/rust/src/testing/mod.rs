//! A host inside the test program, so that plugins are tested with plain `cargo test`, without building a component.
//!
//! A [`Host`] grants nothing that a test does not name: a key that was not configured is missing, a bucket that was not
//! named is denied, and so is every request. What is tested is the author's own code through the same traits.
//!
//! ```
//! use plugwright_plugin_sdk::{prelude::*, testing::Host};
//!
//! struct Greeter {
//!     greeting: String,
//! }
//!
//! impl Plugin for Greeter {
//!     fn new(config: &Config) -> Result<Self, Error> {
//!         Ok(Greeter { greeting: config.require("greeting")? })
//!     }
//! }
//!
//! impl ResponsePlugin for Greeter {
//!     fn generate(&self, _: &PluginContext, route: &Route) -> Result<HttpResponse, Error> {
//!         log::debug!("greeting from {}", route.path_template);
//!         Ok(HttpResponse::text(200, self.greeting.clone()))
//!     }
//! }
//!
//! let host = Host::new().config("greeting", "Hello").install();
//! let greeter: Greeter = host.plugin()?;
//! let answer = greeter.generate(&PluginContext::new("GET", "/hello"), &Route::default())?;
//! assert_eq!(answer.body, b"Hello");
//! assert_eq!(host.logs().len(), 1);
//! # Ok::<(), Error>(())
//! ```

pub(crate) mod answers;
mod host;
#[cfg(test)]
mod tests;

pub use host::{Host, Installed, LogRecord};
