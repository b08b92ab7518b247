//! What a host says of a package: by the code that the loader asks before it compiles anything.

use std::{fs, path::Path};

use anstream::println;
use anyhow::{Context as _, Result};
use plugwright::trust::{Examination, Judge};
use plugwright_package::{Archive, PackageInfo};
use plugwright_security::{
    policy::{Arrival, Source},
    scan::Advisories,
    signature::Trust,
};
use serde_json::{Value, json};

use super::{VerifyArgs, signable::limits};
use crate::{
    archive::{blame, is_archive},
    blame::of_security,
    exit::{Fault, Verdict},
    policy::{text, verdict},
};

pub(super) fn run(
    args: &VerifyArgs,
    policy: &Path,
    trust: Trust,
    notes: &[String],
) -> Result<Verdict> {
    let judge = judge(args, policy, trust)?;
    if !is_archive(&args.file)? {
        let message = "a policy judges packages; make one with `plugwright pack`";
        return Err(Fault::usage("PW-VERIFY-NO-PACKAGE", message).into());
    }
    let archive = Archive::open(&args.file, &limits()).map_err(|error| blame(&args.file, error))?;
    let mut allowed = true;
    let mut reports = Vec::new();
    for package in archive.contents().packages() {
        let examined = examine(args, &judge, &archive, package)?;
        allowed &= examined.judgement.verdict.allowed();
        if args.json {
            reports.push(to_json(&examined)?);
        } else {
            print(&examined);
        }
    }
    if args.json {
        let report = json!({ "allowed": allowed, "packages": reports, "notes": notes });
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        notes.iter().for_each(|note| println!("ignored: {note}"));
    }
    Ok(allowed.into())
}

fn judge(args: &VerifyArgs, policy: &Path, trust: Trust) -> Result<Judge> {
    let name = policy.display().to_string();
    let judge = Judge::of_file(&name, &text(policy)?, trust).map_err(of_security)?;
    let Some(file) = &args.advisories else {
        return Ok(judge);
    };
    let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(judge.advisories(Advisories::parse(&bytes).map_err(of_security)?))
}

fn examine(
    args: &VerifyArgs,
    judge: &Judge,
    archive: &Archive,
    package: &PackageInfo,
) -> Result<Examination> {
    let source = args.origin.clone().map_or(Source::File, Source::Registry);
    let arrival = Arrival {
        published: args.published,
        ..Arrival::of(source)
    };
    judge
        .examine(archive, package, arrival, args.now())
        .map_err(|error| blame(&args.file, error))
}

fn print(examined: &Examination) {
    let judgement = &examined.judgement;
    verdict::print(&judgement.candidate, &judgement.verdict);
    for aside in judgement.verification.set_aside() {
        println!(
            "signature {} does not count: {} [{}]",
            aside.index + 1,
            aside.reason,
            aside.reason.code()
        );
    }
    examined
        .notes
        .iter()
        .for_each(|note| println!("ignored: {note}"));
}

fn to_json(examined: &Examination) -> Result<Value> {
    let judgement = &examined.judgement;
    let mut json = verdict::to_json(&judgement.candidate, &judgement.verdict)?;
    let signers = judgement.candidate.signers.iter();
    json["signers"] = signers.map(ToString::to_string).collect();
    let aside = judgement.verification.set_aside().iter().map(|aside| {
        json!({ "index": aside.index, "code": aside.reason.code(), "reason": aside.reason.to_string() })
    });
    json["set_aside"] = aside.collect();
    json["notes"] = json!(examined.notes);
    json["scan"] = serde_json::to_value(&examined.report)?;
    Ok(json)
}
