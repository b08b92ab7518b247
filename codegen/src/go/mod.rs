//! Go, for TinyGo: packages that need nothing but themselves.
//!
//! There is no maintained generator for Go's side of the component model, so all of it is here: one package for each
//! interface, the canonical ABI between them and the host, and memory that the collector leaves alone while the host uses it.
//! Files that only make sense inside of a component have a build constraint; in tests, functions of the host take their place.

mod declarations;
mod docs;
mod errors;
mod file;
mod functions;
mod glue;
mod interfaces;
mod names;
mod packages;
mod project;
mod results;
mod settled;
mod stubs;
mod support;

use crate::{Error, Model, Options, Output, Stubs};
use settled::Names;

/// The build constraint of what runs inside of a component.
const GUEST: &str = "tinygo.wasm";

/// The build constraint of what takes its place elsewhere.
const NATIVE: &str = "!tinygo.wasm";

pub(crate) fn generate(model: &Model, options: &Options) -> Result<Output, Error> {
    support::check(model)?;
    let names = Names::settle(model, options);
    let mut output = Output::default();
    support::write(model, &names, &mut output)?;
    interfaces::write(model, &names, &mut output)?;
    match options.stubs {
        Stubs::None => {}
        Stubs::Todo | Stubs::Echo => project::write(model, &names, options.stubs, &mut output)?,
    }
    Ok(output)
}
