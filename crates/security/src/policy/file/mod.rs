//! From the file to a policy in which every name means somebody and every rule can be kept.

mod form;

use std::collections::{BTreeMap, BTreeSet};

use plugwright_manifest::{SecurityLevel, VersionReq};
use schemars::Schema;
use schemars::generate::SchemaSettings;

use self::form::{BlockForm, PolicyForm, RuleForm, SignerForm};
use super::block::{Block, Target};
use super::{KnownSigner, Policy, Rule, SignerName};
use crate::document::{self, At, Mistake, MistakeKind, Position};

/// What is wrong, and where.
struct Flaw {
    at: Position,
    message: String,
}

type Signers = BTreeMap<SignerName, KnownSigner>;

pub(super) fn parse(file: &str, text: &str) -> Result<Policy, Mistake> {
    let form: PolicyForm = document::read(file, text)?;
    resolve(form).map_err(|flaw| Mistake::new(file, MistakeKind::Value, flaw.message).at(flaw.at))
}

pub(super) fn schema() -> Schema {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<PolicyForm>()
}

fn resolve(form: PolicyForm) -> Result<Policy, Flaw> {
    if form.format.value != 1 {
        let message = format!(
            "the format {} is not known; this version reads 1",
            form.format.value
        );
        return Err(flaw(&form.format, message));
    }
    let signers = signers(form.signers)?;
    let trusted_authors = names(form.trusted_authors, &signers)?;
    let auditors = names(form.auditors, &signers)?;
    let context = Context {
        signers: &signers,
        trusted_authors: &trusted_authors,
    };
    let default = context.rule(&form.default, None)?;
    let namespaces = form
        .namespaces
        .iter()
        .map(|(name, rule)| Ok((name.clone(), context.rule(rule, Some(&form.default.value))?)))
        .collect::<Result<_, Flaw>>()?;
    Ok(Policy {
        auditors,
        default,
        namespaces,
        block: form
            .block
            .into_iter()
            .map(block)
            .collect::<Result<_, _>>()?,
        age_exceptions: form
            .age_exceptions
            .into_iter()
            .map(|exception| (exception.id, exception.versions.0))
            .collect(),
        accepted_advisories: form.accepted_advisories,
        unsigned_folders: form.development.unsigned_folders,
        signers,
    })
}

fn flaw<T>(at: &At<T>, message: impl Into<String>) -> Flaw {
    Flaw {
        at: at.at,
        message: message.into(),
    }
}

fn signers(forms: BTreeMap<SignerName, At<SignerForm>>) -> Result<Signers, Flaw> {
    let mut signers = Signers::new();
    for (name, form) in forms {
        let at = form.at;
        let known = signer(form)?;
        if let Some(other) = same_person(&signers, &known) {
            let message = format!(
                "`{name}` and `{other}` share a key or an identity, so one signature would count twice; keep one of them"
            );
            return Err(Flaw { at, message });
        }
        signers.insert(name, known);
    }
    Ok(signers)
}

fn signer(form: At<SignerForm>) -> Result<KnownSigner, Flaw> {
    if form.value.keys.is_empty() && form.value.identities.is_empty() {
        return Err(flaw(
            &form,
            "a signer has `keys` or `identities`; a name alone proves nothing",
        ));
    }
    let SignerForm {
        class,
        keys,
        identities,
        valid_from,
        revoked,
    } = form.value;
    Ok(KnownSigner {
        class,
        keys,
        identities,
        valid_from,
        revoked,
    })
}

fn same_person<'s>(signers: &'s Signers, new: &KnownSigner) -> Option<&'s SignerName> {
    let shares = |known: &KnownSigner| {
        !known.keys.is_disjoint(&new.keys) || !known.identities.is_disjoint(&new.identities)
    };
    signers
        .iter()
        .find_map(|(name, known)| shares(known).then_some(name))
}

fn names(names: Vec<At<SignerName>>, known: &Signers) -> Result<BTreeSet<SignerName>, Flaw> {
    let mut found = BTreeSet::new();
    for name in names {
        if !known.contains_key(&name.value) {
            let message = format!(
                "there is no signer `{}` under `signers`; add it there",
                name.value
            );
            return Err(flaw(&name, message));
        }
        let message = format!("`{}` is listed twice; list it once", name.value);
        let at = name.at;
        if !found.insert(name.value) {
            return Err(Flaw { at, message });
        }
    }
    Ok(found)
}

