//! What an operator relies on when the host loads what is installed: nothing runs that the policy, the signatures and the grants do not
//! allow, and a refusal says which rule and what to do.
#![allow(clippy::unwrap_used)]

mod desk;

use std::fs;

use desk::{
    ALICE, AUDITOR, BOB, Desk, REGISTRY, archive, attach, audited, key, manifest, section, signed,
    stored,
};
use plugwright::Digest;
use plugwright::loader::store::Store;
use plugwright::package::{Blob, Limits};
use plugwright::security::Timestamp;
use plugwright::security::grant::Revocation;
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
fn e10_what_nobody_consented_to_waits_and_grants_that_changed_since_they_were_pinned_are_refused() {
    let desk = Desk::new();
    let manifest = asking("1.0.0", "greeting");
    let release = desk.install(&signed(&manifest, ALICE, REGISTRY));
    has(
        &desk.refusal(&release),
        &["[PW-GRANT-CONSENT]", "greeting", "plugwright grant accept"],
    );
    desk.grant(&manifest);
    has(&desk.refusal(&release), &["[PW-GRANT-CHANGED]"]);
    desk.install(&signed(&manifest, ALICE, REGISTRY));
    desk.load(&release).unwrap();

    // Somebody edits the file: more than was pinned must not come into force by itself.
    desk.change(&release.id, |grant| {
        let mut grant = grant.unwrap();
        grant.gives.config.insert("password".parse().unwrap());
        grant
    });
    has(
        &desk.refusal(&release),
        &["[PW-GRANT-CHANGED]", "activate the version again"],
    );

    // An update that asks for more waits, with the grant of the version before.
    let update = desk.install(&signed(
        &asking("1.1.0", "greeting, secret-sauce"),
        ALICE,
        REGISTRY,
    ));
    has(
        &desk.refusal(&update),
        &["[PW-GRANT-CONSENT]", "secret-sauce"],
    );
}

#[test]
fn e12_a_revoked_grant_keeps_a_plugin_from_being_loaded_and_says_why() {
    let desk = Desk::new();
    let manifest = asking("1.0.0", "greeting");
    desk.grant(&manifest);
    let release = desk.install(&signed(&manifest, ALICE, REGISTRY));
    desk.load(&release).unwrap();
    desk.change(&release.id, |grant| {
        let mut grant = grant.unwrap();
        grant.revoked = Some(Revocation {
            by: "olga".parse().unwrap(),
            at: Timestamp::now(),
            reason: "it is too curious".parse().unwrap(),
        });
        grant
    });
    has(
        &desk.refusal(&release),
        &["it is too curious", "[PW-GRANT-REVOKED]"],
    );
}

#[test]
fn a_plugin_gets_what_it_asks_for_and_was_granted_and_no_more_than_the_policy_says() {
    let mut desk = Desk::new();
    desk.policy = desk.policy.replace(
        "acme: { signers: [alice] }",
        "acme: { signers: [alice], limits: { memory: { size: 8MiB } } }",
    );
    let manifest = asking("1.0.0", "greeting, farewell");
    desk.grant(&manifest);
    desk.change(&manifest.id, |grant| {
        let mut grant = grant.unwrap();
        grant.gives.config = ["greeting", "password"]
            .map(|key| key.parse().unwrap())
            .into();
        grant
    });
    let release = desk.install(&signed(&manifest, ALICE, REGISTRY));
    desk.load(&release).unwrap();
    let record = desk.store().record(&release).unwrap();
    let pinned = desk.pinned(&release.id);
    let admission = desk.verifier().admission(&record, &pinned).unwrap();
    let config: Vec<_> = admission
        .gives
        .config
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(config, ["greeting"]);
    assert_eq!(admission.limits.memory.size.to_string(), "8MiB");

    desk.change(&release.id, |grant| {
        let mut grant = grant.unwrap();
        grant.gives.config.clear();
        grant
    });
    let changed = desk.verifier().admission(&record, &pinned).unwrap_err();
    has(&changed.to_string(), &["[PW-GRANT-CHANGED]"]);
}

#[test]
fn d13_a_package_that_was_swapped_on_disk_is_refused() {
    let desk = Desk::new();
    let release = desk.install(&signed(&sample(), ALICE, REGISTRY));
    let other = Desk::new();
    other.install(&signed(
        &manifest(
            "acme:sample",
            "1.0.0",
            "limits: { memory: { size: 8MiB } }\n",
        ),
        ALICE,
        REGISTRY,
    ));
    for file in ["package.plug", "record.json"] {
        let good = fs::read(stored(&desk.path("store"), file)).unwrap();
        let bad = fs::read(stored(&other.path("store"), file)).unwrap();
        fs::write(stored(&desk.path("store"), file), bad).unwrap();
        let error = desk.load(&release).unwrap_err();
        assert_eq!(error.code(), "PW-LOADER-DAMAGED", "{error}");
        fs::write(stored(&desk.path("store"), file), good).unwrap();
    }
    desk.load(&release).unwrap();
}

