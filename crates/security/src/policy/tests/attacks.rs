//! Rows of the catalogues that end at the policy.

use plugwright_manifest::Label;

use super::{DAY, NOW, codes, days_ago, good, judge, key, policy, reason, usual};
use crate::policy::{Findings, Policy, RuleName, Signer, Source, Standing, evaluate};
use crate::scan::{ScanOptions, scan};
use crate::{Error, Timestamp};

#[test]
fn e1_rb1_what_is_unsigned_is_refused_wherever_a_signature_is_asked_for() {
    let mut policy = usual();
    for development in [false, true] {
        policy.unsigned_folders = development;
        for source in [Source::File, good().source] {
            let mut candidate = good();
            candidate.signers.clear();
            candidate.source = source;
            assert_eq!(codes(&policy, &candidate), ["PW-POLICY-SIGNATURES"]);
        }
    }
}

#[test]
fn f59_only_a_folder_in_development_runs_unsigned_and_only_when_the_policy_says_so() {
    let mut candidate = good();
    candidate.signers.clear();
    candidate.published = None;
    candidate.scan = None;
    candidate.source = Source::Folder;
    let mut policy = usual();
    assert!(!judge(&policy, &candidate).allowed());
    policy.unsigned_folders = true;
    let verdict = judge(&policy, &candidate);
    assert!(verdict.allowed(), "{verdict:?}");
    assert_eq!(verdict.standing, Standing::Development);
    // Development loosens who, never what.
    candidate.capabilities.gpu = true;
    assert_eq!(codes(&policy, &candidate), ["PW-POLICY-LEVEL"]);
}

#[test]
fn e2_unknown_expired_not_yet_valid_and_revoked_keys_do_not_count() {
    let published = good().published.unwrap().as_unix();
    for (key_line, counts) in [
        (
            format!("valid_from: {}", Timestamp::from_unix(published + 1)),
            false,
        ),
        (
            format!("valid_from: {}", Timestamp::from_unix(published)),
            true,
        ),
        (
            format!("revoked: {}", Timestamp::from_unix(published)),
            false,
        ),
        (
            format!("revoked: {}", Timestamp::from_unix(published + 1)),
            true,
        ),
    ] {
        let policy = policy(&format!(
            "format: 1\nsigners:\n  alice:\n    class: verified\n    keys: ['{}']\n    {key_line}\ntrusted_authors: [alice]\ndefault: {{ registry: 'https://plugins.example.com' }}\n",
            key(2)
        ));
        let verdict = judge(&policy, &good());
        assert_eq!(verdict.allowed(), counts, "{key_line}: {verdict:?}");
    }
    let mut unknown = good();
    unknown.signers = vec![Signer::Key(key(200))];
    let verdict = judge(&usual(), &unknown);
    assert!(
        reason(&verdict, RuleName::Signatures)
            .found
            .contains("is unknown")
    );
}

#[test]
fn e2_too_few_of_n_are_refused_with_both_numbers() {
    let mut policy = usual();
    policy.default.signatures = 2;
    let verdict = judge(&policy, &good());
    let found = &reason(&verdict, RuleName::Signatures).found;
    assert!(
        found.contains("1 of 2 trusted signers signed, 2 needed"),
        "{found}"
    );
}

#[test]
fn rb5_a_revoked_key_is_not_saved_by_a_date_that_nobody_vouches_for() {
    let mut policy = usual();
    policy.default.minimum_age = std::time::Duration::ZERO;
    let alice = policy
        .signers
        .keys()
        .find(|name| name.to_string() == "alice")
        .cloned()
        .unwrap();
    policy.signers.get_mut(&alice).unwrap().revoked = days_ago(1);
    assert!(
        judge(&policy, &good()).allowed(),
        "published before the revocation"
    );
    let mut undated = good();
    undated.published = None;
    assert_eq!(codes(&policy, &undated), ["PW-POLICY-SIGNATURES"]);
    // That it has lain here for long says that it is old, and nothing about who signed it.
    undated.kept_since = days_ago(30);
    assert_eq!(codes(&policy, &undated), ["PW-POLICY-SIGNATURES"]);
    let mut later = good();
    later.published = days_ago(0);
    assert_eq!(codes(&policy, &later), ["PW-POLICY-SIGNATURES"]);
}

