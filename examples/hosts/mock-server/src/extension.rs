//! What plugins can do here, one trait a kind.
//!
//! The server knows these traits and nothing of where their implementations come from: [`crate::plugins`] implements
//! them with sandboxed plugins, tests with a few lines, and without any implementation the server mocks all the same.

mod authenticator;
mod data_source;
mod fault;
mod inspection;
mod registry;
mod responder;
mod template_functions;

pub use authenticator::{Authenticator, Credentials, Identity, Verdict};
pub use data_source::{Comparison, Condition, DataSource, Order, Query, Rows};
pub use fault::{FailurePolicy, FaultKind, PluginFault};
pub use inspection::{Inspection, PluginReport};
pub use registry::{Extensions, Guarded};
pub use responder::{Responder, Response, Route};
pub use template_functions::{TemplateFunction, TemplateFunctions};
