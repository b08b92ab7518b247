//! `plugwright key`: the keys that an author signs with.

mod choice;
mod passphrase;
mod store;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anstream::{eprintln, println};
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand, ValueEnum};
use plugwright_manifest::{Label, Slug};
use plugwright_security::{
    Timestamp,
    bundle::write_bundles,
    keys::{Agent, AgentKey, KeyState, SigningKey as _, StoredKey},
};
use serde_json::json;

use crate::{blame::of_security, exit::Verdict};

pub(crate) use choice::{KeyName, unlock};
pub(crate) use passphrase::PassphraseArgs;
pub(crate) use store::StoreArgs;

/// Make, list, export, replace and revoke the keys that you sign with.
#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a key (Ed25519), kept in a file that a passphrase encrypts.
    New {
        /// What you call it: lower-case letters, digits and hyphens.
        #[arg(value_parser = slug)]
        name: Slug,
    },
    /// List your keys and what became of them, with the Ed25519 keys of your SSH agent.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print the public half of a key, to hand out.
    Export {
        /// Which: the name of one in a file, or `agent:` and the fingerprint of one in your SSH agent.
        name: KeyName,
        /// In which form.
        #[arg(long, value_enum, default_value_t = Form::Pem)]
        format: Form,
        /// Write it there instead.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Replace a key by a new one, and sign with the old one that you did.
    Rotate {
        /// The key until now.
        #[arg(value_parser = slug)]
        name: Slug,
        /// What you call the new one.
        #[arg(long, value_name = "NAME", value_parser = slug)]
        to: Slug,
    },
    /// Say, signed by the key, that it must not be trusted any more.
    Revoke {
        /// Which.
        #[arg(value_parser = slug)]
        name: Slug,
        /// Why, in a line that everybody may read.
        #[arg(long, value_parser = label)]
        reason: Label,
        /// Since when, as `2026-11-21T16:30:00Z`; without it, since now.
        #[arg(long)]
        since: Option<Timestamp>,
    },
}

/// A form of a public key.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// SubjectPublicKeyInfo in PEM.
    Pem,
    /// `ed25519:` and base64, with the name behind it.
    Line,
    /// What the key signed about itself: that it has a successor, or was revoked.
    Statements,
}

/// Runs `plugwright key`.
pub(crate) fn run(args: &KeyArgs) -> Result<Verdict> {
    match &args.command {
        Command::New { name } => new(args, name),
        Command::List { json } => list(args, *json),
        Command::Export { name, format, out } => export(args, name, *format, out.as_deref()),
        Command::Rotate { name, to } => rotate(args, name, to),
        Command::Revoke {
            name,
            reason,
            since,
        } => revoke(args, name, reason, *since),
    }?;
    Ok(Verdict::Yes)
}

fn new(args: &KeyArgs, name: &Slug) -> Result<()> {
    let store = args.store.open()?;
    let key = store
        .create(name, &args.passphrase.for_new(name)?)
        .map_err(of_security)?;
    println!("{}", key.public.id());
    eprintln!(
        "made the key `{}`; keep a copy of its file and of the passphrase where nobody else can reach both",
        name.as_str()
    );
    Ok(())
}

fn list(args: &KeyArgs, json: bool) -> Result<()> {
    let keys = args.store.open()?.list().map_err(of_security)?;
    let held = in_agent();
    if json {
        let keys = keys.iter().map(to_json);
        let keys: Vec<_> = keys.chain(held.iter().map(agent_to_json)).collect();
        println!("{}", serde_json::to_string_pretty(&keys)?);
        return Ok(());
    }
    for key in &keys {
        println!(
            "{:24} {}  {}",
            key.name.as_str(),
            key.public.id(),
            state(key)
        );
    }
    for key in &held {
        let (name, id) = (KeyName::of_agent(key), key.public().id());
        println!("{name} {id}  signs, {}", key.comment());
    }
    Ok(())
}

