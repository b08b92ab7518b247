//! What the loader asks before it compiles a version.

use std::fmt;
use std::sync::Arc;

use plugwright_loader::store::{Origin, Pinned, Record};
use plugwright_loader::{Error, Facts, Refusal, Verifier};
use plugwright_manifest::{Capabilities, Label, Limits, Manifest};
use plugwright_package::PackageInfo;
use plugwright_security::Timestamp;
use plugwright_security::audit::{AuditLog, Event, Subject};
use plugwright_security::grant::GrantFolder;
use plugwright_security::policy::{Arrival, Source, Verdict};

use super::{Judge, consent};

/// Lets a version run that the policy allows, that the operator consented to, and whose grant is the one that it was activated with.
///
/// It is asked at each load, and reads the package and the grant each time: what was true at the installation may have changed since.
///
/// Clones are the same: one for the loader to ask, one for whoever gives a version its rights ([`PolicyVerifier::admission`]).
#[derive(Clone, Debug)]
pub struct PolicyVerifier {
    judge: Judge,
    grants: GrantFolder,
    log: Option<Arc<AuditLog>>,
    clock: fn() -> Timestamp,
}

/// What a version that may run gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    /// What it may do: what it asks for and was granted.
    pub gives: Capabilities,
    /// How much it may use: what it asks for, cut by the policy and by its grant.
    pub limits: Limits,
}

/// Something that speaks against a version.
#[derive(Clone, Debug)]
pub(super) struct Against {
    code: &'static str,
    reason: String,
}

impl PolicyVerifier {
    /// Asks `judge`, and the grants in a folder.
    pub fn new(judge: Judge, grants: GrantFolder) -> Self {
        Self {
            judge,
            grants,
            log: None,
            clock: Timestamp::now,
        }
    }

    /// Writes each verdict into an audit log.
    #[must_use]
    pub fn audit(self, log: Arc<AuditLog>) -> Self {
        Self {
            log: Some(log),
            ..self
        }
    }

    /// Takes the time from there, for instance from a clock that a test sets.
    #[must_use]
    pub fn clock(self, clock: fn() -> Timestamp) -> Self {
        Self { clock, ..self }
    }

    /// What a version gets that may run: what it asks for and was granted, cut by the policy and by its grant. A
    /// [`Launch`](plugwright_loader::Launch) asks for it.
    ///
    /// # Errors
    /// [`Error::Refused`] when the grant is not the one that was pinned, was revoked, or does not cover what the version asks for.
    pub fn admission(&self, record: &Record, pinned: &Pinned) -> Result<Admission, Error> {
        let admission = self.granted(&record.manifest, pinned);
        admission.map_err(|against| Error::Refused {
            release: Box::new(record.release.clone()),
            reason: against.to_string(),
        })
    }

    fn judge(&self, facts: &Facts<'_>) -> Result<(), Vec<Against>> {
        let archive = facts.package().map_err(|error| vec![(&error).into()])?;
        let package = the_one_that_runs(archive.contents().packages(), facts.record())
            .map_err(|against| vec![against])?;
        let arrival = arrival(facts).map_err(|against| vec![against])?;
        let examined = self
            .judge
            .examine(&archive, package, arrival, (self.clock)())
            .map_err(|error| vec![Against::new(error.code(), error.to_string())])?;
        let verdict = &examined.judgement.verdict;
        if !verdict.allowed() {
            return Err(denials(verdict));
        }
        let granted = self.granted(&facts.record().manifest, facts.pinned());
        granted.map(drop).map_err(|against| vec![against])
    }

    fn granted(&self, manifest: &Manifest, pinned: &Pinned) -> Result<Admission, Against> {
        let grant = consent::check(manifest, pinned, &self.grants)?;
        let asked = manifest.limits.resolve(&Limits::default());
        let ceiling = self.judge.policy().rule_for(&manifest.id).1.limits;
        let limits = asked.capped_by(&ceiling.resolve(&asked));
        Ok(Admission {
            gives: consent::gives(manifest, grant.as_ref())?,
            limits: grant.map_or(limits, |grant| grant.cap(&limits)),
        })
    }

    fn record(&self, facts: &Facts<'_>, against: &[Against]) {
        let Some(log) = &self.log else { return };
        let release = facts.release();
        log.record(Event::Verdict {
            plugin: Subject {
                id: release.id.clone(),
                version: Some(release.version.clone()),
                digest: Some(facts.record().component.digest),
            },
            package: release.digest,
            policy: self.judge.policy_digest(),
            against: against
                .iter()
                .map(|against| Label::nearest(against.code))
                .collect(),
        });
    }
}

impl Verifier for PolicyVerifier {
    fn verify(&self, facts: &Facts<'_>) -> Result<(), Refusal> {
        let judged = self.judge(facts);
        let against = judged.as_ref().err().map_or(&[][..], Vec::as_slice);
        self.record(facts, against);
        let reasons: Vec<String> = against.iter().map(ToString::to_string).collect();
        judged.map_err(|_| Refusal {
            reason: reasons.join(". Also: "),
        })
    }
}

impl fmt::Display for Against {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.reason, self.code)
    }
}

impl From<&Error> for Against {
    fn from(error: &Error) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl Against {
    pub(super) fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self {
            code,
            reason: reason.into(),
        }
    }

    pub(super) fn of_security(error: &plugwright_security::Error) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

/// The signed package, if what the record says of it is true. Who can write to the store could point the record at other bytes of the
/// archive, a signature for instance, which nobody signed as a component.
fn the_one_that_runs<'p>(
    mut packages: impl Iterator<Item = &'p PackageInfo>,
    record: &Record,
) -> Result<&'p PackageInfo, Against> {
    let package = packages.next().filter(|package| {
        package.component() == record.component && *package.manifest() == record.manifest
    });
    package.ok_or_else(|| {
        let reason =
            "what the store says of it is not what its package says; remove it and install it again";
        Against::new("PW-LOADER-DAMAGED", reason)
    })
}

fn arrival(facts: &Facts<'_>) -> Result<Arrival, Against> {
    let source = match &facts.record().origin {
        Origin::Folder => Source::Folder,
        Origin::File => Source::File,
        Origin::Registry(origin) => {
            let known = origin.parse().map(Source::Registry);
            known.map_err(|problem| Against::new("PW-POLICY-REGISTRY", problem))?
        }
        _ => {
            let reason = "this program does not know where it came from; use a newer one";
            return Err(Against::new("PW-POLICY-REGISTRY", reason));
        }
    };
    let installed = facts.installed_at();
    let installed = installed.map_err(|error| Against::from(&error))?;
    Ok(Arrival {
        kept_since: installed.map(Timestamp::from),
        ..Arrival::of(source)
    })
}

fn denials(verdict: &Verdict) -> Vec<Against> {
    let against = verdict.denials().map(|denial| {
        let (rule, key) = (&verdict.rule, denial.rule.key());
        let reason = format!("`{rule}`, `{key}`: {}; {}", denial.found, denial.remedy);
        Against::new(denial.rule.code(), reason)
    });
    against.collect()
}
