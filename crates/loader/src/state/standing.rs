//! Why a plugin is not active, in words that an operator can act on.

use std::time::SystemTime;

use plugwright_manifest::PluginId;

use super::{Entry, Event, State};

/// None if one of `entries`, which are those of `id`, is active.
pub(super) fn why_not_active(id: &PluginId, entries: &[Entry], now: SystemTime) -> Option<String> {
    if entries.iter().any(|entry| entry.state == State::Active) {
        return None;
    }
    let last = |entry: &&Entry| entry.events.last().map(|event| event.when);
    let Some(entry) = entries.iter().max_by_key(last) else {
        return Some(format!(
            "{id} is not active: this host has never seen it. Install it, or look whether it is in the active set."
        ));
    };
    let event = entry.events.last()?;
    Some(sentence(entry, event, &ago(event.when, now)))
}

fn sentence(entry: &Entry, event: &Event, ago: &str) -> String {
    let Entry { release, state, .. } = entry;
    let why = event.cause.why.trim_end_matches('.');
    let who = &event.cause.who;
    let (what, next) = (happened(*state, event.from), remedy(*state));
    format!("{release} is not active: {what} {ago} ({who}: {why}). {next}")
}

fn happened(state: State, from: Option<State>) -> String {
    match state {
        State::Discovered => "it is not verified yet; it was found".to_owned(),
        State::Verified => "it is not resolved yet; it was verified".to_owned(),
        State::Resolved => "it is not compiled yet; it was resolved".to_owned(),
        State::Compiled => "it takes no calls yet; it was compiled".to_owned(),
        State::Active => "it became active".to_owned(),
        State::Draining => {
            "it was replaced or stopped, and finishes its last calls since".to_owned()
        }
        State::Unloaded => "it was unloaded".to_owned(),
        State::Quarantined => "it was put into quarantine".to_owned(),
        State::Failed => format!("{} failed", step(from)),
    }
}

/// What a plugin that was in `from` was about to do.
fn step(from: Option<State>) -> &'static str {
    match from {
        Some(State::Discovered) | None => "its preparation",
        Some(State::Verified) => "the resolution of what it needs",
        Some(State::Resolved) => "its compilation",
        Some(State::Compiled) => "its start",
        Some(State::Draining) => "its end",
        Some(_) => "its work",
    }
}

fn remedy(state: State) -> &'static str {
    match state {
        State::Discovered | State::Verified | State::Resolved | State::Compiled => {
            "Wait; if it stays so, the host is busy or hangs."
        }
        State::Active => "",
        State::Draining => "Wait for it, or for its successor.",
        State::Unloaded => "Activate it to load it again.",
        State::Failed => {
            "Remove the cause, then activate it again, or go back to the version before."
        }
        State::Quarantined => "Find the cause, then release it, or go back to the version before.",
    }
}

/// A span in the largest unit that fits.
fn ago(when: SystemTime, now: SystemTime) -> String {
    let seconds = now.duration_since(when).unwrap_or_default().as_secs();
    let (count, unit) = match seconds {
        0 => return "just now".to_owned(),
        1..120 => (seconds, "second"),
        120..7200 => (seconds / 60, "minute"),
        7200..172_800 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural} ago")
}
