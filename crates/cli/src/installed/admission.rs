//! Whether a plugin may be installed here at all, by the same policy that a host asks before it runs one.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use plugwright::loader::store::Origin;
use plugwright::trust::{Examination, Judge};
use plugwright_package::Archive;
use plugwright_security::Timestamp;
use plugwright_security::policy::{Arrival, Source};
use plugwright_security::signature::{Trust, TrustFiles};

use crate::blame::of_security;
use crate::policy::text;

/// The policy that is asked, and the keys that count for it.
#[derive(Debug, Args)]
pub(super) struct AdmissionArgs {
    /// Install only what this trust policy allows. Hosts ask theirs again before they run it.
    #[arg(long, value_name = "FILE", env = "PLUGWRIGHT_POLICY")]
    policy: Option<PathBuf>,
    /// Keys that count for the policy: a folder (`*.pub`), or a file, one to a line.
    #[arg(long, value_name = "PATH", requires = "policy")]
    trusted: Vec<PathBuf>,
}

impl AdmissionArgs {
    /// Whoever judges; nobody without a policy.
    pub(super) fn judge(&self) -> Result<Option<Judge>> {
        let Some(policy) = &self.policy else {
            return Ok(None);
        };
        let mut files = TrustFiles::default();
        for path in &self.trusted {
            files.read(path).map_err(of_security)?;
        }
        let mut trust = Trust::nobody();
        files.apply(&mut trust).map_err(of_security)?;
        let name = policy.display().to_string();
        let judge = Judge::of_file(&name, &text(policy)?, trust);
        Ok(Some(judge.map_err(of_security)?))
    }
}

/// What the policy says of each package of an archive.
pub(super) fn examine(
    judge: &Judge,
    archive: &Archive,
    origin: &Origin,
) -> Result<Vec<Examination>> {
    let source = match origin {
        Origin::Folder => Source::Folder,
        _ => Source::File,
    };
    let packages = archive.contents().packages();
    let examined = packages.map(|package| {
        let arrival = Arrival::of(source.clone());
        Ok(judge.examine(archive, package, arrival, Timestamp::now())?)
    });
    examined.collect()
}
