//! Whether a policy can be read, and what each of its rules comes to.

use std::path::Path;

use anstream::println;
use anstyle::Style;
use anyhow::Result;
use plugwright_manifest::TimeSpan;
use plugwright_security::Error;
use plugwright_security::policy::Rule;
use serde_json::{Value, json};

use super::read;
use crate::exit::Verdict;

pub(super) fn check(file: &Path, as_json: bool) -> Result<Verdict> {
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
