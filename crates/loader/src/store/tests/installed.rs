//! What a store keeps, and what it refuses.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use plugwright_manifest::Digest;
use plugwright_package::{Archive, AttachmentKind, Limits};

use super::samples::{Setting, archive, check, manifest, plain_component};
use crate::store::place::version_folder;
use crate::store::{Origin, Store};

#[test]
fn versions_lie_side_by_side_and_rollback_goes_back_with_the_grants() {
    let setting = Setting::new();
    let store = setting.store();
    let id = setting.first.id.clone();
    let grants = Some(Digest::of(b"grants"));
    for version in ["2.0.0", "3.0.0"] {
        let release = store
            .install(&archive("acme:sample", version), &Origin::File)
            .unwrap();
        store.activate(&release[0], grants).unwrap();
    }
    let version = |set: &crate::store::ActiveSet| set.plugins[&id].now.version.to_string();
    let set = store.rollback(&id).unwrap();
    assert_eq!(
        (version(&set), set.plugins[&id].now.grants),
        ("2.0.0".to_owned(), grants)
    );
    let set = store.rollback(&id).unwrap();
    assert_eq!(
        (version(&set), set.plugins[&id].now.grants),
        ("1.0.0".to_owned(), None)
    );
    assert_eq!(
        store.rollback(&id).unwrap_err().code(),
        "PW-LOADER-NOTHING-BEFORE"
    );
    assert_eq!(store.installed().unwrap().len(), 3);
    check(&store);
}

#[test]
fn a_change_that_fails_in_the_middle_changes_nothing() {
    let setting = Setting::new();
    let store = setting.store();
    let before = store.active().unwrap();
    let failed = store.change(|change| {
        change.deactivate(&setting.first.id)?;
        change.activate(&setting.second(), None)
    });
    assert_eq!(failed.unwrap_err().code(), "PW-LOADER-NOT-INSTALLED");
    assert_eq!(store.active().unwrap(), before);
}

#[test]
fn the_active_version_cannot_be_removed_and_a_removed_one_is_gone() {
    let setting = Setting::new();
    let store = setting.store();
    let second = store
        .install(&archive("acme:sample", "2.0.0"), &Origin::File)
        .unwrap()
        .remove(0);
    assert_eq!(
        store.remove(&setting.first).unwrap_err().code(),
        "PW-LOADER-STILL-ACTIVE"
    );
    store.activate(&second, None).unwrap();
    store.remove(&setting.first).unwrap();
    assert_eq!(store.installed().unwrap(), [second]);
    assert_eq!(
        store.rollback(&setting.first.id).unwrap_err().code(),
        "PW-LOADER-NOTHING-BEFORE"
    );
    assert_eq!(
        store.remove(&setting.first).unwrap_err().code(),
        "PW-LOADER-NOT-INSTALLED"
    );
    check(&store);
}

#[test]
fn d13_a_single_changed_bit_of_what_is_stored_is_noticed_when_it_is_loaded_and_installing_repairs_it()
 {
    let setting = Setting::new();
    let store = setting.store();
    let id = &setting.first.id;
    let pinned = store.active().unwrap().plugins[id].now.clone();
    let folder = version_folder(&store.versions(), &setting.first);
    for name in ["package.plug", "record.json"] {
        let path = folder.join(name);
        let good = fs::read(&path).unwrap();
        for at in (0..good.len()).step_by(good.len() / 40) {
            let mut bad = good.clone();
            bad[at] ^= 1;
            fs::write(&path, &bad).unwrap();
            let loaded = store.load(id, &pinned);
            let whole = store.package(&setting.first);
            assert!(loaded.is_err() || whole.is_err(), "{name} at {at}");
            if name == "record.json" || (30_000..35_000).contains(&at) {
                assert_eq!(
                    loaded.unwrap_err().code(),
                    "PW-LOADER-DAMAGED",
                    "{name} at {at}"
                );
            }
        }
        fs::write(&path, &good[..good.len() / 2]).unwrap();
        assert!(store.load(id, &pinned).is_err());
        store
            .install(&archive("acme:sample", "1.0.0"), &Origin::File)
            .unwrap();
        store.load(id, &pinned).unwrap();
    }
    check(&store);
}

