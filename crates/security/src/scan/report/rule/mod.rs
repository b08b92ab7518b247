//! What the scan looks for: one rule, one stable code.

mod table;

use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::Severity;

/// One thing that the scan looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each one's title is beside it in the table below"
)]
pub enum Rule {
    NotAComponent,
    NativeCode,
    Malformed,
    TooLarge,
    Limit,
    InitialMemory,
    FunctionSize,
    FunctionShape,
    StartFunction,
    UndeclaredImport,
    ForbiddenImport,
    HiddenImport,
    NestedImport,
    UnknownImport,
    UngrantedImport,
    UngrantedCapability,
    UnusedCapability,
    UnusedGrant,
    ManifestMissing,
    ManifestMalformed,
    ManifestTwice,
    ManifestDiffers,
    MinerText,
    HashSearch,
    Hashing,
    PackedData,
    Executable,
    Archive,
    Secret,
    HiddenText,
    ConfusableText,
    Vulnerable,
    Unmaintained,
    DependencyData,
    License,
    LicenseUnknown,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 36] = [
        Self::NotAComponent,
        Self::NativeCode,
        Self::Malformed,
        Self::TooLarge,
        Self::Limit,
        Self::InitialMemory,
        Self::FunctionSize,
        Self::FunctionShape,
        Self::StartFunction,
        Self::UndeclaredImport,
        Self::ForbiddenImport,
        Self::HiddenImport,
        Self::NestedImport,
        Self::UnknownImport,
        Self::UngrantedImport,
        Self::UngrantedCapability,
        Self::UnusedCapability,
        Self::UnusedGrant,
        Self::ManifestMissing,
        Self::ManifestMalformed,
        Self::ManifestTwice,
        Self::ManifestDiffers,
        Self::MinerText,
        Self::HashSearch,
        Self::Hashing,
        Self::PackedData,
        Self::Executable,
        Self::Archive,
        Self::Secret,
        Self::HiddenText,
        Self::ConfusableText,
        Self::Vulnerable,
        Self::Unmaintained,
        Self::DependencyData,
        Self::License,
        Self::LicenseUnknown,
    ];

    /// The stable code, `PW-SCAN-…`.
    pub fn code(self) -> &'static str {
        self.entry().code
    }

    /// How grave findings of this rule are, unless they say otherwise.
    pub fn severity(self) -> Severity {
        self.entry().severity
    }

    /// What it is about, in a few words.
    pub fn title(self) -> &'static str {
        self.entry().title
    }

    /// What to do about a finding.
    pub fn remedy(self) -> &'static str {
        self.entry().remedy
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl FromStr for Rule {
    type Err = String;

    /// By its code.
    fn from_str(code: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|rule| rule.code() == code);
        known.ok_or_else(|| "this is no code of the scan; docs/scan.md lists them".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Rule;

    #[test]
    fn each_rule_has_a_code_of_its_own_that_leads_back_to_it() {
        let codes: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.code()).collect();
        assert_eq!(codes.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            assert_eq!(rule.code().parse(), Ok(rule));
        }
    }
}
