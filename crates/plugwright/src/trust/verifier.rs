//! What the loader asks before it compiles a version.

use std::sync::Arc;

use plugwright_loader::store::{Origin, Record};
use plugwright_loader::{Facts, Refusal, Verifier};
use plugwright_manifest::{Capabilities, Label, Limits};
use plugwright_package::PackageInfo;
use plugwright_security::Timestamp;
use plugwright_security::audit::{AuditLog, Event, Subject};
use plugwright_security::grant::GrantFolder;
use plugwright_security::policy::{Arrival, Source, Verdict};

use super::{Judge, consent};

/// Lets a version run that the policy allows, that the operator consented to, and whose grant is the one that it was activated with.
///
/// It is asked at each load, and reads the package and the grant each time: what was true at the installation may have changed since.
#[derive(Debug)]
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

    /// Whether a version may run, and with what.
    ///
    /// # Errors
    /// The rules that it breaks, each with what was found and what to do.
    pub fn admit(&self, facts: &Facts<'_>) -> Result<Admission, Refusal> {
        let admission = self.judge(facts);
        let against = admission.as_ref().err().map_or(&[][..], Vec::as_slice);
        self.record(facts, against);
        admission.map_err(|against| {
            let reasons = against
                .iter()
                .map(|against| format!("{} [{}]", against.reason, against.code));
            let reason = reasons.collect::<Vec<_>>().join(". Also: ");
            Refusal { reason }
        })
    }

    fn judge(&self, facts: &Facts<'_>) -> Result<Admission, Vec<Against>> {
        let archive = facts
            .package()
            .map_err(|error| vec![Against::new(error.code(), error.to_string())])?;
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
        self.admission(facts, verdict)
            .map_err(|against| vec![against])
    }

    fn admission(&self, facts: &Facts<'_>, verdict: &Verdict) -> Result<Admission, Against> {
        let manifest = &facts.record().manifest;
        let grant = consent::check(manifest, facts.pinned(), &self.grants)?;
        let limits = verdict.cap(&manifest.limits.resolve(&Limits::default()));
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
        self.admit(facts).map(drop)
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
    let installed = installed.map_err(|error| Against::new(error.code(), error.to_string()))?;
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
