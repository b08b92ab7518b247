//! What an operator relies on when the host loads what is installed: nothing runs that the policy, the signatures and the grants do not
//! allow, and a refusal says which rule and what to do.
#![allow(clippy::unwrap_used)]

mod desk;
mod grants;
mod launching;
mod stored;

use std::fs;

use desk::{ALICE, AUDITOR, BOB, Desk, REGISTRY, archive, attach, audited, key, manifest, signed};
use plugwright::Digest;
use plugwright::package::Limits;
use plugwright::security::Timestamp;
use plugwright::security::signature::TrustFiles;
use plugwright::security::statement::{Audited, Rotation};

fn sample() -> plugwright::manifest::Manifest {
    manifest("acme:sample", "1.0.0", "")
}

/// Asks for something, so that it needs a grant.
fn asking(version: &str, keys: &str) -> plugwright::manifest::Manifest {
    let more = format!("capabilities: {{ config: [{keys}] }}\n");
    manifest("acme:sample", version, &more)
}

fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

#[test]
fn e1_an_unsigned_package_from_a_file_is_refused_and_the_refusal_says_what_to_do() {
    let desk = Desk::new();
    let release = desk.install(&archive(&sample()));
    has(
        &desk.refusal(&release),
        &[
            "acme:sample 1.0.0 may not run",
            "`namespaces.acme`, `signatures`",
            "0 of 1 trusted signers signed, 1 needed",
            "have its author sign it with `plugwright sign`",
            "[PW-POLICY-SIGNATURES]",
        ],
    );
}

#[test]
fn a_package_that_a_trusted_author_signed_is_loaded() {
    let desk = Desk::new();
    let release = desk.install(&signed(&sample(), ALICE, REGISTRY));
    desk.load(&release).unwrap();
}

#[test]
fn rb6_a_signer_of_another_namespace_does_not_count() {
    let desk = Desk::new();
    let release = desk.install(&signed(&sample(), BOB, REGISTRY));
    has(
        &desk.refusal(&release),
        &["bob is not trusted for it", "[PW-POLICY-SIGNATURES]"],
    );
}

#[test]
fn rb2_a_signature_for_another_registry_or_by_a_stranger_is_set_aside_with_the_reason() {
    let desk = Desk::new();
    let release = desk.install(&signed(&sample(), ALICE, "https://elsewhere.example"));
    has(
        &desk.refusal(&release),
        &["it is for the registry https://elsewhere.example"],
    );
    let desk = Desk::new();
    let release = desk.install(&signed(&sample(), 9, REGISTRY));
    let stranger = key(9).public().id().to_string();
    has(
        &desk.refusal(&release),
        &["one signature does not count", &stranger, "trust the key"],
    );
}

#[test]
fn a_signature_of_one_version_does_not_cover_another() {
    let desk = Desk::new();
    let good = signed(&sample(), ALICE, REGISTRY);
    let mut other = archive(&manifest("acme:sample", "1.0.1", ""));
    let bundle = good.contents().attachments().next().unwrap().clone();
    let bytes = good.bytes(bundle.content).unwrap();
    let digest = other.contents().digest();
    other
        .attach(digest, bundle.kind, bytes, &Limits::default())
        .unwrap();
    let release = desk.install(&other);
    has(
        &desk.refusal(&release),
        &["one signature does not count: it is about"],
    );
}

#[test]
fn a_blocked_digest_is_refused_whoever_signed_it() {
    let mut desk = Desk::new();
    let release = desk.install(&signed(&sample(), ALICE, REGISTRY));
    let block = format!(
        "block: [{{ digest: '{}', reason: it phones home }}]\n",
        release.digest
    );
    desk.policy.push_str(&block);
    has(
        &desk.refusal(&release),
        &[
            "it is on the block list: it phones home",
            "[PW-POLICY-BLOCKED]",
        ],
    );
}

#[test]
fn an_auditor_vouches_for_a_version_and_an_author_cannot_vouch_for_his_own() {
    let mut desk = Desk::new();
    desk.policy = desk
        .policy
        .replace("signers: [alice]", "signers: [alice], require_audit: true");
    let by_himself = desk.install(&audited(&sample(), ALICE, ALICE));
    has(&desk.refusal(&by_himself), &["[PW-POLICY-AUDIT]"]);
    let audited_version = manifest("acme:sample", "1.0.1", "");
    let vouched = desk.install(&audited(&audited_version, ALICE, AUDITOR));
    desk.load(&vouched).unwrap();

    // The auditor's word is not an author's signature.
    let mut unsigned = archive(&manifest("acme:sample", "1.0.2", ""));
    let word = Audited {
        scope: "all of it".parse().unwrap(),
    };
    let digest = unsigned.contents().digest();
    attach(
        &mut unsigned,
        &word.to_statement("it", digest).unwrap(),
        AUDITOR,
    );
    let unsigned = desk.install(&unsigned);
    has(&desk.refusal(&unsigned), &["[PW-POLICY-SIGNATURES]"]);
}

#[test]
fn a_signer_who_rotated_the_key_is_the_same_signer_until_the_old_key_is_revoked() {
    use plugwright::security::bundle::Bundle;
    use plugwright::security::statement::Revocation;

    let mut desk = Desk::new();
    let (old, new) = (key(ALICE), key(11));
    let rotation = Rotation {
        old: *old.public(),
        new: *new.public(),
        time: Timestamp::now(),
    };
    let release = desk.install(&signed(&sample(), 11, REGISTRY));
    has(&desk.refusal(&release), &["[PW-POLICY-SIGNATURES]"]);
    let statements = desk.path("statements");
    fs::create_dir(&statements).unwrap();
    let write = |name: &str, bundle: &Bundle| {
        fs::write(statements.join(name), bundle.to_json()).unwrap();
    };
    write(
        "rotation.sigstore.json",
        &Bundle::sign(&rotation.to_statement().unwrap(), &old).unwrap(),
    );
    let follow = |desk: &mut Desk| {
        let mut files = TrustFiles::default();
        files.read(&statements).unwrap();
        assert!(files.apply(&mut desk.trust).unwrap().is_empty());
    };
    follow(&mut desk);
    desk.load(&release).unwrap();
    let revocation = Revocation {
        key: old.public().id(),
        since: Timestamp::now(),
        reason: "stolen".parse().unwrap(),
    };
    write(
        "revocation.sigstore.json",
        &Bundle::sign(&revocation.to_statement().unwrap(), &old).unwrap(),
    );
    let mut again = Desk::new();
    again.trust = Desk::new().trust;
    follow(&mut again);
    let release = again.install(&signed(&sample(), 11, REGISTRY));
    has(&again.refusal(&release), &["which was revoked"]);
}

#[test]
fn the_audit_log_keeps_each_verdict_with_the_policy_that_it_was_made_by() {
    let desk = Desk::new();
    let release = desk.install(&archive(&sample()));
    desk.verdicts(&release);
    let release = desk.install(&signed(
        &manifest("acme:sample", "1.0.1", ""),
        ALICE,
        REGISTRY,
    ));
    let verdicts = desk.verdicts(&release);
    let policy = Digest::of(desk.policy.as_bytes());
    let codes: Vec<Vec<&str>> = (verdicts.iter())
        .map(|(_, against)| against.iter().map(|code| code.as_str()).collect())
        .collect();
    assert_eq!(codes, [vec!["PW-POLICY-SIGNATURES"], vec![]]);
    assert!(verdicts.iter().all(|(digest, _)| *digest == policy));
}