#[test]
fn signatures_and_all_packages_of_a_bundle_are_kept() {
    let setting = Setting::new();
    let store = setting.store();
    let mut signed = archive("acme:signed", "1.0.0");
    let digest = signed.contents().digest();
    let kind = AttachmentKind::SigstoreBundle;
    signed
        .attach(digest, kind, b"{}".to_vec(), &Limits::default())
        .unwrap();
    let other = archive("acme:other", "1.0.0");
    let bundle = Archive::bundle(vec![signed, other], &Limits::default()).unwrap();
    let releases = store.install(&bundle, &Origin::File).unwrap();
    assert_eq!(releases.len(), 2);
    let signed = releases
        .iter()
        .find(|release| release.digest == digest)
        .unwrap();
    let kept = store.package(signed).unwrap();
    assert_eq!(kept.contents().attachments().count(), 1);
    check(&store);
}

#[test]
fn files_can_be_read_by_all_written_by_the_owner_and_run_by_nobody() {
    let setting = Setting::new();
    let store = setting.store();
    let folder = version_folder(&store.versions(), &setting.first);
    for entry in fs::read_dir(folder).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o644);
    }
}

#[test]
fn a_store_that_others_may_write_to_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let refused = Store::open(folder.path()).unwrap_err();
    assert_eq!(refused.code(), "PW-LOADER-UNSAFE-STORE");
}

#[test]
fn a_damaged_active_set_is_an_error_and_not_an_empty_one() {
    let setting = Setting::new();
    let store = setting.store();
    let good = fs::read(store.active_file()).unwrap();
    for bad in [&b""[..], b"{}", &good[..good.len() / 2], b"\0\0\0\0"] {
        fs::write(store.active_file(), bad).unwrap();
        assert_eq!(store.active().unwrap_err().code(), "PW-LOADER-DAMAGED");
        assert!(
            store.activate(&setting.first, None).is_err(),
            "it would be overwritten"
        );
    }
}

#[test]
fn a_developers_folder_is_a_component_and_the_manifest_beside_it() {
    let setting = Setting::new();
    let store = setting.store();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let code = || store.install_folder(folder.path()).unwrap_err().code();
    assert_eq!(code(), "PW-LOADER-FOLDER");
    write("sample.wasm", &plain_component());
    assert_eq!(code(), "PW-MANIFEST-NONE");
    write("plugin.yaml", manifest("acme:local", "0.1.0").as_bytes());
    let release = store.install_folder(folder.path()).unwrap();
    assert_eq!(release.to_string(), "acme:local 0.1.0");
    assert_eq!(store.record(&release).unwrap().origin, Origin::Folder);
    write("plugin.yaml", manifest("acme:local", "0.2.0").as_bytes());
    assert_ne!(store.install_folder(folder.path()).unwrap(), release);
    write("second.wasm", &plain_component());
    assert_eq!(code(), "PW-LOADER-FOLDER");
    fs::remove_file(folder.path().join("second.wasm")).unwrap();
    write("sample.wasm", b"\0asm\x0d\0\x01\0half");
    assert!(code().starts_with("PW-PACKAGE-"));
    check(&store);
}

#[test]
fn installing_twice_is_installing_once() {
    let setting = Setting::new();
    let store = setting.store();
    let again = store
        .install(&archive("acme:sample", "1.0.0"), &Origin::File)
        .unwrap();
    assert_eq!(again, std::slice::from_ref(&setting.first));
    assert_eq!(store.installed().unwrap().len(), 1);
    let set = store.active().unwrap();
    assert_eq!(
        store.activate(&setting.first, None).unwrap(),
        set,
        "no change, no generation"
    );
}

#[test]
fn d19_a_store_that_vanishes_is_an_error_and_not_an_empty_one() {
    let setting = Setting::new();
    let store = setting.store();
    let away = setting.folder.path().join("unmounted");
    let root = setting.folder.path().join("store");
    fs::rename(&root, &away).unwrap();
    assert_eq!(store.active().unwrap_err().code(), "PW-LOADER-STORE");
    assert_eq!(store.installed().unwrap_err().code(), "PW-LOADER-STORE");
    let lost = store.activate(&setting.first, None).unwrap_err();
    assert_eq!(lost.code(), "PW-LOADER-STORE");
    assert!(!root.exists(), "another store was begun in its place");
    fs::rename(&away, &root).unwrap();
    check(&store);
}
