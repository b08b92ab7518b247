//! `plugwright inspect FILE`: what a component offers, what it asks for, and what it is made of; what a package holds.
//! Nothing is run.

mod anatomy;
mod contract;
mod print;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anstream::println;
use anyhow::{Context as _, Result};
use clap::Args;
use serde::Serialize;

use crate::archive;
use crate::exit::{Fault, Verdict};
use anatomy::Anatomy;
use contract::Contract;

/// Show what a component exports and imports, the capabilities this implies, its sizes and its custom sections; or what a
/// package holds, which is checked to its last byte.
#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// A component or a package.
    file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Everything that is known of a component without running it.
#[derive(Debug, Serialize)]
struct Inspection {
    #[serde(flatten)]
    anatomy: Anatomy,
    #[serde(flatten)]
    contract: Contract,
}

/// Runs `plugwright inspect`.
pub(crate) fn run(args: &InspectArgs) -> Result<Verdict> {
    if archive::is_archive(&args.file)? {
        return inspect_archive(args);
    }
    let bytes =
        fs::read(&args.file).with_context(|| format!("{} cannot be read", args.file.display()))?;
    let inspection = inspect(&args.file, &bytes)?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&inspection)?);
    } else {
        print::print(&inspection);
    }
    Ok(Verdict::Yes)
}

fn inspect_archive(args: &InspectArgs) -> Result<Verdict> {
    let contents = archive::inspect(&args.file)?;
    if args.json {
        println!(
            "{}",
            serde_json::to_string_pretty(&archive::report(&contents))?
        );
    } else {
        archive::print(&contents);
    }
    Ok(Verdict::Yes)
}

fn inspect(file: &Path, bytes: &[u8]) -> Result<Inspection, Fault> {
    let malformed =
        |error: &dyn std::fmt::Display| Fault::plugin("PW-INSPECT-MALFORMED", file, error);
    let kind =
        plugwright_build::kind(bytes).map_err(|error| Fault::plugin(error.code(), file, error))?;
    if kind == plugwright_build::Kind::Module {
        let problem = "this is a core module; `plugwright build` makes a component of it";
        return Err(Fault::plugin("PW-INSPECT-MODULE", file, problem));
    }
    // The readers below trust what has been validated.
    let mut validator = wasmparser::Validator::new_with_features(wasmparser::WasmFeatures::all());
    validator
        .validate_all(bytes)
        .map_err(|error| malformed(&error))?;
    let contract = Contract::read(bytes).map_err(|error| malformed(&format!("{error:#}")))?;
    let anatomy = Anatomy::read(bytes).map_err(|error| malformed(&format!("{error:#}")))?;
    Ok(Inspection { anatomy, contract })
}
