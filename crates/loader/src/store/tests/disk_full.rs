//! Out of space at any byte, the store stays as it was.

use std::path::Path;
use std::process::Command;

use super::child::command;
use super::samples::{Setting, check};

/// Runs `task` in a process that may write files of at most `blocks` blocks, as a quota or a full disk would have it.
fn within(folder: &Path, task: &str, blocks: u32) -> bool {
    let child = command(folder, task);
    // The signal that comes with the limit would kill before the error is seen.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &script])
        .arg(child.get_program())
        .args(child.get_args());
    shell.envs(
        child
            .get_envs()
            .filter_map(|(key, value)| Some((key, value?))),
    );
    let output = shell.output().unwrap();
    output.status.success()
}

#[test]
fn d17_a_package_that_does_not_fit_is_not_installed_and_leaves_nothing_behind() {
    let setting = Setting::new();
    let mut refused = 0;
    for blocks in [0, 1, 2, 8, 20, 40, 60, 70, 80] {
        if within(setting.folder.path(), "install", blocks) {
            break;
        }
        refused += 1;
        let store = setting.store();
        check(&store);
        assert_eq!(
            store.installed().unwrap(),
            std::slice::from_ref(&setting.first)
        );
    }
    assert!(refused > 4, "the limit did not work: {refused}");
    assert!(within(setting.folder.path(), "install", 4096));
    assert_eq!(setting.store().installed().unwrap().len(), 2);
}

#[test]
fn d17_an_active_set_that_does_not_fit_leaves_the_old_one() {
    let setting = Setting::new();
    let store = setting.store();
    store
        .install_file(&setting.folder.path().join("2.0.0.plug"))
        .unwrap();
    let before = store.active().unwrap();
    assert!(!within(setting.folder.path(), "activate", 0));
    assert_eq!(store.active().unwrap(), before);
    check(&store);
    assert!(within(setting.folder.path(), "activate", 4096));
    assert_eq!(store.active().unwrap().generation, before.generation + 1);
}

/// On a real file system without space, where the machine lets a test make one.
#[test]
fn d17_a_full_disk_leaves_the_old_state() {
    let setting = Setting::new();
    let script = "mount -t tmpfs -o size=400k tmpfs \"$PLUGWRIGHT_TEST_FOLDER\" || exit 77
        cp -a \"$ORIGINAL/.\" \"$PLUGWRIGHT_TEST_FOLDER\" || exit 77
        for fill in 300 260 220 180 140 100 60; do
            rm -f \"$PLUGWRIGHT_TEST_FOLDER/filler\"
            head -c ${fill}k /dev/zero > \"$PLUGWRIGHT_TEST_FOLDER/filler\" 2>/dev/null
            \"$0\" \"$@\" && exit 0
            cmp -s \"$PLUGWRIGHT_TEST_FOLDER/store/active.json\" \"$ORIGINAL/store/active.json\" || exit 2
            [ \"$(find \"$PLUGWRIGHT_TEST_FOLDER/store/versions\" -name package.plug | wc -l)\" = 1 ] || exit 3
            echo refused at $fill
        done
        exit 4";
    let place = tempfile::tempdir().unwrap();
    let child = command(place.path(), "update");
    let mut shell = Command::new("unshare");
    shell
        .args(["-rm", "sh", "-c", script])
        .arg(child.get_program())
        .args(child.get_args());
    shell.envs(
        child
            .get_envs()
            .filter_map(|(key, value)| Some((key, value?))),
    );
    shell.env("ORIGINAL", setting.folder.path());
    let Ok(output) = shell.output() else {
        println!("not shown here: there is no `unshare`");
        return;
    };
    let told = String::from_utf8_lossy(&output.stdout);
    match output.status.code() {
        Some(0) => assert!(
            told.contains("refused at"),
            "the disk was never full: {told}"
        ),
        Some(code @ (2..=4)) => panic!("a full disk changed the store ({code}): {told}"),
        _ => println!("not shown here: no file system can be mounted"),
    }
}
