//! The command line of the mock server.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use clap::Parser;
use mock_server::config::Config;
use mock_server::document::Document;
use mock_server::plugins::SandboxedPlugins;
use mock_server::{Options, Origin, PluginLoader, Server, WithoutPlugins, import};
use tracing_subscriber::EnvFilter;

/// Mocks an HTTP API from its description, with sandboxed plugins.
#[derive(Debug, Parser)]
#[command(name = "plugwright-mock-server", version)]
struct Arguments {
    /// The API description: OpenAPI 3.x in JSON or YAML, a Postman collection, an Insomnia export, or curl commands.
    #[arg(required_unless_present = "config", conflicts_with = "config")]
    document: Option<PathBuf>,
    /// A configuration file, which names the description, plugins and answers.
    #[arg(long, short)]
    config: Option<PathBuf>,
    /// Listen here instead of where the configuration says; port 0 takes any that is free.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Do not look for changes of the files.
    #[arg(long)]
    no_watch: bool,
    /// Keep compiled plugins in this folder, which must be this user's alone.
    #[arg(long, value_name = "FOLDER")]
    cache: Option<PathBuf>,
    /// Start without plugins; a configuration that names some is refused.
    #[arg(long)]
    no_plugins: bool,
    /// Only read the description, say what is wrong with it, and end.
    #[arg(long)]
    check: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    match run(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    if arguments.check {
        return check(&arguments);
    }
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    runtime.block_on(serve(arguments))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(arguments: Arguments) -> anyhow::Result<()> {
    let origin = match (arguments.config, arguments.document) {
        (Some(file), _) => Origin::File(file),
        (None, document) => {
            Origin::Fixed(Box::new(Config::for_document(document.unwrap_or_default())))
        }
    };
    let loader: Arc<dyn PluginLoader> = if arguments.no_plugins {
        Arc::new(WithoutPlugins)
    } else {
        Arc::new(SandboxedPlugins::new(arguments.cache)?)
    };
    let (listen, watch) = (arguments.listen, !arguments.no_watch);
    let server = Server::start(Options {
        origin,
        loader,
        listen,
        watch,
    })
    .await?;
    announce(&server);
    tokio::signal::ctrl_c()
        .await
        .context("cannot wait for Ctrl-C")?;
    Ok(server.shutdown().await?)
}

fn announce(server: &Server) {
    let mock = server.live().mock();
    for finding in mock.document().findings() {
        tracing::warn!(at = finding.pointer.as_str(), "{}", finding.message);
    }
    let operations = mock.operations().len();
    let elapsed = server.live().load_time();
    println!(
        "{}: {operations} operations, loaded in {elapsed:.0?}",
        mock.document().title()
    );
    println!("listening on http://{}", server.address());
    if let Some(admin) = server.admin_address() {
        println!("operators:   http://{admin}/__plugwright/health");
    }
}

/// Exits with 1 if the description cannot be served.
fn check(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let file = match (&arguments.config, &arguments.document) {
        (Some(config), _) => Config::load(config)?.document,
        (None, document) => document.clone().unwrap_or_default(),
    };
    let begun = Instant::now();
    let document: Document = match import::load(&file) {
        Ok(document) => document,
        Err(error) => {
            println!("{error}");
            return Ok(ExitCode::FAILURE);
        }
    };
    let elapsed = begun.elapsed();
    for finding in document.findings() {
        println!("{}: {}", finding.pointer, finding.message);
    }
    let (operations, findings) = (document.operations().len(), document.findings().len());
    println!(
        "{}: {operations} operations, {findings} findings, read in {elapsed:.0?}",
        document.title()
    );
    Ok(ExitCode::SUCCESS)
}
