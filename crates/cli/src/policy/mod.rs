//! `plugwright policy`: whether a policy can be read, what it comes to, and what it says of a plugin.

mod check;
mod explain;
pub(crate) mod verdict;

use std::fs;
use std::path::{Path, PathBuf};

use anstream::{print, println};
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use plugwright_security::Error;
use plugwright_security::policy::Policy;

use crate::exit::Verdict;
use explain::ExplainArgs;

/// Check a trust policy, or explain what it says of a plugin.
#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    #[command(subcommand)]
    command: PolicyCommand,
    /// Print JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum PolicyCommand {
    /// Whether a policy can be read, and what each of its rules comes to. Exit code 1 if it cannot.
    Check {
        /// The policy file.
        file: PathBuf,
    },
    /// What a policy says of a plugin, rule by rule. Exit code 1 if it refuses it.
    Explain(Box<ExplainArgs>),
    /// Print the JSON Schema of policy files.
    Schema,
    /// Print a policy to begin with.
    Sample,
}

/// Runs `plugwright policy`.
pub(crate) fn run(args: &PolicyArgs) -> Result<Verdict> {
    match &args.command {
        PolicyCommand::Check { file } => check::check(file, args.json),
        PolicyCommand::Explain(explain) => explain::explain(explain, args.json),
        PolicyCommand::Schema => {
            println!("{}", serde_json::to_string_pretty(&Policy::schema())?);
            Ok(Verdict::Yes)
        }
        PolicyCommand::Sample => {
            print!("{}", Policy::SAMPLE);
            Ok(Verdict::Yes)
        }
    }
}

fn read(file: &Path) -> Result<Result<Policy, Error>> {
    Ok(Policy::parse(&file.display().to_string(), &text(file)?))
}

/// The text of a policy file.
pub(crate) fn text(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}
