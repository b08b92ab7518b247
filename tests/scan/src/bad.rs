//! Components that hold what the scan looks for, each with the finding that it must cause.

mod authority;
mod code;
mod content;
mod shape;

use plugwright_security::scan::{Rule, Severity};

/// A component with something in it.
#[derive(Clone, Debug)]
pub struct Bad {
    /// What is in it, as a claim.
    pub name: &'static str,
    /// The class that it counts to in the figures.
    pub class: &'static str,
    /// The component.
    pub bytes: Vec<u8>,
    /// The finding that it must cause.
    pub rule: Rule,
    /// How grave that must be at least.
    pub severity: Severity,
}

impl Bad {
    fn new(class: &'static str, name: &'static str, rule: Rule, bytes: Vec<u8>) -> Self {
        Self {
            name,
            class,
            bytes,
            rule,
            severity: rule.severity(),
        }
    }

    fn with(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }
}

/// All of them, but for compiled programs.
pub fn bad() -> Vec<Bad> {
    let mut all = authority::bad();
    all.extend(shape::bad());
    all.extend(code::bad());
    all.extend(content::bad());
    all
}
