//! What a scan looked for, and what it could not look for: a report without findings means little without this.

use serde::Serialize;

use crate::scan::ScanOptions;

/// One thing that the scan looks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What.
    pub name: &'static str,
    /// Why it was not looked for; nothing if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<&'static str>,
}

/// What needs nothing but the component.
const ALWAYS: [&str; 9] = [
    "validity",
    "limits",
    "imports against the manifest",
    "start functions",
    "hashing and mining",
    "packed data",
    "embedded programs",
    "secrets",
    "names",
];

impl Check {
    /// All checks, with those that are left out for want of something to compare with.
    pub(in crate::scan) fn all(options: &ScanOptions<'_>) -> Vec<Self> {
        let mut checks: Vec<Self> = ALWAYS
            .map(|name| Self {
                name,
                skipped: None,
            })
            .into();
        for (name, is_given, why) in [
            (
                "imports against the grant",
                options.grant.is_some(),
                "no grant was given",
            ),
            (
                "known vulnerabilities",
                options.advisories.is_some(),
                "no advisory database was given",
            ),
            (
                "licences",
                options.licenses.is_some(),
                "no list of allowed licences was given",
            ),
        ] {
            let skipped = (!is_given).then_some(why);
            checks.push(Self { name, skipped });
        }
        checks
    }
}
