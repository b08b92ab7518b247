//! Capabilities as options of a command.

use std::collections::BTreeSet;

use clap::Args;
use plugwright_manifest::{
    AccessMode, Capabilities, GuestPath, HttpMethod, KeyName, Methods, OriginPattern,
};

/// What is given or taken away.
#[derive(Debug, Args)]
pub(crate) struct CapabilityArgs {
    /// Requests to a server: `https://api.example.com`, `https://*.example.com`, or with methods `GET,POST@https://api.example.com`.
    #[arg(long, value_name = "ORIGIN", value_parser = http)]
    http: Vec<(OriginPattern, Methods)>,
    /// A directory as the plugin sees it, to be read, or written as well: `/data`, `/data:rw`.
    #[arg(long, value_name = "PATH", value_parser = directory)]
    dir: Vec<(GuestPath, AccessMode)>,
    /// An environment variable.
    #[arg(long, value_name = "NAME")]
    env: Vec<KeyName>,
    /// A configuration value.
    #[arg(long, value_name = "NAME")]
    config: Vec<KeyName>,
    /// A key-value bucket.
    #[arg(long, value_name = "NAME")]
    bucket: Vec<KeyName>,
    /// A secret, and where it may be sent.
    #[arg(long, value_name = "NAME@ORIGIN", value_parser = secret)]
    secret: Vec<(KeyName, OriginPattern)>,
    /// The GPU.
    #[arg(long)]
    gpu: bool,
    /// Reading an interface signature graph.
    #[arg(long)]
    read_isg: bool,
    /// Writing visualizations.
    #[arg(long)]
    write_visualization: bool,
}

impl CapabilityArgs {
    /// All of them together.
    pub(crate) fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities {
            http: self.http.iter().cloned().collect(),
            directories: self.dir.iter().cloned().collect(),
            env: self.env.iter().cloned().collect(),
            config: self.config.iter().cloned().collect(),
            key_value: self.bucket.iter().cloned().collect(),
            gpu: self.gpu,
            read_isg: self.read_isg,
            write_visualization: self.write_visualization,
            ..Capabilities::none()
        };
        for (name, origin) in &self.secret {
            let origins = capabilities.secrets.entry(name.clone()).or_default();
            origins.insert(origin.clone());
        }
        capabilities
    }
}

fn http(text: &str) -> Result<(OriginPattern, Methods), String> {
    let (methods, origin) = match text.split_once('@') {
        Some((methods, origin)) => (Methods::Only(self::methods(methods)?), origin),
        None => (Methods::All, text),
    };
    Ok((said(origin.parse())?, methods))
}

fn methods(text: &str) -> Result<BTreeSet<HttpMethod>, String> {
    let method = |name: &str| serde_json::from_value(name.into());
    text.split(',')
        .map(|name| method(name).map_err(|_| format!("`{name}` is no method; write GET,POST")))
        .collect()
}

fn directory(text: &str) -> Result<(GuestPath, AccessMode), String> {
    let (path, mode) = match text.rsplit_once(':') {
        Some((path, "rw")) => (path, AccessMode::ReadWrite),
        Some((path, "ro")) => (path, AccessMode::ReadOnly),
        _ => (text, AccessMode::ReadOnly),
    };
    Ok((said(path.parse())?, mode))
}

fn secret(text: &str) -> Result<(KeyName, OriginPattern), String> {
    let (name, origin) = text
        .split_once('@')
        .ok_or("say where it may be sent: NAME@https://api.example.com")?;
    Ok((said(name.parse())?, said(origin.parse())?))
}

fn said<T>(parsed: Result<T, plugwright_manifest::Error>) -> Result<T, String> {
    parsed.map_err(|error| error.to_string())
}
