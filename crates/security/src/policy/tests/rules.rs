//! Each rule by itself, as a table of what is found and what is said.

use plugwright_manifest::{ByteSize, LimitRequest, Limits, SecurityLevel};

use super::{codes, days_ago, good, http, judge, key, policy, reason, usual};
use crate::policy::{
    Advisory, Candidate, CapabilityKind, Findings, Network, Policy, Provenance, RuleName, Severity,
    Signer, Source, Standing, TrustClass,
};

/// A change of a case that should be allowed without it.
type Change = fn(&mut Policy, &mut Candidate);

fn after(change: Change) -> (Policy, Candidate) {
    let (mut policy, mut candidate) = (usual(), good());
    change(&mut policy, &mut candidate);
    (policy, candidate)
}

#[test]
fn what_keeps_every_rule_is_allowed_and_every_rule_is_explained() {
    let verdict = judge(&usual(), &good());
    assert!(verdict.allowed(), "{verdict:?}");
    assert_eq!(verdict.reasons.len(), 13);
    for reason in &verdict.reasons {
        assert!(
            !reason.found.is_empty() && reason.remedy.is_empty(),
            "{reason}"
        );
    }
}

#[test]
fn each_rule_refuses_by_its_own_code_and_says_what_to_do() {
    let cases: &[(Change, &str)] = &[
        (|_, c| c.signers.clear(), "PW-POLICY-SIGNATURES"),
        (
            |_, c| c.signers = vec![Signer::Key(key(3))],
            "PW-POLICY-SIGNATURES",
        ),
        (
            |_, c| c.signers = vec![Signer::Key(key(77))],
            "PW-POLICY-SIGNATURES",
        ),
        (|p, _| p.default.signatures = 2, "PW-POLICY-SIGNATURES"),
        (|_, c| c.published = days_ago(0), "PW-POLICY-AGE"),
        (|_, c| c.published = None, "PW-POLICY-AGE"),
        (|_, c| c.capabilities = http(&["*"]), "PW-POLICY-LEVEL"),
        (|_, c| c.capabilities.gpu = true, "PW-POLICY-LEVEL"),
        (
            |p, c| {
                c.capabilities = http(&["https://a.example"]);
                p.default.allowed_capabilities.remove(&CapabilityKind::Http);
            },
            "PW-POLICY-CAPABILITIES",
        ),
        (
            |p, c| {
                c.capabilities = http(&["https://a.example"]);
                p.default.network.allow = Some(["https://b.example".parse().unwrap()].into());
            },
            "PW-POLICY-NETWORK",
        ),
        (|_, c| c.scan = None, "PW-POLICY-SCAN"),
        (
            |_, c| c.scan = Some(Findings([(Severity::High, 1)].into())),
            "PW-POLICY-SCAN",
        ),
        (
            |_, c| c.advisories = vec![advisory("RUSTSEC-2026-0001", Severity::High)],
            "PW-POLICY-ADVISORIES",
        ),
        (|p, _| p.default.require_audit = true, "PW-POLICY-AUDIT"),
        (
            |p, _| p.default.require_provenance = true,
            "PW-POLICY-PROVENANCE",
        ),
        (
            |p, c| {
                p.default.require_provenance = true;
                c.provenance = Provenance::Differs;
            },
            "PW-POLICY-PROVENANCE",
        ),
        (|p, _| p.default.minimum_score = 90, "PW-POLICY-SCORE"),
    ];
    for (number, (change, code)) in cases.iter().enumerate() {
        let (policy, candidate) = after(*change);
        assert_eq!(codes(&policy, &candidate), [*code], "case {number}");
        for denial in judge(&policy, &candidate).denials() {
            assert!(!denial.remedy.is_empty(), "{denial}");
        }
    }
}

#[test]
fn what_is_below_the_limit_of_a_rule_passes() {
    let cases: &[Change] = &[
        |_, c| c.published = days_ago(1),
        |_, c| c.capabilities = http(&["https://a.example"]),
        |_, c| c.scan = Some(Findings([(Severity::Medium, 9)].into())),
        |_, c| c.advisories = vec![advisory("A-1", Severity::Medium)],
        |p, c| {
            c.advisories = vec![advisory("A-1", Severity::Critical)];
            p.accepted_advisories.insert("A-1".parse().unwrap());
        },
        |p, c| {
            c.published = days_ago(0);
            let exception = ("acme:greeter".parse().unwrap(), "=1.4.0".parse().unwrap());
            p.age_exceptions.push(exception);
        },
        |p, c| {
            p.default.require_audit = true;
            c.audited_by = vec![Signer::Key(key(1))];
        },
        |p, c| {
            p.default.require_provenance = true;
            c.provenance = Provenance::Agrees;
        },
    ];
    for (number, change) in cases.iter().enumerate() {
        let (policy, candidate) = after(*change);
        assert!(codes(&policy, &candidate).is_empty(), "case {number}");
    }
}

