//! `cargo xtask demo`: the main job on real input. A mock server serves the API of a real company from its public
//! description; sandboxed plugins check who asks, invent data, read rows and shape answers; one of them misbehaves.
//!
//! Every answer is checked, so that the demonstration is a test of the whole that a newcomer can watch.

mod api;
mod ask;
mod client;
mod plugins;
mod server;
mod settings;
mod story;
mod swap;
mod token;

use std::{
    path::{Path, PathBuf},
    thread,
    time::Instant,
};

use anstream::println;
use anyhow::{Result, anyhow};
use clap::Args;

use crate::{exit::Verdict, guest, process, progress, workspace::Workspace};
use api::Api;
use server::Server;

/// Build the plugins, serve a real API with them, send requests, and check every answer.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Serve the small API of this repository, as without a network.
    #[arg(long)]
    offline: bool,
}

/// Runs `cargo xtask demo`.
pub(crate) fn run(args: &DemoArgs) -> Result<Verdict> {
    let started = Instant::now();
    let workspace = Workspace::read()?;
    let (components, program) = build(&workspace)?;
    let api = api::find(&workspace, args.offline)?;
    let settings = |seed| {
        let folder = workspace.root().join("target/demo");
        settings::write(&folder, &components, &api, seed)
    };
    let [first, second] = settings::SEEDS;
    let server = start(&program, &settings(first)?, &api)?;
    println!("{}\n", server.banner());
    let wrong = story::tell(&server, &api, || settings(second).map(drop))?;
    let healthy = plugins::print(&workspace, &server)?;
    println!(
        "\n{} in {:.1} s",
        verdict(wrong, healthy),
        started.elapsed().as_secs_f64()
    );
    Ok((wrong == 0 && healthy).into())
}

fn verdict(wrong: usize, healthy: bool) -> String {
    match (wrong, healthy) {
        (0, true) => "every answer was right".to_owned(),
        (0, false) => "every answer was right, but a plugin is not as it should be".to_owned(),
        (wrong, _) => format!("{wrong} answers were wrong"),
    }
}

/// Builds the plugins and the server at the same time: the compilers of other languages are mostly waited for.
fn build(workspace: &Workspace) -> Result<(PathBuf, PathBuf)> {
    thread::scope(|scope| {
        let server = scope.spawn(|| build_server(workspace));
        let components = guest::build_some(workspace, &settings::plugin_names())?;
        let step = progress::step("mock server");
        step.now("cargo build; the first time this takes minutes");
        let program = server.join().map_err(|_| anyhow!("the build panicked"))??;
        step.done("built");
        Ok((components, program))
    })
}

fn build_server(workspace: &Workspace) -> Result<PathBuf> {
    let mut cargo = std::process::Command::new("cargo");
    cargo
        .args(["build", "--package", "plugwright-mock-server"])
        .current_dir(workspace.root());
    process::run_logged(
        &mut cargo,
        &workspace.root().join("target/xtask/mock-server.log"),
    )?;
    let name = format!("plugwright-mock-server{}", std::env::consts::EXE_SUFFIX);
    Ok(workspace
        .metadata()
        .target_directory
        .as_std_path()
        .join("debug")
        .join(name))
}

fn start(program: &Path, settings: &Path, api: &Api) -> Result<Server> {
    let step = progress::step("start");
    step.now("compiling the plugins and reading the description");
    let server = Server::start(program, settings)?;
    step.done(&api.title);
    Ok(server)
}
