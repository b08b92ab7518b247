//! `plugwright call FILE FUNCTION [ARGUMENT…]`: runs one function of a component, sandboxed as any plugin.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anstream::{eprintln, println};
use anyhow::{Context as _, Result};
use clap::Args;
use plugwright::{AccessMode, Allocation, Engine, Grants, Limits, Plugin, PluginId};
use serde_json::Value;

use crate::exit::{Fault, Verdict};

/// Call a function of a component. Without options it may use nothing of this machine.
#[derive(Debug, Args)]
pub(crate) struct CallArgs {
    /// A component.
    file: PathBuf,
    /// `interface#function`; what is not needed to tell it apart may be left out. `plugwright inspect` lists them.
    function: String,
    /// The arguments, in WAVE: `42`, `"text"`, `{name: "a", tags: ["x"]}`, `some(1)`.
    #[arg(allow_hyphen_values = true)]
    arguments: Vec<String>,
    /// The arguments are JSON, and so is the result.
    #[arg(long)]
    json: bool,
    /// A configuration value that the component may read.
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    config: Vec<(String, String)>,
    /// An environment variable that the component sees.
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    env: Vec<(String, String)>,
    /// A folder that the component may read, and where it sees it.
    #[arg(long, value_name = "GUEST=FOLDER", value_parser = pair)]
    dir: Vec<(String, String)>,
    /// The same, and it may write there.
    #[arg(long, value_name = "GUEST=FOLDER", value_parser = pair)]
    dir_rw: Vec<(String, String)>,
    /// How long the call may take, in milliseconds.
    #[arg(long, value_name = "MS")]
    timeout: Option<u64>,
}

/// Runs `plugwright call`.
pub(crate) fn run(args: &CallArgs) -> Result<Verdict> {
    let bytes =
        fs::read(&args.file).with_context(|| format!("{} cannot be read", args.file.display()))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let plugin = load(args, bytes).await?;
        let answer = answer(&plugin, args).await;
        print_logs(&plugin);
        println!("{}", answer?);
        Ok(Verdict::Yes)
    })
}

async fn load(args: &CallArgs, bytes: Vec<u8>) -> Result<Plugin> {
    // One call needs no pool of memory.
    let engine = Engine::builder().allocation(Allocation::OnDemand).build()?;
    let mut limits = Limits::default();
    if let Some(timeout) = args.timeout {
        limits.time.call = Duration::from_millis(timeout);
    }
    let plugin = engine
        .plugin(id(&args.file)?, bytes)
        .grants(grants(args))
        .limits(limits);
    Ok(plugin.load().await?)
}

async fn answer(plugin: &Plugin, args: &CallArgs) -> Result<String> {
    if !args.json {
        let call = format!("{}({})", args.function, args.arguments.join(", "));
        return Ok(plugin.call_wave(&call).await?);
    }
    let arguments: Vec<Value> = args
        .arguments
        .iter()
        .map(|text| json(text))
        .collect::<Result<_, Fault>>()?;
    Ok(serde_json::to_string_pretty(
        &plugin.call_json(&args.function, &arguments).await?,
    )?)
}

fn json(text: &str) -> Result<Value, Fault> {
    let problem = |error: serde_json::Error| {
        Fault::usage("PW-CALL-JSON", format!("`{text}` is not JSON: {error}"))
    };
    serde_json::from_str(text).map_err(problem)
}

fn grants(args: &CallArgs) -> Grants {
    let mut grants = Grants::none();
    if !args.config.is_empty() {
        grants = grants.config(args.config.iter().cloned());
    }
    for (key, value) in &args.env {
        grants = grants.env(key, value);
    }
    let folders = [
        (&args.dir, AccessMode::ReadOnly),
        (&args.dir_rw, AccessMode::ReadWrite),
    ];
    for (folders, mode) in folders {
        for (guest, host) in folders {
            grants = grants.directory(host, guest, mode);
        }
    }
    grants
}

/// The name that errors give the component: that of its file, as far as an id can have it.
fn id(file: &Path) -> Result<PluginId> {
    let stem = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let name: String = stem
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let id = name
        .trim_matches('-')
        .parse()
        .or_else(|_| "component".parse::<PluginId>());
    Ok(id?)
}

fn print_logs(plugin: &Plugin) {
    for record in plugin.logs() {
        eprintln!("{:8} {}: {}", record.level, record.context, record.message);
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text
        .split_once('=')
        .ok_or_else(|| format!("`{text}` has no `=`"))?;
    Ok((key.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_name_gives_an_id() {
        for (file, expected) in [
            ("a/Auth_JWT.wasm", "auth-jwt"),
            ("...", "component"),
            ("x.tar.wasm", "x-tar"),
        ] {
            assert_eq!(id(Path::new(file)).unwrap().as_str(), expected, "{file}");
        }
    }

    #[test]
    fn a_value_may_contain_an_equals_sign() {
        assert_eq!(
            pair("key=a=b").unwrap(),
            ("key".to_owned(), "a=b".to_owned())
        );
        assert!(pair("key").is_err());
    }
}
