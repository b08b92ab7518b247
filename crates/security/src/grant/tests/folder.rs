//! The folder: whose it is, and what a reader sees while it changes.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use plugwright_manifest::{Digest, PluginId};
use tempfile::TempDir;

use super::{grant, request};
use crate::Error;
use crate::grant::{Grant, GrantFolder};

fn id() -> PluginId {
    "acme:greeter".parse().unwrap()
}

fn folder(parent: &TempDir) -> GrantFolder {
    GrantFolder::open(parent.path().join("grants")).unwrap()
}

fn put(folder: &GrantFolder, given: Grant) -> crate::grant::Stored {
    folder
        .change(&given.plugin.clone(), |_| Ok::<_, Error>(Some(given)))
        .unwrap()
}

fn mode(path: impl AsRef<Path>) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn what_is_stored_is_what_is_found() {
    let parent = tempfile::tempdir().unwrap();
    let folder = folder(&parent);
    assert_eq!(folder.get(&id()).unwrap(), None);
    let given = grant(request("capabilities: { gpu: true }"));
    let stored = put(&folder, given.clone());
    assert_eq!(stored.before, None);
    assert_eq!(stored.after, Some(Digest::of(given.to_yaml().as_bytes())));
    assert_eq!(folder.get(&id()).unwrap(), Some(given.clone()));
    let mut plain = given;
    plain.plugin = "plain".parse().unwrap();
    put(&folder, plain);
    let names: Vec<String> = folder
        .plugins()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(names, ["acme:greeter", "plain"]);
    let gone = folder.change(&id(), |_| Ok::<_, Error>(None)).unwrap();
    assert_eq!((gone.before, gone.after), (stored.after, None));
    assert_eq!(folder.get(&id()).unwrap(), None);
}

#[test]
fn nobody_else_can_read_or_write_a_grant() {
    let parent = tempfile::tempdir().unwrap();
    let folder = folder(&parent);
    put(&folder, grant(request("")));
    let path = parent.path().join("grants");
    assert_eq!(mode(&path), 0o700);
    assert_eq!(mode(path.join("acme/greeter.yaml")), 0o600);
}

#[test]
fn rf8_a_folder_that_is_not_the_operators_own_is_refused() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("grants");
    fs::create_dir(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o777)).unwrap();
    let error = GrantFolder::open(&path).unwrap_err();
    assert_eq!(error.code(), "PW-GRANT-UNSAFE");
    assert!(error.to_string().contains("chmod go-w"), "{error}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    GrantFolder::open(&path).unwrap();
    let link = parent.path().join("link");
    symlink(&path, &link).unwrap();
    assert_eq!(
        GrantFolder::open(&link).unwrap_err().code(),
        "PW-GRANT-UNSAFE"
    );
}

#[test]
fn rf20_a_file_that_others_could_have_written_is_no_grant() {
    let parent = tempfile::tempdir().unwrap();
    let folder = folder(&parent);
    put(&folder, grant(request("")));
    let file = parent.path().join("grants/acme/greeter.yaml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
    assert_eq!(folder.get(&id()).unwrap_err().code(), "PW-GRANT-UNSAFE");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let elsewhere = parent.path().join("elsewhere.yaml");
    fs::rename(&file, &elsewhere).unwrap();
    symlink(&elsewhere, &file).unwrap();
    assert!(folder.get(&id()).is_err());
    fs::remove_file(&file).unwrap();
    rustix::fs::mkfifoat(
        rustix::fs::CWD,
        &file,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
    )
    .unwrap();
    assert_eq!(folder.get(&id()).unwrap_err().code(), "PW-GRANT-UNSAFE");
}

#[test]
fn a_grant_under_the_name_of_another_plugin_is_refused() {
    let parent = tempfile::tempdir().unwrap();
    let folder = folder(&parent);
    put(&folder, grant(request("capabilities: { gpu: true }")));
    let acme = parent.path().join("grants/acme");
    fs::copy(acme.join("greeter.yaml"), acme.join("other.yaml")).unwrap();
    let error = folder.get(&"acme:other".parse().unwrap()).unwrap_err();
    assert!(error.to_string().contains("another plugin"), "{error}");
}

#[test]
fn rf1_a_change_that_fails_or_dies_leaves_the_old_grant() {
    let parent = tempfile::tempdir().unwrap();
    let folder = folder(&parent);
    let given = grant(request("capabilities: { gpu: true }"));
    put(&folder, given.clone());
    let failed = folder.change(&id(), |_| Err(Error::Stopped));
    assert!(matches!(failed, Err(Error::Stopped)));
    assert_eq!(folder.get(&id()).unwrap(), Some(given.clone()));
    // What a crash in the middle of a write leaves behind.
    let half = parent.path().join("grants/acme/greeter.new");
    fs::write(&half, "format: 1\nplug").unwrap();
    assert_eq!(folder.get(&id()).unwrap(), Some(given.clone()));
    assert_eq!(folder.plugins().unwrap(), [id()]);
    put(&folder, given);
    assert!(!half.exists());
}

#[test]
fn rf6_two_who_edit_at_once_lose_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("grants");
    put(&GrantFolder::open(&path).unwrap(), grant(request("")));
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let path = &path;
            scope.spawn(move || {
                for number in 0..5 {
                    let name = format!("K{thread}_{number}").parse().unwrap();
                    let folder = GrantFolder::open(path).unwrap();
                    let add = |given: Option<Grant>| {
                        let mut given = given.unwrap();
                        given.gives.config.insert(name);
                        Ok::<_, Error>(Some(given))
                    };
                    folder.change(&id(), add).unwrap();
                }
            });
        }
    });
    let given = GrantFolder::open(&path)
        .unwrap()
        .get(&id())
        .unwrap()
        .unwrap();
    assert_eq!(given.gives.config.len(), 20);
}
