//! Killed at each step, the store is as it was before or as it should be after.

use std::os::unix::process::ExitStatusExt as _;

use super::child::killed_at;
use super::samples::{Setting, check};
use crate::store::{ActiveSet, Store};

/// Runs `task` once for each step that it has, kills it there, and shows the store to `judge`. Returns the number of steps.
fn at_each_step(task: &str, prepare: impl Fn(&Setting), judge: impl Fn(&Setting, &Store)) -> u64 {
    for at in 1.. {
        let setting = Setting::new();
        prepare(&setting);
        let status = killed_at(setting.folder.path(), task, at);
        if status.success() {
            return at - 1;
        }
        assert_eq!(
            status.signal(),
            Some(9),
            "{task} failed by itself at step {at}"
        );
        let store = setting.store();
        check(&store);
        judge(&setting, &store);
    }
    unreachable!("every task ends")
}

/// The version and the generation, and whether the grants came with the version.
fn state(set: &ActiveSet) -> (String, u64, bool) {
    let plugin = &set.plugins[&"acme:sample".parse().unwrap()];
    let version = plugin.now.version.to_string();
    (version, set.generation, plugin.now.grants.is_some())
}

#[test]
fn d17_an_update_that_is_killed_leaves_the_old_version_or_the_new_one_and_can_be_done_again() {
    let steps = at_each_step(
        "update",
        |_| (),
        |setting, store| {
            let found = state(&store.active().unwrap());
            let old = ("1.0.0".to_owned(), 1, false);
            let new = ("2.0.0".to_owned(), 2, true);
            assert!(found == old || found == new, "a mixture: {found:?}");
            let second = store
                .install_file(&setting.folder.path().join("2.0.0.plug"))
                .unwrap();
            assert_eq!(second, [setting.second()]);
            store.activate(&second[0], None).unwrap();
            check(store);
        },
    );
    println!("killed at each of {steps} steps");
    assert!(steps > 15, "only {steps} steps: are they still counted?");
}

#[test]
fn d17_a_rollback_that_is_killed_leaves_one_of_the_two_versions() {
    let prepare = |setting: &Setting| {
        let store = setting.store();
        store
            .install_file(&setting.folder.path().join("2.0.0.plug"))
            .unwrap();
        store.activate(&setting.second(), None).unwrap();
    };
    let steps = at_each_step("rollback", prepare, |_, store| {
        let (version, generation, _) = state(&store.active().unwrap());
        assert!(matches!(
            (&*version, generation),
            ("2.0.0", 2) | ("1.0.0", 3)
        ));
    });
    assert!(steps >= 4, "{steps}");
}

#[test]
fn d17_a_removal_that_is_killed_never_leaves_a_way_back_to_what_is_gone() {
    let prepare = |setting: &Setting| {
        let store = setting.store();
        store
            .install_file(&setting.folder.path().join("2.0.0.plug"))
            .unwrap();
        store.activate(&setting.second(), None).unwrap();
    };
    // `check` loads every earlier version that the active set still names.
    let steps = at_each_step("remove", prepare, |setting, store| {
        let installed = store.installed().unwrap();
        assert!(
            installed.contains(&setting.second()),
            "the active one was removed"
        );
    });
    assert!(steps >= 6, "{steps}");
}
