//! What a policy says of a plugin, for people and for scripts.

use anstream::println;
use anstyle::{AnsiColor, Style};
use anyhow::Result;
use plugwright_security::policy::{Candidate, Verdict};
use serde_json::Value;

/// The verdict in JSON, with what it is about.
pub(crate) fn to_json(candidate: &Candidate, verdict: &Verdict) -> Result<Value> {
    let mut json = serde_json::to_value(verdict)?;
    json["allowed"] = verdict.allowed().into();
    json["plugin"] = candidate.id.as_str().into();
    json["version"] = candidate.version.to_string().into();
    json["digest"] = candidate.digest.to_string().into();
    Ok(json)
}

/// Rule by rule, then what speaks for the plugin.
pub(crate) fn print(candidate: &Candidate, verdict: &Verdict) {
    let (word, color) = if verdict.allowed() {
        ("allowed", AnsiColor::Green)
    } else {
        ("refused", AnsiColor::Red)
    };
    let style = Style::new().bold().fg_color(Some(color.into()));
    println!(
        "{} {}: {style}{word}{style:#} by `{}`; {}",
        candidate.id, candidate.version, verdict.rule, verdict.standing
    );
    verdict
        .reasons
        .iter()
        .for_each(|reason| println!("  {reason}"));
    println!("facts that speak for it: {} of 100", verdict.score.total());
    for fact in verdict.score.facts() {
        let mark = if fact.holds { "+" } else { " " };
        println!(
            "  {mark}{:<3} {}: {}",
            fact.weight, fact.name, fact.evidence
        );
    }
}
