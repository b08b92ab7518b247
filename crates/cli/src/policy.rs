//! `plugwright policy`: whether a policy can be read, what it comes to, and what it says of a plugin.

use std::fs;
use std::path::{Path, PathBuf};

use anstream::println;
use anstyle::{AnsiColor, Style};
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand, ValueEnum};
use plugwright_manifest::{Digest, TimeSpan};
use plugwright_security::policy::{
    Candidate, Findings, Policy, Provenance, RegistryOrigin, Rule, Signer, SignerName, Source,
    Verdict as Judgement, evaluate,
};
use plugwright_security::scan::{ScanOptions, scan};
use plugwright_security::{Error, Timestamp};
use serde_json::{Value, json};

use crate::exit::{Fault, Verdict};
use crate::plugin_file::PluginFile;

/// Check a trust policy, or explain what it says of a plugin.
#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    #[command(subcommand)]
    command: PolicyCommand,
    /// Print JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum PolicyCommand {
    /// Whether a policy can be read, and what each of its rules comes to. Exit code 1 if it cannot.
    Check {
        /// The policy file.
        file: PathBuf,
    },
    /// What a policy says of a plugin, rule by rule. Exit code 1 if it refuses it.
    Explain(Box<ExplainArgs>),
    /// Print the JSON Schema of policy files.
    Schema,
    /// Print a policy to begin with.
    Sample,
}

