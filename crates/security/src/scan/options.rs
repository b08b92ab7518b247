//! What a component is compared with.

use std::collections::BTreeSet;

use plugwright_manifest::{Capabilities, Limits, Manifest};

use super::{Advisories, Rule, Sbom, ScanLimits};
use crate::Error;

/// What a component is compared with. Each part that is missing leaves out the checks that need it, and the report says so.
#[derive(Clone, Debug, Default)]
pub struct ScanOptions<'a> {
    /// The manifest that it should have; without one, the manifest inside it is believed.
    pub manifest: Option<&'a Manifest>,
    /// What the operator grants it.
    pub grant: Option<&'a Capabilities>,
    /// What it may use at most. The memory and tables that it starts with are compared with this.
    pub resources: Limits,
    /// Known vulnerabilities.
    pub advisories: Option<&'a Advisories>,
    /// The list of what it was built from, when it came beside it.
    pub sbom: Option<&'a Sbom>,
    /// The licences that are allowed.
    pub licenses: Option<&'a LicenseList>,
    /// Findings that the operator knows of and accepts: they stay in the report, marked, and do not count.
    pub accepted: BTreeSet<Rule>,
    /// Thresholds.
    pub limits: ScanLimits,
}

/// Licences that an operator allows, by their SPDX ids.
#[derive(Clone, Debug, Default)]
pub struct LicenseList(Vec<spdx::Licensee>);

impl LicenseList {
    /// Reads ids such as `MIT` or `Apache-2.0 WITH LLVM-exception`.
    ///
    /// # Errors
    /// [`Error::ScanInput`] when one is no licence of the SPDX list.
    pub fn parse<'t>(ids: impl IntoIterator<Item = &'t str>) -> Result<Self, Error> {
        let parse = |id: &str| {
            spdx::Licensee::parse(id.trim()).map_err(|error| Error::ScanInput {
                what: "the list of allowed licences",
                problem: format!("`{}`: {}", id.trim().escape_default(), error.reason),
            })
        };
        ids.into_iter()
            .map(parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether what is required of somebody who uses the code is allowed.
    pub(super) fn allows(&self, required: &spdx::LicenseReq) -> bool {
        self.0.iter().any(|allowed| allowed.satisfies(required))
    }
}
