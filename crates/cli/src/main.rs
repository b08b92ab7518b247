//! `plugwright`: the tool of plugin authors and operators.
//!
//! One file a subcommand; each reads its input, asks a library crate, and prints. Exit codes are a contract: see
//! [`exit`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod archive;
mod audit;
mod blame;
mod build;
mod call;
mod codegen;
mod compat;
mod decision;
mod exit;
mod grant;
mod inspect;
mod installed;
mod key;
mod pack;
mod plugin_file;
mod policy;
mod scan;
mod sign;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Generate SDKs from WIT; build, inspect, compare and call plugins.
///
/// Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 the plugin's fault, 4 the environment's fault.
#[derive(Debug, Parser)]
#[command(name = "plugwright", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Audit(audit::AuditArgs),
    Build(build::BuildArgs),
    Call(call::CallArgs),
    Codegen(codegen::CodegenArgs),
    Compat(compat::CompatArgs),
    Grant(grant::GrantArgs),
    Info(installed::InfoArgs),
    Inspect(inspect::InspectArgs),
    Install(installed::InstallArgs),
    Key(key::KeyArgs),
    List(installed::ListArgs),
    Lock(installed::LockArgs),
    Pack(pack::PackArgs),
    Policy(policy::PolicyArgs),
    Remove(installed::RemoveArgs),
    Rollback(installed::RollbackArgs),
    Scan(scan::ScanArgs),
    Sign(sign::SignArgs),
    Update(installed::UpdateArgs),
    Verify(verify::VerifyArgs),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Audit(args) => audit::run(&args),
        Command::Build(args) => build::run(&args),
        Command::Call(args) => call::run(&args),
        Command::Codegen(args) => codegen::run(&args),
        Command::Compat(args) => compat::run(&args),
        Command::Grant(args) => grant::run(&args),
        Command::Info(args) => installed::info(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Install(args) => installed::install(&args),
        Command::Key(args) => key::run(&args),
        Command::List(args) => installed::list(&args),
        Command::Lock(args) => installed::lock(&args),
        Command::Pack(args) => pack::run(&args),
        Command::Policy(args) => policy::run(&args),
        Command::Remove(args) => installed::remove(&args),
        Command::Rollback(args) => installed::rollback(&args),
        Command::Scan(args) => scan::run(&args),
        Command::Sign(args) => sign::run(&args),
        Command::Update(args) => installed::update(&args),
        Command::Verify(args) => verify::run(&args),
    };
    exit::code(outcome)
}
