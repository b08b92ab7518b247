//! What is told of a transition: who, when, why, from where to where.

use std::fmt;
use std::time::SystemTime;

use super::State;
use crate::Release;

/// Who made a plugin change its state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Actor {
    /// The program that runs the plugins, in its ordinary course.
    Host,
    /// A person, by the name that the program knows them by.
    Operator(String),
    /// A file that changed in a watched folder.
    Watch,
    /// The plugin's own faults.
    Faults,
}

impl Actor {
    /// This actor with a reason, in plain words.
    pub fn because(self, why: impl Into<String>) -> Cause {
        Cause {
            who: self,
            why: bounded(why.into()),
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host => f.write_str("the host"),
            Self::Operator(name) => f.write_str(name),
            Self::Watch => f.write_str("the watch on its folder"),
            Self::Faults => f.write_str("its faults"),
        }
    }
}

/// Why a plugin changes its state, and who wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Who.
    pub who: Actor,
    /// Why, in plain words; at most 512 bytes are kept.
    pub why: String,
}

/// Reasons quote plugins, which may say anything at any length.
fn bounded(mut why: String) -> String {
    const MOST: usize = 512;
    if why.len() > MOST {
        why.truncate(why.floor_char_boundary(MOST));
        why.push_str("...");
    }
    why
}

/// A transition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Of which plugin.
    pub release: Release,
    /// When.
    pub when: SystemTime,
    /// From which state; none when it was discovered for the first time.
    pub from: Option<State>,
    /// To which state.
    pub to: State,
    /// Who and why.
    pub cause: Cause,
}

/// Hears of every transition, in its order for each plugin.
pub trait Listener: Send + Sync + 'static {
    /// A plugin changed its state. This is called by whoever changed it, who waits for the answer.
    fn heard(&self, event: &Event);
}

#[cfg(test)]
mod tests {
    use super::Actor;

    #[test]
    fn what_a_plugin_says_of_itself_does_not_fill_the_ledger() {
        let cause = Actor::Host.because("ä".repeat(100_000));
        assert!(cause.why.len() < 520, "{}", cause.why.len());
    }
}