fn advisory(id: &str, severity: Severity) -> Advisory {
    Advisory {
        id: id.parse().unwrap(),
        severity,
    }
}

#[test]
fn s55_networks_are_restricted_by_what_is_allowed_and_by_what_is_blocked() {
    let patterns = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
    let allow: &[&str] = &["https://*.acme.example"];
    let block: &[&str] = &["https://secret.acme.example"];
    let neither = Network::default();
    let only_allow = Network {
        allow: Some(patterns(allow)),
        ..Network::default()
    };
    let only_block = Network {
        block: patterns(block),
        ..Network::default()
    };
    let both = Network {
        allow: Some(patterns(allow)),
        block: patterns(block),
    };
    let nothing = Network {
        allow: Some(patterns(&[])),
        ..Network::default()
    };
    for (asked, expected) in [
        ("https://api.acme.example", [true, true, true, true, false]),
        (
            "https://secret.acme.example",
            [true, true, false, false, false],
        ),
        // A wildcard that includes what is blocked would be a way around.
        ("https://*.acme.example", [true, true, false, false, false]),
        ("https://other.example", [true, false, true, false, false]),
        ("*", [true, false, false, false, false]),
    ] {
        let asked = asked.parse().unwrap();
        let found = [&neither, &only_allow, &only_block, &both, &nothing]
            .map(|network| network.permits(&asked));
        assert_eq!(found, expected, "{asked}");
    }
}

