//! What a .plug file holds, for people and for scripts.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anstream::println;
use anstyle::Style;
use anyhow::{Context as _, Result};
use plugwright_manifest::Fault as Whose;
use plugwright_package::{
    Attachment, Contents, Discard, Endpoints, Error, Limits, MAGIC, PackageInfo, read,
};
use serde_json::{Value, json};

use crate::exit::Fault;

/// Whether the file begins like a package.
pub(crate) fn is_archive(file: &Path) -> Result<bool> {
    let mut start = Vec::new();
    File::open(file)
        .and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut start))
        .with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(start == MAGIC)
}

/// Reads the file to its last byte. Looking harms nobody, so a remote plugin may be anywhere.
pub(crate) fn inspect(file: &Path) -> Result<Contents> {
    let mut limits = Limits::default();
    limits.endpoints = Endpoints::Any;
    let source = File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    read(source, &limits, &mut Discard).map_err(|error| blame(file, error))
}

/// A package that is refused is its author's to mend; a file that cannot be read is not.
pub(crate) fn blame(file: &Path, error: Error) -> anyhow::Error {
    match error.fault() {
        Whose::Plugin => Fault::plugin(error.code(), file, error).into(),
        _ => anyhow::Error::from(error).context(file.display().to_string()),
    }
}

/// All of it.
pub(crate) fn report(contents: &Contents) -> Value {
    let packages = contents
        .packages()
        .map(|package| package_report(contents, package));
    json!({
        "kind": contents.kind().as_str(),
        "digest": contents.digest(),
        "packages": packages.collect::<Vec<_>>(),
        "attachments": contents.attachments().map(attachment_report).collect::<Vec<_>>(),
        "metadata": contents.metadata().map(plugwright_package::FileSet::len),
    })
}

fn package_report(contents: &Contents, package: &PackageInfo) -> Value {
    let manifest = package.manifest();
    let capabilities = manifest
        .capabilities
        .iter()
        .map(|capability| capability.to_string());
    json!({
        "id": package.id(),
        "version": package.version(),
        "kind": package.kind().as_str(),
        "digest": package.digest(),
        "component": {"digest": package.component().digest, "bytes": package.component().size},
        "capabilities": capabilities.collect::<Vec<_>>(),
        "imports": package.imports(),
        "exports": package.exports(),
        "assets": contents.assets(package).map(|files| json!({"files": files.len(), "bytes": files.size()})),
    })
}

fn attachment_report(attachment: &Attachment) -> Value {
    json!({
        "media-type": attachment.kind.media_type(),
        "subject": attachment.subject(),
        "digest": attachment.content.digest,
        "bytes": attachment.content.size,
    })
}

/// The short of it.
pub(crate) fn print(contents: &Contents) {
    let bold = Style::new().bold();
    println!(
        "{bold}{}{bold:#} {}",
        contents.kind().as_str(),
        contents.digest()
    );
    for package in contents.packages() {
        print_package(contents, package);
    }
    for attachment in contents.attachments() {
        let kind = attachment.kind.media_type();
        println!(
            "  attached: {kind}, {} B, to {}",
            attachment.content.size,
            attachment.subject()
        );
    }
}

fn print_package(contents: &Contents, package: &PackageInfo) {
    let kind = package.kind().as_str();
    println!(
        "  {} {} ({kind}, {} B)",
        package.id(),
        package.version(),
        package.component().size
    );
    println!("    digest: {}", package.digest());
    let capabilities = package.manifest().capabilities.iter();
    let capabilities: Vec<String> = capabilities
        .map(|capability| capability.to_string())
        .collect();
    if capabilities.is_empty() {
        println!("    asks for nothing");
    } else {
        println!("    asks for: {}", capabilities.join(", "));
    }
    if let Some(files) = contents.assets(package) {
        println!("    assets: {} files, {} B", files.len(), files.size());
    }
}
