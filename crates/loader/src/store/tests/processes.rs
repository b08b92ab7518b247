//! Several processes on one store.

use super::child::command;
use super::samples::{Setting, check, check_active};

#[test]
fn d18_four_processes_install_and_activate_at_once_and_no_change_is_lost() {
    let setting = Setting::new();
    let mut children: Vec<_> = (0..4)
        .map(|_| command(setting.folder.path(), "hammer").spawn().unwrap())
        .collect();
    let store = setting.store();
    let mut reads = 0;
    while children
        .iter_mut()
        .any(|child| child.try_wait().unwrap().is_none())
    {
        check_active(&store);
        reads += 1;
    }
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    // One activation in the setting, and ten of each process.
    assert_eq!(store.active().unwrap().generation, 41);
    // Each process has ten versions of its own; 1.0.0 and 2.0.0 are shared.
    assert!(store.installed().unwrap().len() >= 41, "{reads} reads");
    check(&setting.store());
}

#[test]
fn a_writer_that_lives_keeps_its_staging_folder_when_another_process_cleans() {
    let setting = Setting::new();
    let store = setting.store();
    let staging = crate::store::staging::Staging::make(&store.staging(), &store.lock().unwrap());
    let staging = staging.unwrap();
    let other = setting.store();
    assert!(
        staging.folder.is_dir(),
        "opening the store removed what somebody writes"
    );
    let folder = staging.folder.clone();
    drop(staging);
    assert!(!folder.exists());
    std::fs::create_dir(other.staging().join("99-0")).unwrap();
    check(&setting.store());
}