#[test]
fn s55_limits_are_cut_to_what_the_policy_says() {
    let mut policy = usual();
    policy.default.limits = limits(r#"{"memory": {"size": "32MiB"}, "fuel": 1000}"#);
    let mut candidate = good();
    candidate.limits = limits(r#"{"memory": {"size": "1GiB"}, "time": {"call": "9s"}}"#);
    let verdict = judge(&policy, &candidate);
    assert!(verdict.allowed());
    assert!(
        reason(&verdict, RuleName::Limits)
            .found
            .contains("more than it may have")
    );
    let asked = candidate.limits.resolve(&Limits::default());
    let capped = verdict.cap(&asked);
    assert_eq!(capped.memory.size, ByteSize::mib(32));
    assert_eq!(capped.fuel, Some(1000));
    assert_eq!(capped.time, asked.time);
}

fn limits(json: &str) -> LimitRequest {
    serde_json::from_str(json).unwrap()
}

#[test]
fn f61_to_f64_classes_are_those_of_the_signers_and_trust_needs_an_audit() {
    let mut policy = usual();
    let enterprise = super::policy(&format!(
        "format: 1\nsigners: {{ own: {{ class: enterprise, keys: ['{}'] }} }}",
        key(4)
    ));
    policy.signers.extend(enterprise.signers);
    let names = policy.signers.keys().cloned();
    policy.default.signers = names.collect();
    for (number, class) in [
        (1, TrustClass::Official),
        (2, TrustClass::Verified),
        (4, TrustClass::Enterprise),
    ] {
        let mut candidate = good();
        candidate.signers = vec![Signer::Key(key(number))];
        assert_eq!(judge(&policy, &candidate).standing, Standing::Signed(class));
        candidate.audited_by = vec![Signer::Key(key(3))];
        let by_no_auditor = judge(&policy, &candidate).standing;
        assert_eq!(by_no_auditor, Standing::Signed(class));
        candidate.audited_by = vec![Signer::Key(key(1))];
        assert_eq!(
            judge(&policy, &candidate).standing,
            Standing::Trusted(class)
        );
    }
    let mut stranger = good();
    stranger.signers = vec![Signer::Key(key(50))];
    assert_eq!(judge(&policy, &stranger).standing, Standing::Unknown);
}

#[test]
fn r35_each_level_is_a_fixed_policy() {
    use SecurityLevel::{High, Low, Medium};
    let allowed = |level, change: Change| {
        let (mut policy, mut candidate) = (usual(), good());
        let own = crate::policy::Rule::of_level(level);
        policy.default = crate::policy::Rule {
            registry: policy.default.registry.clone(),
            signers: policy.default.signers.clone(),
            ..own
        };
        candidate.signers.push(Signer::Key(key(1)));
        candidate.audited_by = vec![Signer::Key(key(1))];
        candidate.provenance = Provenance::Agrees;
        change(&mut policy, &mut candidate);
        judge(&policy, &candidate).allowed()
    };
    let table: &[(Change, [bool; 3])] = &[
        (|_, _| (), [true, true, true]),
        (|_, c| c.signers.truncate(1), [true, true, false]),
        (|_, c| c.published = days_ago(0), [true, false, false]),
        (|_, c| c.published = days_ago(2), [true, true, false]),
        (|_, c| c.scan = None, [true, false, false]),
        (|_, c| c.audited_by.clear(), [true, true, false]),
        (
            |_, c| c.provenance = Provenance::Missing,
            [true, true, false],
        ),
        (
            |_, c| c.capabilities = http(&["https://a.example"]),
            [true, true, false],
        ),
        (|_, c| c.capabilities = http(&["*"]), [true, false, false]),
        (
            |_, c| c.advisories = vec![advisory("A", Severity::Critical)],
            [false, false, false],
        ),
        (
            |_, c| c.advisories = vec![advisory("A", Severity::High)],
            [true, false, false],
        ),
        (
            |_, c| c.advisories = vec![advisory("A", Severity::Medium)],
            [true, true, false],
        ),
        (
            |_, c| c.advisories = vec![advisory("A", Severity::Low)],
            [true, true, true],
        ),
        (
            |p, c| {
                p.unsigned_folders = true;
                c.source = Source::Folder;
                c.signers.clear();
            },
            [true, true, false],
        ),
    ];
    for (number, (change, expected)) in table.iter().enumerate() {
        let found = [Low, Medium, High].map(|level| allowed(level, *change));
        assert_eq!(found, *expected, "row {number}");
    }
}

#[test]
fn l002_a_score_is_the_sum_of_the_facts_that_are_shown_with_it() {
    let mut candidate = good();
    candidate.signers.push(Signer::Key(key(1)));
    candidate.audited_by = vec![Signer::Key(key(1))];
    candidate.provenance = Provenance::Agrees;
    candidate.published = days_ago(31);
    candidate.has_sbom = true;
    let score = judge(&usual(), &candidate).score;
    assert_eq!(score.total(), 100, "{score:?}");
    for fact in score.facts() {
        assert!(fact.weight > 0 && !fact.evidence.is_empty());
    }

    let json = serde_json::to_value(judge(&usual(), &good()).score).unwrap();
    assert_eq!(json["total"], 55);
    assert_eq!(json["facts"].as_array().unwrap().len(), 9);
}

#[test]
fn l096_a_policy_blocks_by_licence_author_and_capability() {
    let block = |entry: &str| {
        let mut blocking = usual();
        blocking.block = policy(&format!("format: 1\nblock: [{entry}]")).block;
        blocking
    };
    let mut candidate = good();
    candidate.license = Some("MIT OR AGPL-3.0-only".parse().unwrap());
    candidate.author = Some("Mallory & Sons".parse().unwrap());
    for (entry, blocked) in [
        ("{ license: agpl-3.0-only, reason: r }", true),
        ("{ license: GPL-3.0-only, reason: r }", false),
        ("{ author: mallory & sons, reason: r }", true),
        ("{ author: Mallory, reason: r }", false),
        ("{ id: 'acme:greeter', reason: r }", true),
        ("{ id: 'acme:greeter', versions: '<1.4', reason: r }", false),
        ("{ id: 'acme:greeter', versions: '>=1.4', reason: r }", true),
        ("{ id: greeter, reason: r }", false),
    ] {
        let expected: &[&str] = if blocked { &["PW-POLICY-BLOCKED"] } else { &[] };
        assert_eq!(codes(&block(entry), &candidate), expected, "{entry}");
    }
    let by_digest = block(&format!("{{ digest: '{}', reason: r }}", key(99)));
    assert_eq!(codes(&by_digest, &candidate), ["PW-POLICY-BLOCKED"]);
}

#[test]
fn a_plugin_that_asks_for_ten_thousand_things_does_not_fill_the_screen() {
    let origins: Vec<String> = (0..10_000)
        .map(|n| format!("https://*.a{n}.example"))
        .collect();
    let mut candidate = good();
    candidate.capabilities = http(&origins.iter().map(String::as_str).collect::<Vec<_>>());
    let verdict = judge(&usual(), &candidate);
    let found = &reason(&verdict, RuleName::Level).found;
    assert!(
        found.len() < 1_000 && found.contains("and 9990 more"),
        "{found}"
    );
}