/// A component is scanned; what else is known of the plugin is said by options: this verifies no signature.
#[derive(Debug, Args)]
struct ExplainArgs {
    /// The policy file.
    file: PathBuf,
    /// A package, a component, a manifest, or a folder with one.
    #[arg(long, value_name = "FILE")]
    plugin: PathBuf,
    /// The registry that it comes from; without it, it is a file, or a folder.
    #[arg(long, value_name = "ORIGIN")]
    registry: Option<RegistryOrigin>,
    /// When the registry published it, in UTC.
    #[arg(long, value_name = "TIME")]
    published: Option<Timestamp>,
    /// Suppose that this signer of the policy, or the key of this id, signed it.
    #[arg(long, value_name = "SIGNER")]
    signed_by: Vec<String>,
    /// Suppose that this signer stated that it was audited.
    #[arg(long, value_name = "SIGNER")]
    audited_by: Vec<String>,
    /// Suppose that the scan found nothing; a component is scanned in any case.
    #[arg(long)]
    scanned: bool,
    /// Suppose this of its provenance.
    #[arg(long, default_value = "missing")]
    provenance: ProvenanceWord,
    /// Suppose that it is this time.
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ProvenanceWord {
    Missing,
    Agrees,
    Differs,
}

/// Runs `plugwright policy`.
pub(crate) fn run(args: &PolicyArgs) -> Result<Verdict> {
    match &args.command {
        PolicyCommand::Check { file } => check(file, args.json),
        PolicyCommand::Explain(explain) => self::explain(explain, args.json),
        PolicyCommand::Schema => {
            println!("{}", serde_json::to_string_pretty(&Policy::schema())?);
            Ok(Verdict::Yes)
        }
        PolicyCommand::Sample => {
            print!("{}", Policy::SAMPLE);
            Ok(Verdict::Yes)
        }
    }
}

fn read(file: &Path) -> Result<Result<Policy, Error>> {
    let text =
        fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(Policy::parse(&file.display().to_string(), &text))
}

fn check(file: &Path, as_json: bool) -> Result<Verdict> {
    let policy = match read(file)? {
        Ok(policy) => policy,
        Err(error) => return wrong(&error, as_json),
    };
    let default = ("default".to_owned(), &policy.default);
    let namespaces = policy.namespaces.iter();
    let rules: Vec<(String, &Rule)> = std::iter::once(default)
        .chain(namespaces.map(|(name, rule)| (name.to_string(), rule)))
        .collect();
    if as_json {
        let rules: Vec<Value> = rules
            .iter()
            .map(|(name, rule)| rule_json(name, rule))
            .collect();
        println!(
            "{}",
            serde_json::to_string_pretty(&json!({ "valid": true, "rules": rules }))?
        );
        return Ok(Verdict::Yes);
    }
    println!(
        "{} signers, {} auditors, {} entries on the block list",
        policy.signers.len(),
        policy.auditors.len(),
        policy.block.len()
    );
    rules.iter().for_each(|(name, rule)| print_rule(name, rule));
    if policy.unsigned_folders {
        println!("folders may run unsigned: for the machine of a developer, and for no other");
    }
    Ok(Verdict::Yes)
}

fn wrong(error: &Error, as_json: bool) -> Result<Verdict> {
    if as_json {
        let found = match error {
            Error::Document(mistake) => json!({
                "valid": false, "code": error.code(), "file": mistake.file, "line": mistake.line,
                "column": mistake.column, "message": mistake.message,
            }),
            error => json!({ "valid": false, "code": error.code(), "message": error.to_string() }),
        };
        println!("{}", serde_json::to_string_pretty(&found)?);
    } else {
        println!("{error} [{}]", error.code());
    }
    Ok(Verdict::No)
}

fn rule_json(name: &str, rule: &Rule) -> Value {
    json!({
        "name": name,
        "level": rule.level,
        "registry": rule.registry,
        "signers": rule.signers,
        "signatures": rule.signatures,
        "minimum_age": TimeSpan::from(rule.minimum_age),
        "require_scan": rule.require_scan,
        "scan_blocks": rule.scan_blocks,
        "advisories_block": rule.advisories_block,
        "require_audit": rule.require_audit,
        "require_provenance": rule.require_provenance,
        "allowed_capabilities": rule.allowed_capabilities,
        "network": rule.network,
        "limits": rule.limits,
        "minimum_score": rule.minimum_score,
    })
}

fn print_rule(name: &str, rule: &Rule) {
    let bold = Style::new().bold();
    let signers: Vec<String> = rule.signers.iter().map(ToString::to_string).collect();
    let registry = rule.registry.as_ref().map(ToString::to_string);
    println!("{bold}{name}{bold:#}");
    println!("  from {}", registry.as_deref().unwrap_or("no registry"));
    if signers.is_empty() {
        println!("  nobody's signature counts");
    } else {
        println!("  signed by {} of {}", rule.signatures, signers.join(", "));
    }
    println!("  at least {} old", TimeSpan::from(rule.minimum_age));
    println!(
        "  findings block from {}, advisories from {}",
        rule.scan_blocks, rule.advisories_block
    );
    for (needed, what) in [
        (rule.require_scan, "a scan"),
        (rule.require_audit, "an audit"),
        (rule.require_provenance, "provenance"),
    ] {
        if needed {
            println!("  with {what}");
        }
    }
}

fn explain(args: &ExplainArgs, as_json: bool) -> Result<Verdict> {
    let policy =
        read(&args.file)?.map_err(|error| Fault::usage(error.code(), error.to_string()))?;
    let candidate = candidate(args, &policy)?;
    let now = args.at.unwrap_or_else(Timestamp::now);
    let judgement = evaluate(&policy, &candidate, now);
    if as_json {
        let mut json = serde_json::to_value(&judgement)?;
        json["allowed"] = judgement.allowed().into();
        json["plugin"] = candidate.id.as_str().into();
        json["version"] = candidate.version.to_string().into();
        println!("{}", serde_json::to_string_pretty(&json)?);
    } else {
        print_judgement(&candidate, &judgement);
    }
    Ok(Verdict::from(judgement.allowed()))
}

fn candidate(args: &ExplainArgs, policy: &Policy) -> Result<Candidate> {
    let plugin = PluginFile::read(&args.plugin)?;
    let source = match &args.registry {
        Some(origin) => Source::Registry(origin.clone()),
        None if args.plugin.is_dir() => Source::Folder,
        None => Source::File,
    };
    let mut candidate = Candidate::unverified(&plugin.manifest, plugin.digest, source);
    candidate.published = args.published;
    candidate.signers = signers(&args.signed_by, policy)?;
    candidate.audited_by = signers(&args.audited_by, policy)?;
    candidate.scan = match &plugin.component {
        Some(component) => Findings::of(&scan(component, &ScanOptions::default())),
        None => args.scanned.then(Findings::default),
    };
    candidate.provenance = match args.provenance {
        ProvenanceWord::Missing => Provenance::Missing,
        ProvenanceWord::Agrees => Provenance::Agrees,
        ProvenanceWord::Differs => Provenance::Differs,
    };
    Ok(candidate)
}

/// Ids of keys, or names of the policy.
fn signers(words: &[String], policy: &Policy) -> Result<Vec<Signer>, Fault> {
    words.iter().map(|word| signer(word, policy)).collect()
}

fn signer(word: &str, policy: &Policy) -> Result<Signer, Fault> {
    if let Ok(key) = word.parse::<Digest>() {
        return Ok(Signer::Key(key));
    }
    let known = word
        .parse::<SignerName>()
        .ok()
        .and_then(|name| policy.signers.get(&name));
    let known = known.ok_or_else(|| {
        let message = format!(
            "there is no signer `{word}` in the policy; say its name there, or the id of a key"
        );
        Fault::usage("PW-POLICY-SIGNER", message)
    })?;
    let key = known.keys.first().copied().map(Signer::Key);
    let identity = || known.identities.first().cloned().map(Signer::Identity);
    key.or_else(identity).ok_or_else(|| {
        Fault::usage(
            "PW-POLICY-SIGNER",
            format!("`{word}` has neither key nor identity"),
        )
    })
}

fn print_judgement(candidate: &Candidate, judgement: &Judgement) {
    let (word, color) = if judgement.allowed() {
        ("allowed", AnsiColor::Green)
    } else {
        ("refused", AnsiColor::Red)
    };
    let style = Style::new().bold().fg_color(Some(color.into()));
    println!(
        "{} {}: {style}{word}{style:#} by `{}`; {}",
        candidate.id, candidate.version, judgement.rule, judgement.standing
    );
    judgement
        .reasons
        .iter()
        .for_each(|reason| println!("  {reason}"));
    println!(
        "facts that speak for it: {} of 100",
        judgement.score.total()
    );
    for fact in judgement.score.facts() {
        let mark = if fact.holds { "+" } else { " " };
        println!(
            "  {mark}{:<3} {}: {}",
            fact.weight, fact.name, fact.evidence
        );
    }
}