/// What rules are resolved against.
struct Context<'a> {
    signers: &'a Signers,
    trusted_authors: &'a BTreeSet<SignerName>,
}

impl Context<'_> {
    /// A rule; what it leaves out is as in `default`, or as its level says.
    fn rule(&self, form: &At<RuleForm>, default: Option<&RuleForm>) -> Result<Rule, Flaw> {
        let own = &form.value;
        let nothing = RuleForm::default();
        let default = default.unwrap_or(&nothing);
        let level = own.level.or(default.level).unwrap_or(SecurityLevel::Medium);
        let base = Rule::of_level(level);
        let rule = Rule {
            level,
            registry: own.registry.clone().or_else(|| default.registry.clone()),
            signers: self.counted(own.signers.as_ref().or(default.signers.as_ref()))?,
            signatures: bounded(
                own.signatures.as_ref().or(default.signatures.as_ref()),
                1,
                64,
            )?
            .unwrap_or(base.signatures),
            minimum_age: (own.minimum_age.or(default.minimum_age))
                .map_or(base.minimum_age, Into::into),
            require_scan: (own.require_scan.or(default.require_scan)).unwrap_or(base.require_scan),
            scan_blocks: (own.scan_blocks.or(default.scan_blocks)).unwrap_or(base.scan_blocks),
            advisories_block: (own.advisories_block.or(default.advisories_block))
                .unwrap_or(base.advisories_block),
            require_audit: (own.require_audit.or(default.require_audit))
                .unwrap_or(base.require_audit),
            require_provenance: (own.require_provenance.or(default.require_provenance))
                .unwrap_or(base.require_provenance),
            allowed_capabilities: (own.allowed_capabilities.clone())
                .or_else(|| default.allowed_capabilities.clone())
                .unwrap_or(base.allowed_capabilities),
            network: (own.network.clone().or_else(|| default.network.clone())).unwrap_or_default(),
            limits: own.limits.or(default.limits).unwrap_or_default(),
            minimum_score: bounded(
                own.minimum_score
                    .as_ref()
                    .or(default.minimum_score.as_ref()),
                0,
                100,
            )?
            .unwrap_or(base.minimum_score),
        };
        check_threshold(form, rule)
    }

    fn counted(&self, names: Option<&Vec<At<SignerName>>>) -> Result<BTreeSet<SignerName>, Flaw> {
        match names {
            Some(names) => self::names(names.clone(), self.signers),
            None => Ok(self.trusted_authors.clone()),
        }
    }
}

fn bounded(value: Option<&At<u32>>, least: u32, most: u32) -> Result<Option<u32>, Flaw> {
    match value {
        Some(value) if !(least..=most).contains(&value.value) => Err(flaw(
            value,
            format!("write a number from {least} to {most}"),
        )),
        value => Ok(value.map(|value| value.value)),
    }
}

/// A rule that nobody can satisfy is a mistake, unless it says so by trusting nobody.
fn check_threshold(form: &At<RuleForm>, rule: Rule) -> Result<Rule, Flaw> {
    let signers = rule.signers.len();
    if signers > 0 && (rule.signatures as usize) > signers {
        let message = format!(
            "{} signatures are asked for and {signers} signer{} can give one; name more `signers`, or set `signatures`",
            rule.signatures,
            if signers == 1 { "" } else { "s" },
        );
        return Err(flaw(form, message));
    }
    Ok(rule)
}

fn block(form: At<BlockForm>) -> Result<Block, Flaw> {
    let message =
        "name exactly one of `id`, `digest`, `author`, `license`; `versions` goes with `id`";
    let wrong = flaw(&form, message);
    let BlockForm {
        id,
        versions,
        digest,
        author,
        license,
        reason,
    } = form.value;
    let target = match (id, versions, digest, author, license) {
        (Some(id), versions, None, None, None) => {
            Target::Versions(id, versions.map_or(VersionReq::STAR, |range| range.0))
        }
        (None, None, Some(digest), None, None) => Target::Digest(digest),
        (None, None, None, Some(author), None) => Target::Author(author),
        (None, None, None, None, Some(license)) => Target::License(license),
        _ => return Err(wrong),
    };
    Ok(Block { target, reason })
}
