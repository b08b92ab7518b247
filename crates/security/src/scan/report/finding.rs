//! One fact, where it is, and what to do about it.

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use super::{Rule, Severity};

/// One fact about a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which rule it falls under.
    pub rule: Rule,
    /// How grave it is here; mostly the rule's own severity.
    pub severity: Severity,
    /// What was seen.
    pub evidence: Evidence,
    /// Whether the operator accepted findings of this rule.
    pub accepted: bool,
}

/// What was seen, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// What was seen: a few hundred characters of printable ASCII. Secrets are masked.
    pub what: String,
    /// Where.
    pub place: Place,
}

/// A place in a component.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The first byte, counted from the start of the file.
    pub offset: u64,
    /// How many bytes.
    pub length: u64,
    /// The module or component that it is in, from the outside in: `component/module 2`.
    pub part: String,
    /// The section of that.
    pub section: String,
    /// The function, by its index in its module.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<u32>,
    /// The name of that function, when the component has names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_name: Option<String>,
}

impl Finding {
    /// The stable code, `PW-SCAN-…`.
    pub fn code(&self) -> &'static str {
        self.rule.code()
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        self.rule.remedy()
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Finding", 6)?;
        object.serialize_field("code", self.code())?;
        object.serialize_field("severity", &self.severity)?;
        object.serialize_field("title", self.rule.title())?;
        object.serialize_field("evidence", &self.evidence)?;
        object.serialize_field("remedy", self.remedy())?;
        object.serialize_field("accepted", &self.accepted)?;
        object.end()
    }
}
