use std::fs;

use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned())).unwrap()
}

fn good() -> Passphrase {
    passphrase("twelve characters and more")
}

fn name(text: &str) -> Slug {
    text.parse().unwrap()
}

fn store() -> (TempDir, KeyStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = KeyStore::open(&folder.path().join("keys")).unwrap();
    (folder, store)
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_key_is_made_listed_and_opened() {
    let (_folder, store) = store();
    let made = store.create(&name("release"), &good()).unwrap();
    assert_eq!(store.list().unwrap(), std::slice::from_ref(&made));
    let key = store.unlock(&name("release"), &good()).unwrap();
    assert_eq!(*key.public(), made.public);
    let unknown = store.unlock(&name("other"), &good()).unwrap_err();
    assert_eq!(unknown.code(), "PW-KEY-UNKNOWN");
}

#[test]
fn a_key_is_never_overwritten() {
    let (_folder, store) = store();
    let first = store.create(&name("release"), &good()).unwrap();
    assert_eq!(
        store.create(&name("release"), &good()).unwrap_err().code(),
        "PW-KEY-EXISTS"
    );
    assert_eq!(store.list().unwrap(), [first]);
}

#[cfg(unix)]
#[test]
fn a_private_key_is_for_its_owner_alone_and_is_not_used_otherwise() {
    use std::os::unix::fs::PermissionsExt as _;

    let (_folder, store) = store();
    store.create(&name("release"), &good()).unwrap();
    let path = store.path(&name("release"), PRIVATE);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(&store.folder)), (0o600, 0o700));
    for open in [0o640, 0o604, 0o620, 0o666] {
        fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
        let error = store.unlock(&name("release"), &good()).unwrap_err();
        assert_eq!(error.code(), "PW-KEY-PERMISSIONS", "{open:o}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(store.unlock(&name("release"), &good()).is_ok());
    fs::set_permissions(&store.folder, fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(
        KeyStore::open(&store.folder).unwrap_err().code(),
        "PW-KEY-PERMISSIONS"
    );
}

#[cfg(unix)]
#[test]
fn a_passphrase_is_read_from_a_private_file_only() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passphrase");
    secret_file::create(&path, "twelve characters and more\n").unwrap();
    let (_keys, store) = store();
    store.create(&name("ci"), &good()).unwrap();
    assert!(
        store
            .unlock(&name("ci"), &Passphrase::from_file(&path).unwrap())
            .is_ok()
    );
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(
        Passphrase::from_file(&path).unwrap_err().code(),
        "PW-KEY-PERMISSIONS"
    );
    assert_eq!(
        Passphrase::from_file(folder.path()).unwrap_err().code(),
        "PW-KEY-PERMISSIONS"
    );
}

#[test]
fn a_key_that_handed_over_does_not_sign_and_its_successor_is_known_by_its_word() {
    let (_folder, store) = store();
    let old = store.create(&name("old"), &good()).unwrap();
    let other = passphrase("another one for the new key");
    let new = store
        .rotate(
            &name("old"),
            &good(),
            &name("new"),
            &other,
            time("2026-01-01T00:00:00Z"),
        )
        .unwrap();
    assert_eq!(
        store.find(&name("old")).unwrap().state,
        KeyState::Succeeded(new.public.id())
    );
    assert_eq!(
        store.unlock(&name("old"), &good()).unwrap_err().code(),
        "PW-KEY-RETIRED"
    );
    assert!(store.unlock(&name("new"), &other).is_ok());
    let mut trust = Trust::nobody();
    trust.key(old.public).unwrap();
    trust
        .succeed(&store.statements(&name("old")).unwrap()[0])
        .unwrap();
    assert_eq!(trust.predecessor(new.public.id()), Some(old.public.id()));
}

#[test]
fn a_revoked_key_does_not_sign_and_a_revocation_needs_the_key() {
    let (_folder, store) = store();
    store.create(&name("lost"), &good()).unwrap();
    let since = time("2026-01-01T00:00:00Z");
    let reason: Label = "the laptop was stolen".parse().unwrap();
    let wrong = passphrase("not the passphrase of it");
    assert!(
        store
            .revoke(&name("lost"), &wrong, since, reason.clone())
            .is_err()
    );
    assert_eq!(store.find(&name("lost")).unwrap().state, KeyState::Active);
    store
        .revoke(&name("lost"), &good(), since, reason.clone())
        .unwrap();
    assert_eq!(
        store.find(&name("lost")).unwrap().state,
        KeyState::Revoked(since)
    );
    assert_eq!(
        store.unlock(&name("lost"), &good()).unwrap_err().code(),
        "PW-KEY-RETIRED"
    );
    assert_eq!(
        store
            .revoke(&name("lost"), &good(), since, reason)
            .unwrap_err()
            .code(),
        "PW-KEY-RETIRED"
    );
}

#[test]
fn a_public_key_that_was_exchanged_is_found() {
    let (_folder, store) = store();
    store.create(&name("a"), &good()).unwrap();
    store.create(&name("b"), &good()).unwrap();
    fs::copy(
        store.path(&name("b"), PUBLIC),
        store.path(&name("a"), PUBLIC),
    )
    .unwrap();
    assert_eq!(
        store.unlock(&name("a"), &good()).unwrap_err().code(),
        "PW-KEY-PRIVATE"
    );
}

#[test]
fn a_statement_of_another_key_says_nothing_about_this_one() {
    let (_folder, store) = store();
    store.create(&name("a"), &good()).unwrap();
    store.create(&name("b"), &good()).unwrap();
    let since = time("2026-01-01T00:00:00Z");
    store
        .revoke(&name("b"), &good(), since, "test".parse().unwrap())
        .unwrap();
    fs::copy(
        store.path(&name("b"), REVOCATION),
        store.path(&name("a"), REVOCATION),
    )
    .unwrap();
    assert_eq!(
        store.find(&name("a")).unwrap_err().code(),
        "PW-KEY-STATEMENT"
    );
}
