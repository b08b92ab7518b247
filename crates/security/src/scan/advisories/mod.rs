//! Known vulnerabilities: a database file in the format of OSV ([schema](https://ossf.github.io/osv-schema/)), which
//! RustSec, GitHub and the registries of Python and Go all publish.
//!
//! The file is one record, an array of them, or one record a line. It comes from the operator, so a record that cannot be
//! read is an error, not skipped: a database that silently shrinks finds less and less.

mod osv;
mod versions;

use std::collections::BTreeMap;

use osv::Record;

use super::metadata::Dependency;
use super::report::{Findings, Place, Rule, Severity, shown};
use crate::Error;

/// The most that is read of a file: the whole database of RustSec has about 5 MiB.
const MAX_BYTES: usize = 512 << 20;

/// Known vulnerabilities, by ecosystem and name.
#[derive(Clone, Debug, Default)]
pub struct Advisories {
    records: Vec<Record>,
    by_name: BTreeMap<(String, String), Vec<usize>>,
}

impl Advisories {
    /// Reads a database.
    ///
    /// # Errors
    /// [`Error::ScanInput`] when it is too large or a record in it is not in the format.
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        let refuse = |problem: String| Error::ScanInput {
            what: "the advisory database",
            problem,
        };
        if text.len() > MAX_BYTES {
            return Err(refuse(format!("it has more than {MAX_BYTES} bytes")));
        }
        let records = match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'[') => {
                serde_json::from_slice(text).map_err(|error| refuse(error.to_string()))?
            }
            _ => lines(text).map_err(|error| refuse(error.to_string()))?,
        };
        Ok(Self::index(records))
    }

    /// How many records it has, without withdrawn ones.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    fn index(records: Vec<Record>) -> Self {
        let records: Vec<Record> = records
            .into_iter()
            .filter(|record| record.withdrawn.is_none())
            .collect();
        let mut by_name: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, record) in records.iter().enumerate() {
            for affected in &record.affected {
                by_name
                    .entry(key(affected.ecosystem(), affected.name()))
                    .or_default()
                    .push(at);
            }
        }
        for places in by_name.values_mut() {
            places.dedup();
        }
        Self { records, by_name }
    }

    /// Says which records concern a dependency.
    pub(super) fn judge(&self, dependency: &Dependency, findings: &mut Findings) {
        let places = self
            .by_name
            .get(&key(&dependency.ecosystem, &dependency.name));
        let records = places
            .into_iter()
            .flatten()
            .filter_map(|at| self.records.get(*at));
        for record in records.filter(|record| record.affects(dependency)) {
            let place = Place {
                part: "component".to_owned(),
                section: dependency.source.to_string(),
                ..Place::default()
            };
            let grade = (rule(record), severity(record));
            findings.add_advisory(&record.id, grade, place, &describe(record, dependency));
        }
    }
}

/// One record a line, or one record over many lines.
fn lines(text: &[u8]) -> Result<Vec<Record>, serde_json::Error> {
    serde_json::Deserializer::from_slice(text)
        .into_iter()
        .collect()
}

/// Registries of Python and Rust take `_` and `-` and capitals for the same.
fn key(ecosystem: &str, name: &str) -> (String, String) {
    let same = matches!(ecosystem, "PyPI" | "crates.io");
    let name = if same {
        name.to_ascii_lowercase().replace('_', "-")
    } else {
        name.to_owned()
    };
    (ecosystem.to_owned(), name)
}

fn rule(record: &Record) -> Rule {
    if record.is_informational() {
        Rule::Unmaintained
    } else {
        Rule::Vulnerable
    }
}

fn severity(record: &Record) -> Severity {
    match record.severity() {
        _ if record.is_informational() => Severity::Low,
        Some(severity) => severity,
        None => Rule::Vulnerable.severity(),
    }
}

fn describe(record: &Record, dependency: &Dependency) -> String {
    let fixed = record
        .fixed(dependency)
        .map(|fixed| format!("; fixed in {}", shown(fixed, 30)))
        .unwrap_or_default();
    format!(
        "{} {}: {} {}{fixed}",
        shown(&dependency.name, 60),
        shown(&dependency.version, 40),
        shown(&record.id, 40),
        shown(&record.summary, 100),
    )
}
