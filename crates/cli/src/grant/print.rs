//! Grants and their changes, for people and for scripts.

use anstream::println;
use anstyle::Style;
use anyhow::Result;
use plugwright_manifest::{Capabilities, Capability, Manifest};
use plugwright_security::grant::{Difference, Grant, Learned};
use serde_json::{Value, json};

/// All grants, a line each.
pub(super) fn list(grants: &[Grant], as_json: bool) -> Result<()> {
    if as_json {
        return print(&grants.iter().map(grant_json).collect::<Value>());
    }
    if grants.is_empty() {
        println!("no plugin has a grant here");
    }
    for grant in grants {
        let number = grant.gives.iter().count();
        let revoked = if grant.revoked.is_some() {
            ", revoked"
        } else {
            ""
        };
        let version = &grant.consent.version;
        println!("{} {version}: {number} capabilities{revoked}", grant.plugin);
    }
    Ok(())
}

/// One grant.
pub(super) fn grant(grant: &Grant, as_json: bool) -> Result<()> {
    if as_json {
        return print(&grant_json(grant));
    }
    let bold = Style::new().bold();
    let consent = &grant.consent;
    println!(
        "{bold}{}{bold:#}: version {} as decided by {} at {}",
        grant.plugin,
        consent.version,
        consent.by.as_str(),
        consent.at
    );
    if let Some(revoked) = &grant.revoked {
        println!(
            "revoked by {} at {}: {}",
            revoked.by.as_str(),
            revoked.at,
            revoked.reason.as_str()
        );
    }
    lines("granted", grant.gives.iter());
    lines(
        "asked for and not granted",
        grant
            .asked
            .capabilities
            .missing_from(&grant.gives)
            .into_iter(),
    );
    lines(
        "granted and not asked for, so without effect",
        grant
            .gives
            .missing_from(&grant.asked.capabilities)
            .into_iter(),
    );
    if !grant.limits.is_empty() {
        println!("{bold}limits at most{bold:#}");
        println!("  {}", serde_json::to_string(&grant.limits)?);
    }
    Ok(())
}

fn lines(title: &str, capabilities: impl Iterator<Item = Capability>) {
    let bold = Style::new().bold();
    let mut capabilities = capabilities.peekable();
    if capabilities.peek().is_none() {
        return;
    }
    println!("{bold}{title}{bold:#}");
    capabilities.for_each(|capability| println!("  {capability}"));
}

fn grant_json(grant: &Grant) -> Value {
    json!({
        "plugin": grant.plugin,
        "consent": grant.consent,
        "revoked": grant.revoked,
        "gives": grant.gives,
        "limits": grant.limits,
        "asked": grant.asked,
        "not_granted": texts(&grant.asked.capabilities.missing_from(&grant.gives)),
        "without_effect": texts(&grant.gives.missing_from(&grant.asked.capabilities)),
    })
}

fn texts<T: ToString>(items: &[T]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

/// What a version asks for that was not decided.
pub(super) fn difference(
    manifest: &Manifest,
    decided: Option<&Grant>,
    difference: &Difference,
    as_json: bool,
) -> Result<()> {
    let before = decided.map(|grant| grant.consent.version.to_string());
    if as_json {
        let change = |change: &plugwright_security::grant::Change| json!({ "kind": change.kind(), "asks_for_more": change.asks_for_more(), "text": change.to_string() });
        return print(&json!({
            "plugin": manifest.id,
            "version": manifest.version,
            "decided_version": before,
            "asks_for_more": difference.asks_for_more(),
            "changes": difference.changes().iter().map(change).collect::<Vec<_>>(),
        }));
    }
    let before = before.map_or("nothing was decided before".to_owned(), |version| {
        format!("decided was {version}")
    });
    println!("{} {}; {before}", manifest.id, manifest.version);
    println!("{difference}");
    if difference.asks_for_more() {
        println!(
            "it waits for your consent: `plugwright grant accept` gives it, `allow` gives a part"
        );
    }
    Ok(())
}

/// A proposal.
pub(super) fn learned(manifest: &Manifest, learned: &Learned, as_json: bool) -> Result<()> {
    if as_json {
        return print(&json!({
            "plugin": manifest.id,
            "proposed": learned.grant,
            "unused": texts(&learned.unused),
            "outside": learned.outside,
        }));
    }
    let nothing = learned.grant == Capabilities::none();
    println!(
        "{} needs{}",
        manifest.id,
        if nothing { " nothing" } else { "" }
    );
    learned
        .grant
        .iter()
        .for_each(|capability| println!("  {capability}"));
    lines("asked for and not used", learned.unused.iter().cloned());
    if !learned.outside.is_empty() {
        let bold = Style::new().bold();
        println!("{bold}tried and not asked for{bold:#}");
    }
    for used in &learned.outside {
        // As JSON, which escapes what the guest wrote.
        println!(
            "  {}",
            serde_json::to_string(used)?
                .escape_debug()
                .to_string()
                .replace("\\\"", "\"")
        );
    }
    Ok(())
}

fn print(value: &Value) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}
