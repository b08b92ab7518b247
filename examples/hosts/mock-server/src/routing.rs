//! Finds the route of a request: pure functions over text, without I/O and without knowledge of OpenAPI.

mod path;
mod router;
mod segment;
mod template;

pub use path::RequestPath;
pub use router::{Match, Router};
pub use template::{PathTemplate, TemplateError};

#[cfg(test)]
mod tests;
