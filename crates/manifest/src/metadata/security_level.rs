//! How much a plugin is trusted with, in one word.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{AccessMode, Capability};

/// A promise of the author about what the plugin will never ask for. Each level is a fixed policy:
///
/// | asks for | `low` | `medium` | `high` |
/// | --- | --- | --- | --- |
/// | named origins | yes | yes | no |
/// | wildcards and `*` as origins | yes | no | no |
/// | read-only directories | yes | yes | yes |
/// | writable directories | yes | yes | no |
/// | secrets | yes | yes | no |
/// | GPU | yes | no | no |
/// | environment, configuration, key-value, graph, visualization | yes | yes | yes |
///
/// The loader refuses a plugin that asks for more than its own level allows
/// ([`Manifest::beyond_security_level`](crate::Manifest::beyond_security_level)); the level grants nothing by itself.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum SecurityLevel {
    /// Everything that an operator grants.
    Low,
    /// Nothing that cannot be listed beforehand.
    Medium,
    /// Nothing that leaves the machine or changes it.
    High,
}

impl SecurityLevel {
    /// Whether a plugin of this level may ask for `capability`.
    pub fn permits(self, capability: &Capability) -> bool {
        self <= highest_for(capability)
    }
}

/// The strictest level at which a capability may still be asked for.
fn highest_for(capability: &Capability) -> SecurityLevel {
    match capability {
        Capability::Http(origin, _) | Capability::Secret(_, origin) if origin.is_wildcard() => {
            SecurityLevel::Low
        }
        Capability::Gpu => SecurityLevel::Low,
        Capability::Http(..)
        | Capability::Secret(..)
        | Capability::Directory(_, AccessMode::ReadWrite) => SecurityLevel::Medium,
        Capability::Directory(_, AccessMode::ReadOnly)
        | Capability::Env(_)
        | Capability::Config(_)
        | Capability::KeyValue(_)
        | Capability::ReadIsg
        | Capability::WriteVisualization => SecurityLevel::High,
    }
}

#[cfg(test)]
mod tests {
    use super::SecurityLevel::{High, Low, Medium};
    use crate::{AccessMode, Capability, Methods};

    #[test]
    fn r35_each_level_is_a_fixed_policy() {
        let origin = |text: &str| text.parse().unwrap();
        let http = |text: &str| Capability::Http(origin(text), Methods::All);
        let directory = |mode| Capability::Directory("/data".parse().unwrap(), mode);
        let key = || "key".parse().unwrap();
        for (capability, levels) in [
            (http("https://a.example"), &[Low, Medium][..]),
            (http("https://*.a.example"), &[Low]),
            (http("*"), &[Low]),
            (
                Capability::Secret(key(), origin("https://a.example")),
                &[Low, Medium],
            ),
            (directory(AccessMode::ReadOnly), &[Low, Medium, High]),
            (directory(AccessMode::ReadWrite), &[Low, Medium]),
            (Capability::Gpu, &[Low]),
            (Capability::Env(key()), &[Low, Medium, High]),
            (Capability::Config(key()), &[Low, Medium, High]),
            (Capability::KeyValue(key()), &[Low, Medium, High]),
            (Capability::ReadIsg, &[Low, Medium, High]),
            (Capability::WriteVisualization, &[Low, Medium, High]),
        ] {
            for level in [Low, Medium, High] {
                assert_eq!(
                    level.permits(&capability),
                    levels.contains(&level),
                    "{level:?} {capability}"
                );
            }
        }
    }
}
