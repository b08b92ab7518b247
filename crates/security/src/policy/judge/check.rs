//! One function a rule. Each says what it found, whether it is pleased or not.

use plugwright_manifest::{Capability, Limits};

use super::Case;
use super::{Reason, RuleName, Score};
use crate::policy::block::includes;
use crate::policy::ceiling::{at_other_origins, of_other_kinds};
use crate::policy::namespace::is_reserved;
use crate::policy::{Provenance, Source};

pub(super) fn block(case: &Case<'_>) -> Reason {
    let entry = (case.policy.block.iter()).find(|entry| entry.meets(case.candidate));
    let found = match entry {
        Some(entry) => format!("it is on the block list: {}", entry.reason.as_str()),
        None => "it is not on the block list".to_owned(),
    };
    let remedy = "use another version or another plugin";
    reason(RuleName::Block, entry.is_none(), found, remedy)
}

pub(super) fn registry(case: &Case<'_>) -> Reason {
    let rule = RuleName::Registry;
    let asked = case.rule.registry.as_ref();
    match (&case.candidate.source, asked) {
        (Source::Folder, _) => reason(rule, true, "it is a folder of this machine", ""),
        (Source::File, _) => reason(rule, true, "it is a file of this machine", ""),
        (Source::Registry(from), Some(own)) => {
            let found = format!("it comes from {from}; its namespace belongs to {own}");
            let remedy = "get it from there; a namespace is never looked up elsewhere";
            reason(rule, from == own, found, remedy)
        }
        (Source::Registry(from), None) => {
            let found = format!("it comes from {from}; its namespace belongs to no registry");
            let remedy = "name the registry of the namespace under `registry`, if you trust it";
            reason(rule, false, found, remedy)
        }
    }
}

pub(super) fn signatures(case: &Case<'_>) -> Reason {
    let rule = RuleName::Signatures;
    let (counted, needed) = (case.counted.len(), case.rule.signatures);
    let signers = case.rule.signers.len();
    if case.is_signed() {
        let found = format!(
            "{counted} of {signers} trusted signers signed, {needed} needed: {}",
            list(case.counted.keys())
        );
        return reason(rule, true, found, "");
    }
    let found = format!(
        "{counted} of {signers} trusted signers signed, {needed} needed{}",
        others(case)
    );
    if case.is_development() {
        let found = format!("{found}; it is a folder in development, which may be unsigned");
        return reason(rule, true, found, "");
    }
    let remedy = if !case.candidate.set_aside.is_empty() && counted == 0 {
        "trust the key (`plugwright key export`) if you know whose it is, or have one of its trusted signers sign it"
    } else if case.candidate.signers.is_empty() {
        "it is unsigned: have its author sign it with `plugwright sign`"
    } else if counted > 0 {
        "have others of its trusted signers sign it as well"
    } else {
        "if you trust who signed, add the key under `signers` and to the rule"
    };
    reason(rule, false, found, remedy)
}

/// Who signed without counting, and why not.
fn others(case: &Case<'_>) -> String {
    let reserved = case.candidate.id.namespace().is_some_and(is_reserved);
    let known = case
        .known
        .iter()
        .filter(|(name, _)| !case.counted.contains_key(*name));
    let mut notes: Vec<String> = known
        .map(|(name, signer)| {
            let why = if !case.rule.signers.contains(*name) {
                "is not trusted for it"
            } else if !signer.counted_at(case.candidate.published) {
                "was revoked or not valid when it was published, or nobody vouches for that date"
            } else if reserved {
                "is not official, and its namespace is reserved"
            } else {
                "does not count"
            };
            format!("{name} {why}")
        })
        .collect();
    let strangers = (case.candidate.signers.iter())
        .filter(|signer| !case.known.values().any(|known| known.is(signer)));
    notes.extend(
        strangers
            .take(3)
            .map(|signer| format!("{signer} is unknown")),
    );
    let aside = case.candidate.set_aside.iter().take(3);
    notes.extend(aside.map(|reason| format!("one signature does not count: {reason}")));
    if notes.is_empty() {
        return String::new();
    }
    format!(" ({})", notes.join("; "))
}

pub(super) fn minimum_age(case: &Case<'_>) -> Reason {
    let rule = RuleName::MinimumAge;
    let least = case.rule.minimum_age;
    if least.is_zero() {
        return reason(rule, true, "no age is asked for", "");
    }
    if case.is_development() {
        return reason(rule, true, "a folder in development has no age", "");
    }
    let candidate = case.candidate;
    let excepted = (case.policy.age_exceptions.iter())
        .any(|(id, versions)| *id == candidate.id && includes(versions, &candidate.version));
    if excepted {
        return reason(rule, true, "it is an exception of the policy", "");
    }
    let Some(witnessed) = candidate.witnessed() else {
        let remedy = "take it from its registry, whose index has the date";
        return reason(
            rule,
            false,
            "nobody vouches for when it was published",
            remedy,
        );
    };
    let was = if candidate.published == Some(witnessed) {
        "published"
    } else {
        "installed here"
    };
    let Some(age) = case.now.since(witnessed) else {
        let found = format!(
            "it was {was} at {witnessed}, and the clock here says {}",
            case.now
        );
        return reason(rule, false, found, "set the clock of this machine");
    };
    let found = format!(
        "it was {was} {} ago; {} are asked for",
        hours(age),
        hours(least)
    );
    let remedy = "wait, or list it under `age_exceptions` if it is urgent";
    reason(rule, age >= least, found, remedy)
}

