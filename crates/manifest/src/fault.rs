//! Who has to act when something fails.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whose fault an error is.
///
/// Every crate of Plugwright attributes its errors with this one vocabulary, so that an operator can alert on `host`,
/// page the author of a plugin on `plugin`, and leave `caller` to whoever sent the request.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Fault {
    /// The plugin: it trapped, broke its contract, or used more than it may.
    Plugin,
    /// The program that embeds the plugin, or the machine below it.
    Host,
    /// A rule that somebody set: a grant, a signature policy, a quota. Nobody failed.
    Policy,
    /// A service on the other side of a connection.
    Remote,
    /// Whoever asked: an unknown function, an argument of the wrong type, a call that was given up.
    Caller,
}

impl Fault {
    /// Every fault, for tables and metric labels.
    pub const ALL: [Self; 5] = [
        Self::Plugin,
        Self::Host,
        Self::Policy,
        Self::Remote,
        Self::Caller,
    ];

    /// The lower-case word that stands for it in logs, metrics and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plugin => "plugin",
            Self::Host => "host",
            Self::Policy => "policy",
            Self::Remote => "remote",
            Self::Caller => "caller",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Fault;

    #[test]
    fn logs_and_json_use_the_same_word() {
        for fault in Fault::ALL {
            assert_eq!(serde_json::to_value(fault).unwrap(), fault.as_str());
        }
    }
}