#[test]
fn rb6_a_key_that_the_namespace_does_not_list_does_not_count() {
    let mut policy = usual();
    let mut own = policy.default.clone();
    own.signers.retain(|name| name.to_string() == "official");
    policy.namespaces.insert("acme".parse().unwrap(), own);
    assert_eq!(codes(&policy, &good()), ["PW-POLICY-SIGNATURES"]);
    let verdict = judge(&policy, &good());
    let found = &reason(&verdict, RuleName::Signatures).found;
    assert!(found.contains("alice is not trusted for it"), "{found}");
}

#[test]
fn rb7_one_signer_counts_once_however_many_of_its_keys_sign() {
    let mut policy = usual();
    policy.default.signatures = 2;
    let mut candidate = good();
    candidate.signers = vec![
        Signer::Key(key(2)),
        Signer::Key(key(22)),
        Signer::Key(key(2)),
    ];
    assert_eq!(codes(&policy, &candidate), ["PW-POLICY-SIGNATURES"]);
    candidate.signers.push(Signer::Key(key(1)));
    assert!(judge(&policy, &candidate).allowed());
}

#[test]
fn rb7_a_key_under_two_names_is_a_mistake_of_the_policy() {
    let text = format!(
        "format: 1\nsigners:\n  a: {{ class: verified, keys: ['{0}'] }}\n  b: {{ class: verified, keys: ['{0}'] }}\n",
        key(1)
    );
    let error = Policy::parse("policy.yaml", &text).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("one signature would count twice"),
        "{error}"
    );
}

#[test]
fn rb8_identities_are_compared_whole_and_patterns_are_refused() {
    let with = |issuer: &str, subject: &str| {
        format!(
            "format: 1\nsigners:\n  ci:\n    class: enterprise\n    identities:\n      - issuer: {issuer}\n        subject: '{subject}'\ntrusted_authors: [ci]\ndefault: {{ registry: 'https://plugins.example.com' }}\n"
        )
    };
    for (issuer, subject) in [
        ("https://issuer.example", "https://ci.example/acme*"),
        ("https://issuer.example", "*"),
        ("http://issuer.example", "https://ci.example/acme"),
        ("https://issuer.example", ""),
    ] {
        let error = Policy::parse("policy.yaml", &with(issuer, subject)).unwrap_err();
        assert_eq!(error.code(), "PW-DOCUMENT-VALUE", "{error}");
    }
    let policy = policy(&with("https://issuer.example", "https://ci.example/acme"));
    for (issuer, subject, counts) in [
        ("https://issuer.example", "https://ci.example/acme", true),
        (
            "https://issuer.example",
            "https://ci.example/acme-evil",
            false,
        ),
        ("https://issuer.example", "https://ci.example/acm", false),
        ("https://other.example", "https://ci.example/acme", false),
    ] {
        let mut candidate = good();
        let identity = crate::policy::Identity {
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
        };
        candidate.signers = vec![Signer::Identity(identity)];
        assert_eq!(
            judge(&policy, &candidate).allowed(),
            counts,
            "{issuer} {subject}"
        );
    }
}

#[test]
fn e8_rd4_a_namespace_comes_from_its_one_registry_whatever_the_version() {
    let mut elsewhere = good();
    elsewhere.version = "999.0.0".parse().unwrap();
    elsewhere.source = Source::Registry("https://public.example".parse().unwrap());
    assert_eq!(codes(&usual(), &elsewhere), ["PW-POLICY-REGISTRY"]);
    let mut unmapped = usual();
    unmapped.default.registry = None;
    assert_eq!(codes(&unmapped, &good()), ["PW-POLICY-REGISTRY"]);
}

#[test]
fn rd11_reserved_namespaces_need_an_official_signer() {
    for namespace in ["plugwright", "wasi", "official"] {
        let mut candidate = good();
        candidate.id = format!("{namespace}:tool").parse().unwrap();
        assert_eq!(codes(&usual(), &candidate), ["PW-POLICY-SIGNATURES"]);
        candidate.signers = vec![Signer::Key(key(1))];
        assert!(judge(&usual(), &candidate).allowed());
    }
}

