//! The file: what it accepts, and how it says what it does not.

use std::time::Duration;

use plugwright_manifest::SecurityLevel;

use super::{key, policy};
use crate::policy::{Policy, Severity};
use crate::{Error, MistakeKind};

const SAMPLE: &str = Policy::SAMPLE;

fn mistake(text: &str) -> crate::Mistake {
    match Policy::parse("policy.yaml", text) {
        Err(Error::Document(mistake)) => mistake,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn the_sample_can_be_read_and_means_what_its_comments_say() {
    let policy = policy(SAMPLE);
    assert_eq!(policy.signers.len(), 5);
    assert_eq!(policy.default.minimum_age, Duration::from_secs(86_400));
    let acme = &policy.namespaces["acme"];
    assert_eq!((acme.signatures, acme.signers.len()), (2, 2));
    assert_eq!(acme.scan_blocks, Severity::High);
    assert_eq!(acme.advisories_block, Severity::Critical);
    assert!(!policy.unsigned_folders);
}

#[test]
fn the_schema_agrees_with_the_reader() {
    let validator = jsonschema::validator_for(&Policy::schema()).unwrap();
    let json: serde_json::Value = serde_saphyr::from_str(SAMPLE).unwrap();
    assert!(validator.is_valid(&json), "{:?}", validator.validate(&json));
    for bad in [
        "format: 2",
        "format: 1\nsigner: {}",
        "format: 1\ndefault: { level: extreme }",
        "format: 1\ndefault: { registry: '*' }",
        "format: 1\nsigners: { A: { class: verified } }",
        "format: 1\ndefault: { minimum_age: 5 }",
    ] {
        let json: serde_json::Value = serde_saphyr::from_str(bad).unwrap();
        assert!(!validator.is_valid(&json), "{bad}");
        mistake(bad);
    }
}

#[test]
fn the_published_schema_is_that_of_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/policy.schema.json");
    let mut now = serde_json::to_string_pretty(&Policy::schema()).unwrap();
    now.push('\n');
    if std::env::var_os("PLUGWRIGHT_WRITE_SCHEMAS").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        published == now,
        "run the tests once with PLUGWRIGHT_WRITE_SCHEMAS=1"
    );
}

#[test]
fn a_policy_that_says_nothing_trusts_nobody() {
    let policy = policy("format: 1");
    assert!(policy.default.signers.is_empty() && policy.default.registry.is_none());
    assert_eq!(policy.default.level, SecurityLevel::Medium);
    assert_eq!(policy, Policy::default());
}

#[test]
fn each_mistake_has_its_place_and_a_hint() {
    for (text, kind, line, column, says) in [
        (
            "format: 1\nsingers: {}\n",
            MistakeKind::UnknownKey,
            2,
            1,
            "did you mean `signers`?",
        ),
        (
            "format: 1\ndefault:\n  minimum-age: 1d\n",
            MistakeKind::UnknownKey,
            3,
            3,
            "did you mean `minimum_age`?",
        ),
        ("default: {}\n", MistakeKind::MissingKey, 1, 1, "`format`"),
        (
            "format: 1\nformat: 1\n",
            MistakeKind::DuplicateKey,
            2,
            1,
            "twice",
        ),
        (
            "format: 1\ndefault:\n  level: hihg\n",
            MistakeKind::Value,
            3,
            10,
            "did you mean `high`?",
        ),
        ("format: 7\n", MistakeKind::Value, 1, 9, "reads 1"),
        (
            "format: 1\ntrusted_authors:\n  - nobody\n",
            MistakeKind::Value,
            3,
            5,
            "no signer `nobody`",
        ),
        (
            "format: 1\nblock:\n  - { reason: bad }\n",
            MistakeKind::Value,
            3,
            5,
            "exactly one of",
        ),
        (
            "format: 1\nsigners:\n  a: { class: verified }\n",
            MistakeKind::Value,
            3,
            6,
            "a name alone proves nothing",
        ),
        (
            "format: 1\ndefault: { signatures: 0 }\n",
            MistakeKind::Value,
            2,
            24,
            "from 1 to 64",
        ),
        ("format: &a 1\n", MistakeKind::Limit, 1, 12, "anchors"),
        (
            "format: 1\ndefault: { level: 'low\n",
            MistakeKind::Syntax,
            2,
            19,
            "",
        ),
    ] {
        let mistake = mistake(text);
        assert_eq!(mistake.kind, kind, "{mistake}");
        assert_eq!((mistake.line, mistake.column), (line, column), "{mistake}");
        assert!(mistake.message.contains(says), "{mistake}");
    }
}

#[test]
fn a_rule_that_nobody_can_satisfy_is_a_mistake() {
    let signers = format!(
        "signers: {{ a: {{ class: verified, keys: ['{}'] }} }}",
        key(1)
    );
    let text = format!("format: 1\n{signers}\ntrusted_authors: [a]\ndefault: {{ level: high }}\n");
    let mistake = mistake(&text);
    assert_eq!(mistake.line, 4, "{mistake}");
    assert!(
        mistake
            .message
            .contains("2 signatures are asked for and 1 signer can"),
        "{mistake}"
    );
}

#[test]
fn d11_bombs_and_second_documents_are_refused() {
    let deep = format!("format: {}1{}", "[".repeat(40), "]".repeat(40));
    let wide = format!("format: 1\naccepted_advisories: [{}]", "a,".repeat(30_000));
    let large = format!("format: 1\n# {}", "x".repeat(300 * 1024));
    let billion = "format: 1\naccepted_advisories: &a [x]\nauditors: [*a, *a]\n";
    let merged = "format: 1\ndefault: { <<: { level: low } }\n";
    for (text, kind) in [
        (deep.as_str(), MistakeKind::Limit),
        (&wide, MistakeKind::Limit),
        (&large, MistakeKind::Limit),
        (billion, MistakeKind::Limit),
        (merged, MistakeKind::Limit),
        ("format: 1\n---\nformat: 1\n", MistakeKind::Limit),
    ] {
        let mistake = mistake(text);
        assert_eq!(mistake.kind, kind, "{mistake}");
        assert!(mistake.message.is_ascii() && mistake.message.len() <= 4_000);
    }
}

#[test]
fn h1_what_a_message_quotes_cannot_move_a_cursor() {
    let mistake = mistake("format: 1\n\"\\u202E\\x1b[2J\": 1\n");
    assert!(mistake.to_string().is_ascii());
    assert!(!mistake.to_string().contains(char::is_control));
}
