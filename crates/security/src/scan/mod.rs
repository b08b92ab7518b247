//! What a component shows of itself before anybody runs it.
//!
//! A signature says who made a plugin, a grant says what it may do; neither says what is in it. The scan reads a component
//! once, runs nothing, and lists what an operator would want to know first: imports that nobody declared, code that looks
//! like mining, data that is packed or is a program, secrets that its author forgot, known holes in what it was built from.
//!
//! A finding is a fact with its place, not a verdict. A scan that finds nothing has not shown that a plugin is harmless
//! (docs/scan.md says what it cannot see); the sandbox and the grants are what keeps a host safe.
//!
//! The bytes may be anyone's: no input makes the scan panic, recurse, or take memory out of proportion to its size. What
//! cannot be read to its end is reported as [`Outcome::Stopped`], never as clean.

mod advisories;
mod code;
mod data;
mod imports;
mod limits;
mod metadata;
mod names;
mod options;
mod position;
mod report;
mod shape;
mod walk;

pub use advisories::Advisories;
pub use limits::ScanLimits;
pub use metadata::{Dependency, DependencySource, Sbom};
pub use options::{LicenseList, ScanOptions};
pub use report::{
    Check, Evidence, Finding, KnownAdvisory, Outcome, Place, Report, Rule, Severity, Summary,
};

/// Scans `bytes`, which should be a component.
pub fn scan(bytes: &[u8], options: &ScanOptions<'_>) -> Report {
    walk::walk(bytes, options)
}
