//! The states and the transitions between them. Everything else about them is made from this one table.

use std::fmt;

/// Makes the states, their phases as types, and which leads to which.
macro_rules! table {
    ($($(#[$doc:meta])* $from:ident $word:literal => $($to:ident),+;)+) => {
        /// The state of a plugin.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum State {
            $($(#[$doc])* $from,)+
        }

        impl State {
            /// All states, in the order of a life.
            pub const ALL: &[Self] = &[$(Self::$from),+];

            /// The states that may follow.
            pub const fn successors(self) -> &'static [Self] {
                match self {
                    $(Self::$from => &[$(Self::$to),+],)+
                }
            }

            /// The word for it in lists and on command lines.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$from => $word,)+
                }
            }
        }

        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $from {}

            impl Phase for $from {
                const STATE: State = State::$from;
            }

            impl sealed::Sealed for $from {}

            $(impl LeadsTo<$to> for $from {})+
        )+

        /// A life in a phase that is known only at run time.
        #[derive(Debug)]
        pub enum AnyLife {
            $($(#[$doc])* $from(Life<$from>),)+
        }

        $(impl From<Life<$from>> for AnyLife {
            fn from(life: Life<$from>) -> Self {
                Self::$from(life)
            }
        })+

        impl AnyLife {
            /// In which state it is.
            pub fn state(&self) -> State {
                match self {
                    $(Self::$from(_) => State::$from,)+
                }
            }

            /// Which plugin it is the life of.
            pub fn release(&self) -> &Release {
                match self {
                    $(Self::$from(life) => life.release(),)+
                }
            }

            /// Enters `to` if the table allows it, for what comes from outside as a word.
            ///
            /// # Errors
            /// The life as it was.
            pub fn enter(self, to: State, cause: Cause) -> Result<Self, Self> {
                match (self, to) {
                    $($((Self::$from(life), State::$to) => Ok(life.enter::<$to>(cause).into()),)+)+
                    (life, _) => Err(life),
                }
            }
        }
    };
}

use super::{Cause, Life};
use crate::Release;

table! {
    /// It is there; nothing has looked into it.
    Discovered "discovered" => Verified, Failed, Unloaded;
    /// Its bytes are those that were installed, and policy lets it run.
    Verified "verified" => Resolved, Failed, Unloaded;
    /// All that it needs is there, and nothing that excludes it.
    Resolved "resolved" => Compiled, Failed, Unloaded;
    /// Its code is ready; no call reaches it.
    Compiled "compiled" => Active, Failed, Quarantined, Unloaded;
    /// It takes calls.
    Active "active" => Draining, Failed, Quarantined;
    /// It finishes the calls that it has, and takes no other.
    Draining "draining" => Active, Unloaded, Failed, Quarantined;
    /// It holds nothing any more.
    Unloaded "unloaded" => Discovered;
    /// A step of its life went wrong.
    Failed "failed" => Discovered, Quarantined, Unloaded;
    /// It went wrong too often, and stays out until somebody lets it try again.
    Quarantined "quarantined" => Compiled, Unloaded;
}

impl State {
    /// Whether nothing goes on in it: a plugin stays there until somebody does something.
    pub const fn is_rest(self) -> bool {
        matches!(self, Self::Unloaded | Self::Failed | Self::Quarantined)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for State {
    type Err = crate::Error;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|state| state.as_str() == word);
        known.copied().ok_or(crate::Error::UnknownState)
    }
}

/// A state as a type. There are no others than those of the table.
pub trait Phase: sealed::Sealed + 'static {
    /// The state.
    const STATE: State;
}

/// The phase `To` may follow.
#[diagnostic::on_unimplemented(
    message = "a plugin cannot go from `{Self}` to `{To}`",
    label = "the table of `plugwright_loader::state` has no such transition"
)]
pub trait LeadsTo<To: Phase>: Phase {}

mod sealed {
    pub trait Sealed {}
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::State;

    fn reachable(from: State) -> BTreeSet<State> {
        let mut seen = BTreeSet::new();
        let mut next = vec![from];
        while let Some(state) = next.pop() {
            for successor in state.successors() {
                if seen.insert(*successor) {
                    next.push(*successor);
                }
            }
        }
        seen
    }

    #[test]
    fn the_table_is_the_one_that_is_documented() {
        let table: Vec<String> = State::ALL
            .iter()
            .map(|state| {
                let successors: Vec<&str> =
                    state.successors().iter().map(|to| to.as_str()).collect();
                format!("{state}: {}", successors.join(" "))
            })
            .collect();
        assert_eq!(
            table,
            [
                "discovered: verified failed unloaded",
                "verified: resolved failed unloaded",
                "resolved: compiled failed unloaded",
                "compiled: active failed quarantined unloaded",
                "active: draining failed quarantined",
                "draining: active unloaded failed quarantined",
                "unloaded: discovered",
                "failed: discovered quarantined unloaded",
                "quarantined: compiled unloaded",
            ]
        );
    }

    #[test]
    fn no_state_is_a_dead_end_and_every_one_can_be_unloaded() {
        for state in State::ALL {
            let reachable = reachable(*state);
            assert!(reachable.contains(&State::Unloaded), "{state}");
            assert_eq!(reachable.len(), State::ALL.len(), "{state}");
        }
    }

    #[test]
    fn nothing_becomes_active_without_being_compiled_or_having_been_active() {
        for state in State::ALL {
            let leads = state.successors().contains(&State::Active);
            assert_eq!(leads, matches!(state, State::Compiled | State::Draining));
        }
    }

    #[test]
    fn a_word_is_read_as_it_is_shown() {
        for state in State::ALL {
            assert_eq!(state.to_string().parse::<State>().unwrap(), *state);
        }
        assert_eq!(
            "running".parse::<State>().unwrap_err().code(),
            "PW-LOADER-UNKNOWN-STATE"
        );
    }
}