fn hours(age: std::time::Duration) -> String {
    let hours = age.as_secs() / 3_600;
    if hours >= 48 {
        return format!("{} days", hours / 24);
    }
    format!("{hours} hours")
}

pub(super) fn level(case: &Case<'_>) -> Reason {
    let level = case.rule.level;
    let beyond: Vec<Capability> = (case.candidate.capabilities.iter())
        .filter(|asked| !level.permits(asked))
        .collect();
    let remedy = "ask for less, or judge the namespace by a lower level";
    asked_too_much(RuleName::Level, &beyond, remedy)
}

pub(super) fn allowed_capabilities(case: &Case<'_>) -> Reason {
    let beyond = of_other_kinds(
        &case.candidate.capabilities,
        &case.rule.allowed_capabilities,
    );
    let remedy = "use a plugin that does without, or allow the kind for this namespace";
    asked_too_much(RuleName::AllowedCapabilities, &beyond, remedy)
}

pub(super) fn network(case: &Case<'_>) -> Reason {
    let beyond = at_other_origins(&case.candidate.capabilities, &case.rule.network);
    let remedy = "use a plugin that does without, or change `network` of this namespace";
    asked_too_much(RuleName::Network, &beyond, remedy)
}

fn asked_too_much(rule: RuleName, beyond: &[Capability], remedy: &'static str) -> Reason {
    if beyond.is_empty() {
        return reason(rule, true, "it asks for nothing beyond", "");
    }
    reason(rule, false, format!("it asks for {}", list(beyond)), remedy)
}

/// Limits are cut rather than refused: a plugin can live with less than it asks for.
pub(super) fn limits(case: &Case<'_>) -> Reason {
    let asked = case.candidate.limits.resolve(&Limits::default());
    let capped = asked.capped_by(&case.rule.limits.resolve(&asked));
    let found = if capped == asked {
        "it asks for no more than it may have"
    } else {
        "it asks for more than it may have, and gets what the policy says"
    };
    reason(RuleName::Limits, true, found, "")
}

pub(super) fn advisories(case: &Case<'_>) -> Reason {
    let least = case.rule.advisories_block;
    let blocking: Vec<String> = (case.candidate.advisories.iter())
        .filter(|known| known.severity >= least)
        .filter(|known| !case.policy.accepted_advisories.contains(&known.id))
        .map(|known| format!("{} ({})", known.id.as_str(), known.severity))
        .collect();
    if blocking.is_empty() {
        let found = format!("no open advisory is {least} or worse");
        return reason(RuleName::Advisories, true, found, "");
    }
    let found = format!("advisories of {least} or worse: {}", list(&blocking));
    let remedy =
        "update it; list the advisory under `accepted_advisories` if it does not concern you";
    reason(RuleName::Advisories, false, found, remedy)
}

pub(super) fn scan(case: &Case<'_>) -> Reason {
    let least = case.rule.scan_blocks;
    let Some(findings) = &case.candidate.scan else {
        let remedy = "scan it with `plugwright scan`";
        let needed = case.rule.require_scan && !case.is_development();
        return reason(RuleName::Scan, !needed, "it was not scanned", remedy);
    };
    let bad = findings.at_least(least);
    let found = format!("{bad} findings are {least} or worse");
    let remedy = "look at them with `plugwright scan`, and report them to its author";
    reason(RuleName::Scan, bad == 0, found, remedy)
}

pub(super) fn audit(case: &Case<'_>) -> Reason {
    let rule = RuleName::Audit;
    if case.auditors.is_empty() {
        let remedy = "have one of the `auditors` audit this version and sign the statement";
        let found = "no auditor vouches for this version";
        return reason(rule, !case.rule.require_audit, found, remedy);
    }
    let found = format!("audited by {}", list(&case.auditors));
    reason(rule, true, found, "")
}

pub(super) fn provenance(case: &Case<'_>) -> Reason {
    let holds = !case.rule.require_provenance || case.candidate.provenance == Provenance::Agrees;
    let found = match case.candidate.provenance {
        Provenance::Missing => "there is none",
        Provenance::Agrees => "it agrees with the repository that the manifest names",
        Provenance::Differs => "it names another repository than the manifest",
    };
    let remedy = "ask its author to publish with provenance from the repository of the manifest";
    reason(RuleName::Provenance, holds, found, remedy)
}

pub(super) fn minimum_score(case: &Case<'_>, score: &Score) -> Reason {
    let (total, least) = (score.total(), case.rule.minimum_score);
    let found = format!("{total} of 100, {least} asked for: {}", list(score.held()));
    let remedy = "see which facts are missing";
    reason(RuleName::MinimumScore, total >= least, found, remedy)
}

fn reason(rule: RuleName, holds: bool, found: impl Into<String>, remedy: &'static str) -> Reason {
    Reason {
        rule,
        holds,
        found: found.into(),
        remedy: if holds { "" } else { remedy },
    }
}

/// At most ten, so that no plugin can fill the screen.
fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    const MOST: usize = 10;
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    if items.is_empty() {
        return "nothing".to_owned();
    }
    let shown = items
        .iter()
        .take(MOST)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match items.len().checked_sub(MOST) {
        Some(more) if more > 0 => format!("{shown}, and {more} more"),
        _ => shown,
    }
}
