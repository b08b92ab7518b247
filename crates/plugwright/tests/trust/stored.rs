//! What lies in the store: exchanged, out of a folder, too young, or to take the place of what runs.

use std::fs;

use plugwright::Digest;
use plugwright::loader::store::Store;
use plugwright::package::{Blob, Limits};
use plugwright::security::Timestamp;

use crate::desk::{self, ALICE, Desk, REGISTRY, archive, manifest, section, signed, stored};
use crate::{has, sample};

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
