//! `plugwright pack [INPUT]…`: plugins become files that can be signed, stored and moved.

mod save;
mod source;

use std::path::PathBuf;

use anstream::println;
use anyhow::Result;
use clap::Args;
use plugwright_package::{Archive, ArchiveKind, EXTENSION, Endpoints, Files, Limits, Package};
use serde_json::json;

use crate::archive;
use crate::exit::{Fault, Verdict};

/// Pack a plugin, with its files, into one file; or several packed plugins into a bundle or kit.
///
/// The same plugin gives the same bytes on every machine.
#[derive(Debug, Args)]
pub(crate) struct PackArgs {
    /// A project, which is built; a component that `plugwright build` made; or the .plug files of a bundle or kit.
    #[arg(default_value = ".")]
    inputs: Vec<PathBuf>,
    /// Where to write the package; NAME-VERSION.plug, bundle.plug or kit.plug if left out.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A folder of files that the plugin brings along.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["bundle", "kit"])]
    assets: Option<PathBuf>,
    /// Pack .plug files into one, to be handed over and signed together.
    #[arg(long)]
    bundle: bool,
    /// Pack .plug files into one, with this folder of what a registry says about them, to install without a network.
    #[arg(long, value_name = "DIR", conflicts_with = "bundle")]
    kit: Option<PathBuf>,
    /// Let a remote plugin be on this machine or network, or without encryption: for development.
    #[arg(long)]
    private_endpoint: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs `plugwright pack`.
pub(crate) fn run(args: &PackArgs) -> Result<Verdict> {
    let limits = limits(args);
    let archive = match (&args.kit, args.bundle) {
        (Some(folder), _) => {
            let metadata =
                Files::read(folder, &limits).map_err(|error| archive::blame(folder, error))?;
            let members = open_all(args, &limits)?;
            Archive::kit(members, metadata, &limits).map_err(|error| together(&error))?
        }
        (None, true) => {
            Archive::bundle(open_all(args, &limits)?, &limits).map_err(|error| together(&error))?
        }
        (None, false) => pack_one(args, &limits)?,
    };
    let out = args.out.clone().unwrap_or_else(|| default_out(&archive));
    let size = save::save(&out, |file| archive.write(file))?;
    if args.json {
        let mut report = archive::report(archive.contents());
        report["file"] = json!(out);
        report["bytes"] = json!(size);
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        archive::print(archive.contents());
        println!("{} ({size} B)", out.display());
    }
    Ok(Verdict::Yes)
}

fn limits(args: &PackArgs) -> Limits {
    let mut limits = Limits::default();
    if args.private_endpoint {
        limits.endpoints = Endpoints::Any;
    }
    limits
}

fn pack_one(args: &PackArgs, limits: &Limits) -> Result<Archive> {
    let [input] = &args.inputs[..] else {
        let message = "one plugin is packed at a time; several packed ones with --bundle";
        return Err(Fault::usage("PW-PACKAGE-TOGETHER", message).into());
    };
    let component = source::component(input)?;
    let assets = args
        .assets
        .as_deref()
        .map(|folder| Files::read(folder, limits).map_err(|error| archive::blame(folder, error)))
        .transpose()?;
    Package::new(component, assets, limits)
        .and_then(|package| Archive::plugin(package, limits))
        .map_err(|error| archive::blame(input, error))
}

fn open_all(args: &PackArgs, limits: &Limits) -> Result<Vec<Archive>> {
    let open =
        |path: &PathBuf| Archive::open(path, limits).map_err(|error| archive::blame(path, error));
    args.inputs.iter().map(open).collect()
}

fn together(error: &plugwright_package::Error) -> anyhow::Error {
    Fault::usage(error.code(), error.to_string()).into()
}

fn default_out(archive: &Archive) -> PathBuf {
    let contents = archive.contents();
    let name = match (contents.kind(), contents.packages().next()) {
        (ArchiveKind::Plugin, Some(package)) => {
            format!("{}-{}", package.id().name(), package.version())
        }
        (kind, _) => kind.as_str().to_owned(),
    };
    PathBuf::from(format!("{name}.{EXTENSION}"))
}
