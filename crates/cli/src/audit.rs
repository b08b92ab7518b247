//! `plugwright audit`: what was done here, shown, and proved to somebody who trusts nothing but a key.

use std::fs;
use std::path::PathBuf;

use anstream::{eprintln, println};
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use plugwright::audit::{Entry, Event, Filter, Head, SignedHead, read, verify};
use plugwright_manifest::PluginId;
use plugwright_security::Timestamp;
use plugwright_security::keys::PublicKey;

use crate::blame::of_security;
use crate::exit::{Fault, Verdict};
use crate::key::{KeyName, PassphraseArgs, StoreArgs, unlock};

/// Show the audit log, sign where it ends, and check that it is whole. Exit code 1 if it is not.
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    /// The folder of the log.
    #[arg(long, value_name = "FOLDER", env = "PLUGWRIGHT_AUDIT", global = true)]
    audit: Option<PathBuf>,
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Show entries, oldest first. All before each one were checked.
    Show(Query),
    /// Check that every entry follows from the one before, and the log from a head that was signed earlier.
    Verify {
        /// A signed head that was kept elsewhere.
        #[arg(long, value_name = "FILE", requires = "by")]
        head: Option<PathBuf>,
        /// The public key that signed it: a PEM file, or `ed25519:…`.
        #[arg(long, value_name = "KEY")]
        by: Option<String>,
    },
    /// Print where the log ends now, signed with one of your keys. Keep it where this machine cannot change it.
    Sign {
        /// Which key, or `agent:` and the fingerprint of one in your SSH agent; not needed if there is one.
        #[arg(long)]
        key: Option<KeyName>,
        #[command(flatten)]
        store: StoreArgs,
        #[command(flatten)]
        passphrase: PassphraseArgs,
    },
}

/// Which entries.
#[derive(Debug, Args)]
struct Query {
    /// Only those about this plugin.
    #[arg(long)]
    plugin: Option<PluginId>,
    /// Only those of this kind: install, activate, remove, signature, verdict, load, refusal, unload, denial, limit, fault,
    /// quarantine, release, grant, admin, gap.
    #[arg(long)]
    kind: Option<String>,
    /// Only those since then, `2026-11-21T16:30:00Z` or `2026-11-21`.
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
    /// Only those before then.
    #[arg(long, value_name = "TIME")]
    until: Option<Timestamp>,
    /// Print each as a line of JSON, which is the line of the log.
    #[arg(long)]
    json: bool,
}

impl Query {
    fn filter(&self) -> Filter {
        let millis = |time: Timestamp| time.as_unix().saturating_mul(1_000);
        Filter {
            plugin: self.plugin.clone(),
            kind: self.kind.clone(),
            since: self.since.map(millis),
            until: self.until.map(millis),
        }
    }
}

pub(crate) fn run(args: &AuditArgs) -> Result<Verdict> {
    let folder = args.audit.as_ref().ok_or_else(|| {
        let message = "say where the log is: `--audit FOLDER` or PLUGWRIGHT_AUDIT";
        Fault::usage("PW-AUDIT-NO-FOLDER", message)
    })?;
    match &args.command {
        AuditCommand::Show(query) => {
            let shown = read(folder, &query.filter(), |entry| show(&entry, query.json));
            Ok(whole(shown)?.is_some().into())
        }
        AuditCommand::Verify { head, by } => {
            let checked = match (head, by) {
                (Some(head), Some(by)) => verify(folder, &signed_head(head)?, &public_key(by)?),
                _ => read(folder, &Filter::default(), drop),
            };
            let Some(head) = whole(checked)? else {
                return Ok(Verdict::No);
            };
            println!(
                "whole: {} entries, the last is {}",
                head.number, head.digest
            );
            Ok(Verdict::Yes)
        }
        AuditCommand::Sign {
            key,
            store,
            passphrase,
        } => {
            let Some(head) = whole(read(folder, &Filter::default(), drop))? else {
                return Ok(Verdict::No);
            };
            let (_, key) = unlock(key.as_ref(), store, passphrase)?;
            let signed = SignedHead::sign(head, &*key).map_err(of_security)?;
            println!("{}", serde_json::to_string(&signed)?);
            Ok(Verdict::Yes)
        }
    }
}

/// The head, or none after the reason was told why the log is not whole.
fn whole(checked: Result<Head, plugwright_security::Error>) -> Result<Option<Head>> {
    match checked {
        Ok(head) => Ok(Some(head)),
        Err(error) if ["PW-AUDIT-BROKEN", "PW-AUDIT-HEAD"].contains(&error.code()) => {
            eprintln!("{error} [{}]", error.code());
            Ok(None)
        }
        Err(error) => Err(of_security(error)),
    }
}

fn signed_head(path: &PathBuf) -> Result<SignedHead> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).map_err(|error| {
        let message = format!("{} is no signed head: {error}", path.display());
        Fault::usage("PW-AUDIT-HEAD", message).into()
    })
}

fn public_key(given: &str) -> Result<PublicKey> {
    let text = if given.starts_with("ed25519:") {
        given.to_owned()
    } else {
        fs::read_to_string(given).with_context(|| given.to_owned())?
    };
    text.parse().map_err(of_security)
}

fn show(entry: &Entry, json: bool) {
    if json {
        println!("{}", serde_json::to_string(entry).unwrap_or_default());
        return;
    }
    let at = Timestamp::from_unix(entry.at / 1_000);
    let plugin = entry.event.plugin().map_or_else(String::new, |plugin| {
        let version = plugin.version.as_ref();
        let version = version.map_or_else(String::new, |version| format!(" {version}"));
        format!("{}{version}", plugin.id)
    });
    let kind = entry.event.kind();
    println!(
        "{:>6} {at} {kind:<10} {plugin:<32} {}",
        entry.number,
        more(&entry.event)
    );
}

/// What an entry says beside its kind and plugin.
fn more(event: &Event) -> String {
    match event {
        Event::Refusal { code, .. } => code.as_str().to_owned(),
        Event::Denial { code, times, .. }
        | Event::Limit { code, times, .. }
        | Event::Fault { code, times, .. } => match times {
            1 => code.as_str().to_owned(),
            times => format!("{} {times} times", code.as_str()),
        },
        Event::Install { by, from, .. } => format!("by {}, from {}", by.as_str(), from.as_str()),
        Event::Signature { key, .. } => format!("with the key {key}"),
        Event::Verdict { against, .. } => match against.as_slice() {
            [] => "it may run".to_owned(),
            against => {
                let codes: Vec<&str> = against.iter().map(|code| code.as_str()).collect();
                codes.join(", ")
            }
        },
        Event::Quarantine { reason, .. } => reason.as_str().to_owned(),
        Event::Grant { by, after, .. } => match after {
            Some(after) => format!("by {}, now {after}", by.as_str()),
            None => format!("by {}, taken away", by.as_str()),
        },
        Event::Remove { by, .. } => format!("by {}", by.as_str()),
        Event::Activate { by, before, .. } => match before {
            Some(before) => format!("by {}, before it {before}", by.as_str()),
            None => format!("by {}", by.as_str()),
        },
        Event::Admin { by, action } => format!("by {}: {}", by.as_str(), action.as_str()),
        Event::Gap { events } => format!("{events} events were lost"),
        _ => String::new(),
    }
}
