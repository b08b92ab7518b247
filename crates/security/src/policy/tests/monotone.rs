//! What must hold of every policy: more trust never refuses, less never allows.

use std::time::Duration;

use proptest::prelude::*;

use super::arbitrary::{candidate, name, origins, policy, severity};
use super::{NOW, good, key, usual};
use crate::policy::{Block, CapabilityKind, Policy, Rule, Severity, Signer, Target, evaluate};

/// A way to make a policy stricter.
#[derive(Clone, Debug)]
enum Narrowing {
    OneMoreSignature,
    WithoutSigner(u8),
    Revoke(u8),
    Older(u64),
    Scan,
    Audit,
    Provenance,
    ScanBlocks(Severity),
    AdvisoriesBlock(Severity),
    Higher,
    Without(CapabilityKind),
    BlockOrigins(Vec<plugwright_manifest::OriginPattern>),
    AllowOnly(Vec<plugwright_manifest::OriginPattern>),
    Score(u32),
    NoDevelopment,
    BlockPlugin,
    NoAuditor(u8),
    NoRegistry,
}

fn narrowing() -> impl Strategy<Value = Narrowing> {
    let origins = || origins().prop_map(|origins| origins.into_iter().collect());
    prop_oneof![
        Just(Narrowing::OneMoreSignature),
        (1..=3u8).prop_map(Narrowing::WithoutSigner),
        (1..=3u8).prop_map(Narrowing::Revoke),
        (0..5u64).prop_map(Narrowing::Older),
        Just(Narrowing::Scan),
        Just(Narrowing::Audit),
        Just(Narrowing::Provenance),
        severity().prop_map(Narrowing::ScanBlocks),
        severity().prop_map(Narrowing::AdvisoriesBlock),
        Just(Narrowing::Higher),
        proptest::sample::select(CapabilityKind::ALL.to_vec()).prop_map(Narrowing::Without),
        origins().prop_map(Narrowing::BlockOrigins),
        origins().prop_map(Narrowing::AllowOnly),
        (0..30u32).prop_map(Narrowing::Score),
        Just(Narrowing::NoDevelopment),
        Just(Narrowing::BlockPlugin),
        (1..=3u8).prop_map(Narrowing::NoAuditor),
        Just(Narrowing::NoRegistry),
    ]
}

fn narrow(policy: &mut Policy, narrowing: Narrowing) {
    match narrowing {
        Narrowing::Revoke(n) => {
            if let Some(signer) = policy.signers.get_mut(&name(n)) {
                signer.revoked = Some(crate::Timestamp::from_unix(0));
            }
        }
        Narrowing::NoDevelopment => policy.unsigned_folders = false,
        Narrowing::BlockPlugin => policy.block.push(Block {
            target: Target::Digest(good().digest),
            reason: "test".parse().unwrap(),
        }),
        Narrowing::NoAuditor(n) => {
            policy.auditors.remove(&name(n));
        }
        narrowing => narrow_rule(&mut policy.default, narrowing),
    }
}

fn narrow_rule(rule: &mut Rule, narrowing: Narrowing) {
    use plugwright_manifest::SecurityLevel::{High, Low, Medium};
    match narrowing {
        Narrowing::OneMoreSignature => rule.signatures += 1,
        Narrowing::WithoutSigner(n) => {
            rule.signers.remove(&name(n));
        }
        Narrowing::Older(days) => rule.minimum_age += Duration::from_secs(days * 86_400),
        Narrowing::Scan => rule.require_scan = true,
        Narrowing::Audit => rule.require_audit = true,
        Narrowing::Provenance => rule.require_provenance = true,
        Narrowing::ScanBlocks(severity) => rule.scan_blocks = rule.scan_blocks.min(severity),
        Narrowing::AdvisoriesBlock(severity) => {
            rule.advisories_block = rule.advisories_block.min(severity);
        }
        Narrowing::Higher => {
            rule.level = if rule.level == Low { Medium } else { High };
        }
        Narrowing::Without(kind) => {
            rule.allowed_capabilities.remove(&kind);
        }
        Narrowing::BlockOrigins(origins) => rule.network.block.extend(origins),
        Narrowing::AllowOnly(origins) => {
            let allowed = rule.network.allow.take();
            let kept = origins.into_iter().filter(|origin| {
                allowed
                    .as_ref()
                    .is_none_or(|allowed| allowed.iter().any(|own| own.covers(origin)))
            });
            rule.network.allow = Some(kept.collect());
        }
        Narrowing::Score(more) => rule.minimum_score += more,
        Narrowing::NoRegistry => rule.registry = None,
        other => unreachable!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn a_narrower_policy_never_allows_more(
        policy in policy(),
        candidate in candidate(),
        narrowings in proptest::collection::vec(narrowing(), 1..4),
    ) {
        let mut narrower = policy.clone();
        narrowings.into_iter().for_each(|narrowing| narrow(&mut narrower, narrowing));
        let allowed = evaluate(&policy, &candidate, NOW).allowed();
        prop_assert!(allowed || !evaluate(&narrower, &candidate, NOW).allowed());
    }

    #[test]
    fn another_trusted_signer_never_turns_yes_into_no(
        policy in policy(),
        candidate in candidate(),
        number in 1..=5u8,
        signs_too: bool,
    ) {
        let mut trusting = policy.clone();
        trusting.signers.entry(name(number)).or_insert_with(|| {
            let mut stranger = usual().signers.into_values().next().unwrap();
            stranger.keys = [key(number)].into();
            stranger
        });
        trusting.default.signers.insert(name(number));
        trusting.auditors.insert(name(number));
        let mut vouched = candidate.clone();
        if signs_too {
            vouched.signers.push(Signer::Key(key(number)));
        }
        let before = evaluate(&policy, &candidate, NOW);
        let after = evaluate(&trusting, &vouched, NOW);
        prop_assert!(!before.allowed() || after.allowed());
        prop_assert!(before.score.total() <= after.score.total());
    }

    #[test]
    fn a_verdict_is_the_same_each_time_and_its_score_is_that_of_its_facts(
        policy in policy(),
        candidate in candidate(),
    ) {
        let verdict = evaluate(&policy, &candidate, NOW);
        prop_assert_eq!(&verdict, &evaluate(&policy, &candidate, NOW));
        prop_assert!(verdict.score.total() <= 100);
        prop_assert_eq!(verdict.allowed(), verdict.denials().next().is_none());
        for denial in verdict.denials() {
            prop_assert!(!denial.remedy.is_empty());
        }
    }
}

/// The properties above would hold of a policy that always refuses; the generators have to find both answers.
#[test]
fn the_generators_find_both_answers() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut allowed = 0;
    for _ in 0..2_000 {
        let policy = policy().new_tree(&mut runner).unwrap().current();
        let candidate = candidate().new_tree(&mut runner).unwrap().current();
        allowed += u32::from(evaluate(&policy, &candidate, NOW).allowed());
    }
    assert!((20..1_980).contains(&allowed), "{allowed} of 2000 allowed");
}
