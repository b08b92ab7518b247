//! `cargo xtask`: what a contributor does with this repository, each with one command and all of its set-up included.
//!
//! It depends on no WebAssembly engine, so that the first `cargo xtask doctor` on a fresh clone answers soon; tasks that
//! need the engine start the programs of the workspace.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bench;
mod check;
mod codegen;
mod conformance;
mod demo;
mod exit;
mod foreign;
mod guest;
mod key;
mod process;
mod progress;
mod test;
mod toolchain;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The tasks of the Plugwright repository.
///
/// Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 a plugin's fault, 4 the environment's fault.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Guests(toolchain::GuestsArgs),
    Doctor(toolchain::DoctorArgs),
    Test(test::TestArgs),
    Check(check::CheckArgs),
    Codegen(codegen::CodegenArgs),
    Conformance(conformance::ConformanceArgs),
    Demo(demo::DemoArgs),
    Bench(bench::BenchArgs),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().task {
        Task::Guests(args) => toolchain::guests(&args),
        Task::Doctor(args) => toolchain::doctor(&args),
        Task::Test(args) => test::run(&args),
        Task::Check(args) => check::run(&args),
        Task::Codegen(args) => codegen::run(&args),
        Task::Conformance(args) => conformance::run(&args),
        Task::Demo(args) => demo::run(&args),
        Task::Bench(args) => bench::run(&args),
    };
    exit::code(outcome)
}
