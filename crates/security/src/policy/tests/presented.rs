//! From bundles to a verdict: what of that which came with a package is believed, and of whom.

use plugwright_manifest::{Digest, Manifest};

use super::policy;
use crate::Timestamp;
use crate::bundle::Bundle;
use crate::keys::PrivateKey;
use crate::policy::{Arrival, Judgement, Policy, Presented, Provenance, Signer, Source};
use crate::signature::Trust;
use crate::statement::{Audited, Bom, Build, Kind, Provenance as Built, Statement, Subject};

const ALICE: u8 = 1;
const BOB: u8 = 2;
const CAROL: u8 = 3;
const ELSEWHERE: u8 = 4;
const TITLE: &str = "acme:auth@1.0.0";

fn key(seed: u8) -> PrivateKey {
    PrivateKey::from_seed(&[seed; 32]).unwrap()
}

/// Alice and Bob sign for `acme`, Carol audits, and there is somebody for another namespace.
fn usual() -> Policy {
    let signer = |name: &str, seed: u8| {
        let id = key(seed).public().id();
        format!("  {name}: {{ class: verified, keys: ['{id}'] }}\n")
    };
    let signers = [
        signer("alice", ALICE),
        signer("bob", BOB),
        signer("carol", CAROL),
        signer("elsewhere", ELSEWHERE),
    ];
    policy(&format!(
        "format: 1\nsigners:\n{}auditors: [carol]\ndefault: {{ level: low }}\nnamespaces:\n  acme: {{ signers: [alice, bob], signatures: 2 }}\n  other: {{ signers: [elsewhere] }}\n",
        signers.concat()
    ))
}

fn digest() -> Digest {
    Digest::of(b"package")
}

fn signed(statement: &Statement, seed: u8) -> Bundle {
    Bundle::sign(statement, &key(seed)).unwrap()
}

fn package(registry: &str, seed: u8) -> Bundle {
    let (id, version) = ("acme:auth".parse().unwrap(), "1.0.0".parse().unwrap());
    let subject = Subject::new(
        registry.parse().unwrap(),
        id,
        version,
        Kind::Plugin,
        digest(),
    );
    signed(&subject.unwrap().to_statement().unwrap(), seed)
}

fn built_from(repository: &str, seed: u8) -> Bundle {
    let built = Built::of_build(&Build {
        repository: Some(repository.to_owned()),
        ..Build::default()
    });
    signed(&built.to_statement(TITLE, digest()), seed)
}

fn audited(seed: u8) -> Bundle {
    let scope = "all of it".parse().unwrap();
    signed(
        &Audited { scope }.to_statement(TITLE, digest()).unwrap(),
        seed,
    )
}

fn judged(bundles: &[Bundle]) -> Judgement {
    let yaml =
        "plugin: { id: 'acme:auth', version: 1.0.0, repository: 'https://example.com/acme/auth' }";
    let manifest = Manifest::parse("plugin.yaml", yaml).unwrap();
    let mut trust = Trust::nobody();
    for seed in [ALICE, BOB, CAROL, ELSEWHERE] {
        trust.key(*key(seed).public()).unwrap();
    }
    let presented = Presented {
        manifest: &manifest,
        digest: digest(),
        arrival: Arrival::of(Source::File),
        bundles,
        report: None,
    };
    presented.judge(&usual(), &trust, Timestamp::now())
}

#[test]
fn rb7_signatures_for_two_registries_are_not_added_up() {
    let (here, there) = ("https://registry.example", "https://mirror.example");
    assert!(
        judged(&[package(here, ALICE), package(here, BOB)])
            .verdict
            .allowed()
    );
    let split = judged(&[package(here, ALICE), package(there, BOB)]);
    assert!(!split.verdict.allowed());
    assert_eq!(split.candidate.signers.len(), 1);
}

#[test]
fn rb11_statements_count_by_those_whom_the_policy_asks_about_this_plugin() {
    let repository = "https://example.com/acme/auth";
    let bom = Bom::of_crates("auth", "1.0.0", &std::collections::BTreeSet::new());
    let bom = |seed| signed(&bom.to_statement(TITLE, digest()), seed);
    for (seed, believed) in [(ALICE, true), (CAROL, true), (ELSEWHERE, false)] {
        let found = judged(&[built_from(repository, seed), bom(seed)]).candidate;
        let agrees = found.provenance == Provenance::Agrees;
        assert_eq!((agrees, found.has_sbom), (believed, believed), "{seed}");
    }
}

#[test]
fn rb9_of_two_statements_about_its_source_the_worse_counts() {
    let (own, other) = (
        "https://example.com/acme/auth",
        "https://example.com/evil/auth",
    );
    let found = |bundles: &[Bundle]| judged(bundles).candidate.provenance;
    assert_eq!(found(&[]), Provenance::Missing);
    assert_eq!(found(&[built_from(own, ALICE)]), Provenance::Agrees);
    assert_eq!(
        found(&[built_from(own, ALICE), built_from(other, BOB)]),
        Provenance::Differs
    );
}

#[test]
fn who_says_that_it_was_audited_is_for_the_policy_to_weigh() {
    let found = judged(&[audited(CAROL), audited(ELSEWHERE)]).candidate;
    let id = |seed: u8| Signer::Key(key(seed).public().id().digest());
    let mut by = found.audited_by.clone();
    by.sort();
    let mut expected = vec![id(CAROL), id(ELSEWHERE)];
    expected.sort();
    assert_eq!(by, expected);
    let verdict = judged(&[audited(ELSEWHERE)]).verdict;
    let audited = verdict
        .score
        .facts()
        .iter()
        .find(|fact| fact.name == "audited");
    assert!(!audited.unwrap().holds, "he is no auditor");
}