/// The keys of the agent of this session. That it does not answer is no reason not to list the others.
fn in_agent() -> Vec<AgentKey> {
    let Some(agent) = Agent::of_session() else {
        return Vec::new();
    };
    agent.keys().unwrap_or_else(|error| {
        eprintln!("{error}");
        Vec::new()
    })
}

fn agent_to_json(key: &AgentKey) -> serde_json::Value {
    json!({
        "name": KeyName::of_agent(key),
        "id": key.public().id(),
        "public": key.public(),
        "state": "agent",
        "detail": key.comment(),
    })
}

fn to_json(key: &StoredKey) -> serde_json::Value {
    let (state, detail) = match &key.state {
        KeyState::Active => ("active", None),
        KeyState::Succeeded(new) => ("succeeded", Some(new.to_string())),
        KeyState::Revoked(since) => ("revoked", Some(since.to_string())),
        _ => ("unknown", None),
    };
    json!({
        "name": key.name.as_str(),
        "id": key.public.id(),
        "public": key.public,
        "state": state,
        "detail": detail,
    })
}

fn state(key: &StoredKey) -> String {
    match &key.state {
        KeyState::Active => "signs".to_owned(),
        KeyState::Succeeded(new) => format!("succeeded by {new}"),
        KeyState::Revoked(since) => format!("revoked as of {since}"),
        _ => "unknown".to_owned(),
    }
}

fn export(args: &KeyArgs, name: &KeyName, form: Form, out: Option<&Path>) -> Result<()> {
    let text = match name {
        KeyName::Stored(name) => stored(args, name, form)?,
        KeyName::Agent(fingerprint) => held(fingerprint, form)?,
    };
    let Some(out) = out else {
        anstream::print!("{text}");
        return Ok(());
    };
    fs::write(out, text).with_context(|| format!("{} cannot be written", out.display()))
}

fn stored(args: &KeyArgs, name: &Slug, form: Form) -> Result<String> {
    let store = args.store.open()?;
    let key = store.find(name).map_err(of_security)?;
    Ok(match form {
        Form::Pem => key.public.to_pem(),
        Form::Line => format!("{} {}\n", key.public, name.as_str()),
        Form::Statements => write_bundles(&store.statements(name).map_err(of_security)?),
    })
}

/// An agent keeps keys and no statements about them.
fn held(fingerprint: &str, form: Form) -> Result<String> {
    let key = choice::in_agent(fingerprint)?;
    Ok(match form {
        Form::Pem => key.public().to_pem(),
        Form::Line => format!("{} {}\n", key.public(), key.comment()),
        Form::Statements => String::new(),
    })
}

fn rotate(args: &KeyArgs, name: &Slug, to: &Slug) -> Result<()> {
    let store = args.store.open()?;
    let old = args.passphrase.for_existing(name)?;
    let new = args.passphrase.for_successor(to)?;
    let key = store
        .rotate(name, &old, to, &new, Timestamp::now())
        .map_err(of_security)?;
    println!("{}", key.public.id());
    eprintln!(
        "`{}` has the place of `{}`; hand out its public key, and `plugwright key export {} --format statements`",
        to.as_str(),
        name.as_str(),
        name.as_str()
    );
    Ok(())
}

fn revoke(args: &KeyArgs, name: &Slug, reason: &Label, since: Option<Timestamp>) -> Result<()> {
    let store = args.store.open()?;
    let passphrase = args.passphrase.for_existing(name)?;
    let since = since.unwrap_or_else(Timestamp::now);
    let statement = store
        .revoke(name, &passphrase, since, reason.clone())
        .map_err(of_security)?;
    println!("{}", statement.to_json());
    eprintln!("hand this statement to everybody who trusts the key; it cannot be taken back");
    Ok(())
}

/// For clap: a name of a key.
pub(crate) fn slug(text: &str) -> Result<Slug, String> {
    text.parse()
        .map_err(|error: plugwright_manifest::Error| error.to_string())
}

fn label(text: &str) -> Result<Label, String> {
    text.parse()
        .map_err(|error: plugwright_manifest::Error| error.to_string())
}
