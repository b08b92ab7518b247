//! Rust, on wit-bindgen.
//!
//! The bindings are a source file, not the expansion of a macro: an author goes to a definition and reads it there, with the
//! words of the WIT above it, and editors need no proc-macro server. What wit-bindgen's own generator writes is kept as it is,
//! so that its runtime, its fixes and its documentation hold; around it come names that cannot collide, doc comments that
//! cannot break the file, and one type where import and export of an interface mean the same.

mod bindings;
mod borrow;
mod default;
mod docs;

mod names;
mod project;
mod sameness;
mod section;
mod stubs;
mod types;

use crate::{Error, Model, Options, Output, Stubs};

pub(crate) fn generate(model: &Model, options: &Options) -> Result<Output, Error> {
    let mut output = Output::default();
    if options.stubs == Stubs::None {
        output.add("bindings.rs", bindings::generate(model)?);
        return Ok(output);
    }
    output.add("src/bindings.rs", bindings::generate(model)?);
    output.add("src/lib.rs", stubs::generate(model, options.stubs)?);
    output.add("Cargo.toml", project::generate(model, options)?);
    Ok(output)
}

pub(crate) fn failed(reason: impl std::fmt::Display) -> Error {
    Error::Generator {
        language: "rust",
        reason: reason.to_string(),
    }
}
