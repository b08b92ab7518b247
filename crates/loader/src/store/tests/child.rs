//! A child process that works on a store, and is killed at a step.

use std::cell::RefCell;
use std::env;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicU64, Ordering};

use plugwright_manifest::Digest;

use super::samples::{archive, plug};
use crate::Error;
use crate::store::{Origin, Store};

const FOLDER: &str = "PLUGWRIGHT_TEST_FOLDER";
const TASK: &str = "PLUGWRIGHT_TEST_TASK";
const KILL_AT: &str = "PLUGWRIGHT_TEST_KILL_AT";

thread_local! {
    /// The steps of this thread, for tests that look at their order.
    pub(super) static STEPS: RefCell<Vec<(&'static str, String)>> = const { RefCell::new(Vec::new()) };
}

/// Called before each step that changes a disk: ends the process as `kill -9` does, if its turn has come.
pub(in crate::store) fn step(what: &'static str, path: &Path) {
    static TAKEN: AtomicU64 = AtomicU64::new(0);
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    STEPS.with_borrow_mut(|steps| steps.push((what, name)));
    let Some(at) = env::var(KILL_AT).ok().and_then(|at| at.parse::<u64>().ok()) else {
        return;
    };
    if TAKEN.fetch_add(1, Ordering::Relaxed) + 1 == at {
        let own = rustix::process::getpid();
        rustix::process::kill_process(own, rustix::process::Signal::KILL).unwrap();
    }
}

/// The command that runs `task` on the store beside `folder` in a process of its own.
pub(super) fn command(folder: &Path, task: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "store::tests::child::the_child",
            "--include-ignored",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .env(TASK, task)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    command
}

/// Runs `task` and kills it before its step number `at`.
pub(super) fn killed_at(folder: &Path, task: &str, at: u64) -> ExitStatus {
    command(folder, task)
        .env(KILL_AT, at.to_string())
        .status()
        .unwrap()
}

#[test]
#[ignore = "it is what other tests run as a process of its own"]
fn the_child() {
    let (Some(folder), Ok(task)) = (env::var_os(FOLDER), env::var(TASK)) else {
        return;
    };
    work(Path::new(&folder), &task).unwrap();
}

fn work(folder: &Path, task: &str) -> Result<(), Error> {
    let store = Store::open(&folder.join("store"))?;
    let id = "acme:sample".parse().unwrap();
    match task {
        "install" => store.install_file(&folder.join("2.0.0.plug")).map(drop),
        "update" => {
            let release = store.install_file(&folder.join("2.0.0.plug"))?.remove(0);
            store
                .activate(&release, Some(Digest::of(b"grants")))
                .map(drop)
        }
        "activate" => {
            let newest = store.installed()?.pop().unwrap();
            store
                .activate(&newest, Some(Digest::of(b"grants")))
                .map(drop)
        }
        "rollback" => store.rollback(&id).map(drop),
        "remove" => {
            let oldest = store.installed()?.remove(0);
            store.remove(&oldest)
        }
        "hammer" => hammer(folder, &store),
        _ => panic!("no such task"),
    }
}

/// Ten rounds of all that changes a store, each with a version that no other process has.
fn hammer(folder: &Path, store: &Store) -> Result<(), Error> {
    for round in 0..10 {
        let version = format!("{}.0.{round}", std::process::id());
        let own = archive("acme:sample", &version);
        let release = store.install(&own, &Origin::File)?.remove(0);
        store.activate(&release, None)?;
        super::samples::check_active(store);
        let twice = plug(&folder.join("store/.."), "2.0.0");
        store.install_file(&twice).map(drop).or_else(gone)?;
    }
    Ok(())
}

/// Another process may write the same file at the same moment; the reader refuses what is half written.
fn gone(error: Error) -> Result<(), Error> {
    matches!(error, Error::Package(_))
        .then_some(())
        .ok_or(error)
}