#[test]
fn rd12_s56_an_authors_name_is_never_trusted() {
    let mut candidate = good();
    candidate.author = Some("official".parse::<Label>().unwrap());
    candidate.signers = vec![Signer::Key(key(3))];
    assert_eq!(codes(&usual(), &candidate), ["PW-POLICY-SIGNATURES"]);
}

#[test]
fn rd14_rf22_a_young_version_waits_and_only_the_operator_makes_exceptions() {
    let mut young = good();
    young.published = Some(Timestamp::from_unix(NOW.as_unix() - DAY + 1));
    let mut policy = usual();
    assert_eq!(codes(&policy, &young), ["PW-POLICY-AGE"]);
    let exception = ("acme:greeter".parse().unwrap(), "=1.4.0".parse().unwrap());
    policy.age_exceptions.push(exception);
    assert!(judge(&policy, &young).allowed());
    young.version = "1.4.1".parse().unwrap();
    assert_eq!(codes(&policy, &young), ["PW-POLICY-AGE"]);
}

#[test]
fn e17_a_version_from_the_future_is_blamed_on_the_clock() {
    let past = Timestamp::from_unix(NOW.as_unix() - 365 * DAY);
    let verdict = evaluate(&usual(), &good(), past);
    let age = reason(&verdict, RuleName::MinimumAge);
    assert!(!age.holds && age.found.contains("clock"), "{age}");
    assert_eq!(age.remedy, "set the clock of this machine");
}

#[test]
fn re17_what_was_not_scanned_has_not_passed() {
    let mut candidate = good();
    candidate.scan = None;
    assert_eq!(codes(&usual(), &candidate), ["PW-POLICY-SCAN"]);
    candidate.scan = Some(Findings::default());
    assert!(judge(&usual(), &candidate).allowed());
}

#[test]
fn re17_a_scan_that_did_not_come_to_its_end_is_no_scan() {
    let report = |bytes: &[u8]| scan(bytes, &ScanOptions::default());
    let clean = Findings::of(&report(b"\0asm\x0d\0\x01\0")).unwrap();
    assert_eq!(
        clean.at_least(crate::policy::Severity::High),
        0,
        "{clean:?}"
    );
    let cut = report(b"\0asm\x0d\0\x01\0\x04\xff\xff\xff\xff\x0f");
    assert!(
        Findings::of(&cut).is_none_or(|found| found.at_least(crate::policy::Severity::High) > 0)
    );
}

#[test]
fn rf13_a_blocked_version_is_refused_however_it_was_chosen() {
    let mut policy = usual();
    policy.block = super::policy(
        "format: 1\nblock: [{ id: 'acme:greeter', versions: '<1.4.1', reason: leaks tokens }]",
    )
    .block;
    for version in ["1.4.0", "1.0.0", "1.4.1-rc.1", "1.4.0+build"] {
        let mut candidate = good();
        candidate.version = version.parse().unwrap();
        assert_eq!(
            codes(&policy, &candidate),
            ["PW-POLICY-BLOCKED"],
            "{version}"
        );
    }
}

#[test]
fn h1_what_a_plugin_calls_itself_cannot_draw_on_the_terminal() {
    let mut candidate = good();
    let identity = crate::policy::Identity {
        issuer: "https://issuer.example".to_owned(),
        subject: "\u{1b}[2J\u{202e}evil".to_owned(),
    };
    candidate.signers = vec![Signer::Identity(identity)];
    for reason in &judge(&usual(), &candidate).reasons {
        let text = reason.to_string();
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }
}

#[test]
fn an_error_says_which_file_and_has_a_code() {
    let error = Policy::parse("/etc/plugwright/policy.yaml", "format: x").unwrap_err();
    assert!(matches!(error, Error::Document(_)));
    assert!(
        error
            .to_string()
            .starts_with("/etc/plugwright/policy.yaml:1:9: "),
        "{error}"
    );
}
