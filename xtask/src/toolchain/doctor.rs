//! `cargo xtask doctor`: which guest compilers are here, and how to get the rest. It installs and builds nothing.

use anstream::println;
use anyhow::Result;
use clap::Args;
use serde::Serialize;

use super::{Language, Place, languages, state::State};
use crate::exit::Verdict;

/// Say which guest compilers are here, which version, and how to get the rest.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What is known of one language.
#[derive(Debug, Serialize)]
struct Finding {
    language: String,
    ready: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

/// Runs `cargo xtask doctor`.
pub(crate) fn doctor(args: &DoctorArgs) -> Result<Verdict> {
    let place = Place::find()?;
    let findings: Vec<Finding> = languages()?
        .iter()
        .map(|language| examine(&place, language))
        .collect();
    if args.json {
        println!("{}", serde_json::to_string_pretty(&findings)?);
    } else {
        print_table(&place, &findings);
    }
    Ok(findings.iter().all(|finding| finding.ready).into())
}

fn examine(place: &Place, language: &Language) -> Finding {
    let state = State::current(place, language);
    Finding {
        language: language.name.clone(),
        ready: state.is_some(),
        remedy: state.is_none().then(|| language.hint.here().to_owned()),
        route: state.as_ref().map(|state| state.route.clone()),
        version: state.map(|state| state.version),
    }
}

fn print_table(place: &Place, findings: &[Finding]) {
    for finding in findings {
        let (word, note) = match (&finding.version, &finding.route) {
            (Some(version), Some(route)) => ("ready", format!("{version} ({route})")),
            _ => ("missing", finding.remedy.clone().unwrap_or_default()),
        };
        println!("{:16} {word:8} {note}", finding.language);
    }
    println!(
        "our own compilers and their logs: {}",
        place.prefix().display()
    );
}
