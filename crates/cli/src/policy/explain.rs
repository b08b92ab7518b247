//! What a policy would say of a plugin: what is not in its file is supposed, and no signature is verified.

use std::path::PathBuf;

use anstream::println;
use anyhow::Result;
use clap::{Args, ValueEnum};
use plugwright_manifest::Digest;
use plugwright_security::Timestamp;
use plugwright_security::policy::{
    Arrival, Candidate, Findings, Policy, Provenance, RegistryOrigin, Signer, SignerName, Source,
    evaluate,
};
use plugwright_security::scan::{ScanOptions, scan};

use super::{read, verdict};
use crate::exit::{Fault, Verdict};
use crate::plugin_file::PluginFile;

/// A component is scanned; what else is known of the plugin is said by options: this verifies no signature.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
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

pub(super) fn explain(args: &ExplainArgs, as_json: bool) -> Result<Verdict> {
    let policy =
        read(&args.file)?.map_err(|error| Fault::usage(error.code(), error.to_string()))?;
    let candidate = candidate(args, &policy)?;
    let now = args.at.unwrap_or_else(Timestamp::now);
    let verdict = evaluate(&policy, &candidate, now);
    if as_json {
        let json = verdict::to_json(&candidate, &verdict)?;
        println!("{}", serde_json::to_string_pretty(&json)?);
    } else {
        verdict::print(&candidate, &verdict);
    }
    Ok(Verdict::from(verdict.allowed()))
}

fn candidate(args: &ExplainArgs, policy: &Policy) -> Result<Candidate> {
    let plugin = PluginFile::read(&args.plugin)?;
    let source = match &args.registry {
        Some(origin) => Source::Registry(origin.clone()),
        None if args.plugin.is_dir() => Source::Folder,
        None => Source::File,
    };
    let arrival = Arrival {
        published: args.published,
        ..Arrival::of(source)
    };
    let mut candidate = Candidate::unverified(&plugin.manifest, plugin.digest, arrival);
    candidate.signers = signers(&args.signed_by, policy)?;
    candidate.audited_by = signers(&args.audited_by, policy)?;
    match &plugin.component {
        Some(component) => candidate.scanned(&scan(component, &ScanOptions::default())),
        None => candidate.scan = args.scanned.then(Findings::default),
    }
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
