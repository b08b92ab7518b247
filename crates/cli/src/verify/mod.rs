//! `plugwright verify FILE`: who signed it, and does that count?

mod bundles;
mod judged;
mod keyless;
mod print;
pub(crate) mod signable;
mod trusted;

use std::{num::NonZeroUsize, path::PathBuf};

use anyhow::Result;
use clap::Args;
use plugwright_security::{
    Timestamp,
    policy::RegistryOrigin,
    signature::{Moment, Trust, verify},
};

use crate::{exit::Verdict, key::StoreArgs, sign::origin};
use keyless::IdentityArgs;
use print::Report;
use signable::{NameArgs, Signable};
use trusted::TrustedArgs;

/// Verify the signatures of a package. Nothing is trusted that you do not name.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// A `.plug`, or any other file with its signatures beside it.
    file: PathBuf,
    #[command(flatten)]
    trusted: TrustedArgs,
    #[command(flatten)]
    identities: IdentityArgs,
    /// How many different keys have to have signed.
    #[arg(long, value_name = "N", default_value_t = NonZeroUsize::MIN)]
    threshold: NonZeroUsize,
    /// The registry that it came from; a signature for another one does not count.
    #[arg(long, value_name = "URL", value_parser = origin)]
    origin: Option<RegistryOrigin>,
    #[command(flatten)]
    name: NameArgs,
    /// Signatures in another file than `FILE.sigstore.json`.
    #[arg(long, value_name = "FILE")]
    bundle: Vec<PathBuf>,
    /// When its registry published it, by the registry's signed index, for which you vouch.
    #[arg(long, value_name = "TIME")]
    published: Option<Timestamp>,
    /// Suppose that it is this time.
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Judge it by this policy file: what a host with this policy and these keys says of the package.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["threshold", "bundle", "title"])]
    policy: Option<PathBuf>,
    /// Known vulnerabilities, in the JSON format of OSV, for the policy.
    #[arg(long, value_name = "FILE", requires = "policy")]
    advisories: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreArgs,
}

/// Runs `plugwright verify`.
pub(crate) fn run(args: &VerifyArgs) -> Result<Verdict> {
    let (trust, notes) = args.trusted.trust(&args.store, &args.identities)?;
    match &args.policy {
        Some(policy) => judged::run(args, policy, trust, &notes),
        None => signatures(args, &trust, notes),
    }
}

fn signatures(args: &VerifyArgs, trust: &Trust, notes: Vec<String>) -> Result<Verdict> {
    let signable = Signable::open(&args.file, &args.name)?;
    let found = bundles::of(&args.file, &signable, &args.bundle)?;
    let moment = Moment {
        recorded: args.published,
        now: args.now(),
    };
    let expected = signable.expected(args.origin.clone());
    let verification = verify(&expected, &found.bundles, trust, moment);
    let report = Report {
        digest: signable.digest(),
        repository: signable.repository(),
        verification: &verification,
        accepted: verification.accept(args.threshold),
        threshold: args.threshold,
        trust,
        notes: notes.into_iter().chain(found.notes).collect(),
    };
    report.print(args.json)?;
    Ok(report.accepted.is_ok().into())
}

impl VerifyArgs {
    fn now(&self) -> Timestamp {
        self.at.unwrap_or_else(Timestamp::now)
    }
}