/// Who can write to the whole store can make a record that names another blob of the signed archive as the component: its digests all
/// fit, and the package is the one that was signed.
#[test]
fn d13_a_record_that_points_at_other_bytes_of_a_signed_package_is_refused() {
    let desk = Desk::new();
    let mut smuggling = signed(&sample(), ALICE, REGISTRY);
    let evil = {
        let mut component = desk::component(&sample());
        section(&mut component, "evil", b"code that nobody signed");
        component
    };
    let digest = smuggling.contents().digest();
    let kind = plugwright::package::AttachmentKind::SigstoreBundle;
    smuggling
        .attach(digest, kind, evil.clone(), &Limits::default())
        .unwrap();
    let release = desk.install(&smuggling);
    desk.load(&release).unwrap();

    let package = fs::read(stored(&desk.path("store"), "package.plug")).unwrap();
    let offset = package.windows(evil.len()).position(|bytes| bytes == evil);
    let path = stored(&desk.path("store"), "record.json");
    let mut record: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let blob = Blob::of(&evil);
    record["component"] = blob.digest.to_string().into();
    record["size"] = blob.size.into();
    record["offset"] = offset.unwrap().into();
    let record = serde_json::to_vec_pretty(&record).unwrap();
    fs::write(&path, &record).unwrap();
    let active = desk.path("store").join("active.json");
    let before = desk.pinned(&release.id).record.to_string();
    let set = fs::read_to_string(&active).unwrap();
    fs::write(
        &active,
        set.replace(&before, &Digest::of(&record).to_string()),
    )
    .unwrap();

    let loaded = desk.store().load(&release.id, &desk.pinned(&release.id));
    assert_eq!(
        loaded.unwrap().component,
        evil,
        "the store itself cannot know"
    );
    has(&desk.refusal(&release), &["[PW-LOADER-DAMAGED]"]);
}

#[test]
fn a_folder_may_be_unsigned_only_where_the_policy_says_so() {
    let mut desk = Desk::new();
    let folder = desk.path("plugin");
    fs::create_dir(&folder).unwrap();
    fs::write(
        folder.join("sample.wasm"),
        wat::parse_str("(component)").unwrap(),
    )
    .unwrap();
    fs::write(
        folder.join("plugin.yaml"),
        "plugin: { id: 'acme:sample', version: 1.0.0 }\n",
    )
    .unwrap();
    let store: Store = desk.store();
    let release = store.install_folder(&folder).unwrap();
    store.activate(&release, None).unwrap();
    has(&desk.refusal(&release), &["[PW-POLICY-SIGNATURES]"]);
    desk.policy += "development: { unsigned_folders: true }\n";
    desk.load(&release).unwrap();
    desk.policy = desk.policy.replace(
        "signers: [alice]",
        "signers: [alice], level: high, signatures: 1",
    );
    has(
        &desk.refusal(&release),
        &["[PW-POLICY-SIGNATURES]", "Also: ", "[PW-POLICY-AUDIT]"],
    );
}

#[test]
fn rd14_a_version_that_this_machine_has_kept_long_enough_is_old_enough() {
    let mut desk = Desk::new();
    desk.policy = desk
        .policy
        .replace("signers: [alice]", "signers: [alice], minimum_age: 3d");
    let release = desk.install(&signed(&sample(), ALICE, REGISTRY));
    has(
        &desk.refusal(&release),
        &[
            "it was installed here 0 hours ago; 3 days are asked for",
            "[PW-POLICY-AGE]",
        ],
    );
    let pinned = desk.pinned(&release.id);
    let later = desk
        .verifier()
        .clock(|| Timestamp::from_unix(Timestamp::now().as_unix() + 4 * 86_400));
    desk.store()
        .load_verified(&release.id, &pinned, &later)
        .unwrap();
    fs::remove_file(stored(&desk.path("store"), "since")).unwrap();
    has(
        &desk.refusal(&release),
        &["nobody vouches for when it was published"],
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
    use plugwright::security::statement::Revocation as KeyRevocation;

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
    let revocation = KeyRevocation {
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

#[tokio::test]
async fn a_running_loader_takes_no_update_that_the_policy_refuses_and_the_old_version_goes_on() {
    use plugwright::loader::Loader;

    let desk = Desk::new();
    let first = desk.install(&signed(&sample(), ALICE, REGISTRY));
    let engine = plugwright::Engine::new().unwrap();
    let builder = Loader::builder(engine, desk.store(), desk.verifier());
    let loader = builder.preload_all().start().await.unwrap();
    assert_eq!(loader.why_not_active(&first.id), None);

    let unsigned = desk
        .store()
        .install(
            &archive(&manifest("acme:sample", "1.0.1", "")),
            &plugwright::loader::store::Origin::File,
        )
        .unwrap()
        .remove(0);
    let refused = loader.update(&unsigned, None).await.unwrap_err();
    has(&refused.to_string(), &["[PW-POLICY-SIGNATURES]"]);
    assert_eq!(desk.pinned(&first.id).version, first.version);
    assert_eq!(loader.why_not_active(&first.id), None);
    loader.shut_down().await;
}
