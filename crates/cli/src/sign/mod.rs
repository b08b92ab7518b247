//! `plugwright sign FILE`: this digest is that version of that plugin, says the holder of a key.

mod attested;
mod source;

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anstream::{eprintln, println};
use anyhow::{Context as _, Result};
use clap::Args;
use plugwright_package::{Archive, AttachmentKind};
use plugwright_security::{
    audit::{self, AuditLog, Event, Rotation},
    bundle::{Bundle, parse_bundles, write_bundles},
    keys::SigningKey,
    policy::RegistryOrigin,
    statement::{Statement, Subject},
};

use crate::{
    archive::blame,
    blame::of_security,
    exit::Verdict,
    key::{KeyName, PassphraseArgs, StoreArgs, unlock},
    verify::signable::{NameArgs, Signable, beside, limits},
};
use attested::{AttestedArgs, AuditArgs};

/// Sign a package. The signature goes into a `.plug`, whose digest stays the same, or beside any other file.
#[derive(Debug, Args)]
pub(crate) struct SignArgs {
    /// A `.plug`, or any other file.
    file: PathBuf,
    /// The registry that the package is for; the signature counts in no other.
    #[arg(long, value_name = "URL", env = "PLUGWRIGHT_REGISTRY", value_parser = origin)]
    origin: RegistryOrigin,
    #[command(flatten)]
    name: NameArgs,
    /// The name of the key, or `agent:` and the fingerprint of one in your SSH agent; without it the only one in a file.
    #[arg(long, value_name = "NAME")]
    key: Option<KeyName>,
    /// Write the signature beside a `.plug` instead of into it.
    #[arg(long)]
    beside: bool,
    #[command(flatten)]
    attested: AttestedArgs,
    #[command(flatten)]
    audited: AuditArgs,
    /// The audit log that the signature is written into.
    #[arg(long, value_name = "FOLDER", env = "PLUGWRIGHT_AUDIT")]
    audit: Option<PathBuf>,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

/// Runs `plugwright sign`.
pub(crate) fn run(args: &SignArgs) -> Result<Verdict> {
    let signable = Signable::open(&args.file, &args.name)?;
    let subject = signable.subject(args.origin.clone())?;
    // All that can be wrong with the input is found before somebody types a passphrase.
    let statements = statements(args, &signable, &subject)?;
    // The log first: what cannot be recorded is not signed.
    let log = args.audit.as_deref().map(open_log).transpose()?;
    let (name, key) = unlock(args.key.as_ref(), &args.store, &args.passphrase)?;
    let bundles = sign(&statements, &*key)?;
    let place = keep(args, signable, &subject, &bundles)?;
    if let Some(log) = log {
        log.record(Event::Signature {
            plugin: about(&subject),
            package: *subject.digest(),
            key: key.public().id().digest(),
        });
        log.flush().context("the audit log was not written")?;
    }
    println!("{}", subject.digest());
    eprintln!(
        "signed {} as {}, a {} for {}, with `{}` ({}); {} in {}",
        subject.digest(),
        subject.title(),
        subject.kind(),
        subject.origin(),
        name,
        key.public().id(),
        if bundles.len() == 1 {
            "the signature is".to_owned()
        } else {
            format!("{} statements are", bundles.len())
        },
        place.display()
    );
    Ok(Verdict::Yes)
}

fn open_log(folder: &Path) -> Result<AuditLog> {
    AuditLog::open(folder, Rotation::default()).context("nothing was signed")
}

fn about(subject: &Subject) -> audit::Subject {
    audit::Subject {
        id: subject.id().clone(),
        version: Some(subject.version().clone()),
        digest: None,
    }
}

/// Those of its author, or that of an auditor.
fn statements(args: &SignArgs, signable: &Signable, subject: &Subject) -> Result<Vec<Statement>> {
    if let Some(audited) = args.audited.statement(subject)? {
        return Ok(vec![audited]);
    }
    let mut statements = vec![subject.to_statement().map_err(of_security)?];
    statements.extend(args.attested.statements(signable, subject)?);
    Ok(statements)
}

fn sign(statements: &[Statement], key: &dyn SigningKey) -> Result<Vec<Bundle>> {
    let bundles = statements
        .iter()
        .map(|statement| Bundle::sign(statement, key));
    bundles.collect::<Result<_, _>>().map_err(of_security)
}

/// Puts the bundles to those that are there. Says where.
fn keep(
    args: &SignArgs,
    signable: Signable,
    subject: &Subject,
    bundles: &[Bundle],
) -> Result<PathBuf> {
    match signable.into_archive() {
        Some(archive) if !args.beside => {
            attach(archive, &args.file, subject, bundles)?;
            Ok(args.file.clone())
        }
        _ => {
            let path = beside(&args.file);
            add_to(&path, bundles)?;
            Ok(path)
        }
    }
}

fn attach(mut archive: Archive, path: &Path, subject: &Subject, bundles: &[Bundle]) -> Result<()> {
    let limits = limits();
    for bundle in bundles {
        let bytes = bundle.to_json().into_bytes();
        archive
            .attach(
                *subject.digest(),
                AttachmentKind::SigstoreBundle,
                bytes,
                &limits,
            )
            .map_err(|error| blame(path, error))?;
    }
    // The archive is read from the file while it is written again, so that it is written beside it first.
    replace(path, |file| {
        archive.write(file).map_err(|error| blame(path, error))
    })
}

fn add_to(path: &Path, bundles: &[Bundle]) -> Result<()> {
    let mut all = match fs::read(path) {
        Ok(bytes) => parse_bundles(&bytes).map_err(of_security)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be read", path.display()));
        }
    };
    for bundle in bundles {
        if !all.contains(bundle) {
            all.push(bundle.clone());
        }
    }
    let text = write_bundles(&all);
    replace(path, |mut file| Ok(file.write_all(text.as_bytes())?))
}

/// Writes a file as a whole or not at all.
fn replace(path: &Path, write: impl FnOnce(&fs::File) -> Result<()>) -> Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let cannot = || format!("{} cannot be written", path.display());
    let file = fs::File::create(&part).with_context(cannot)?;
    let written = write(&file).and_then(|()| {
        file.sync_all().with_context(cannot)?;
        fs::rename(&part, path).with_context(cannot)
    });
    if written.is_err() {
        // It is ours, and nothing is in it that was not before.
        let _ = fs::remove_file(&part);
    }
    written
}

/// For clap: the origin of a registry.
pub(crate) fn origin(text: &str) -> Result<RegistryOrigin, String> {
    text.parse()
}
