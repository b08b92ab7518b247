//! The ledger against random lives.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use plugwright_manifest::{Digest, parse_version};
use proptest::prelude::*;

use super::*;
use crate::Release;

fn release(version: &str) -> Release {
    Release {
        id: "acme:greeter".parse().unwrap(),
        version: parse_version(version).unwrap(),
        digest: Digest::of(version.as_bytes()),
    }
}

fn host(why: &str) -> Cause {
    Actor::Host.because(why)
}

/// A ledger on a clock that only the test moves, in seconds.
fn still() -> (Ledger, Arc<AtomicU64>) {
    let clock = Arc::new(AtomicU64::new(1_000_000));
    let hand = clock.clone();
    let now = move || SystemTime::UNIX_EPOCH + Duration::from_secs(hand.load(Ordering::Relaxed));
    (Ledger::on_clock(now), clock)
}

#[derive(Default)]
struct Heard(Mutex<Vec<Event>>);

impl Listener for Heard {
    fn heard(&self, event: &Event) {
        self.0.lock().unwrap().push(event.clone());
    }
}

proptest! {
    #[test]
    fn a_random_life_only_ever_takes_steps_of_the_table_and_every_one_is_told(
        wishes in prop::collection::vec(prop::sample::select(State::ALL), 0..60),
    ) {
        let (ledger, _) = still();
        let heard = Arc::new(Heard::default());
        ledger.listen(heard.clone());
        let mut life: AnyLife = ledger.discover(release("1.0.0"), host("found")).unwrap().into();
        let mut states = vec![State::Discovered];
        for wish in wishes {
            let before = life.state();
            life = match life.enter(wish, host("wished")) {
                Ok(entered) => {
                    prop_assert!(before.successors().contains(&wish));
                    states.push(wish);
                    entered
                }
                Err(same) => {
                    prop_assert!(!before.successors().contains(&wish));
                    prop_assert_eq!(same.state(), before);
                    same
                }
            };
            prop_assert_eq!(ledger.state(life.release()), Some(life.state()));
        }
        let told = heard.0.lock().unwrap();
        let to: Vec<State> = told.iter().map(|event| event.to).collect();
        prop_assert_eq!(&to, &states);
        for pair in told.windows(2) {
            prop_assert_eq!(pair[1].from, Some(pair[0].to), "a gap in what was told");
        }
    }
}

#[test]
fn two_tasks_cannot_lead_one_plugin() {
    let (ledger, _) = still();
    let life = ledger.discover(release("1.0.0"), host("found")).unwrap();
    let error = ledger.discover(release("1.0.0"), host("found twice"));
    assert_eq!(error.unwrap_err().code(), "PW-LOADER-ALREADY-LED");
    let ended = life.enter::<Unloaded>(host("not wanted"));
    drop(ended);
    assert!(ledger.discover(release("1.0.0"), host("again")).is_ok());
}

#[test]
fn a_task_that_panics_leaves_a_plugin_that_failed_not_one_that_looks_busy() {
    let (ledger, _) = still();
    let life = ledger.discover(release("1.0.0"), host("found")).unwrap();
    let task = std::thread::spawn(move || {
        let _life = life.enter::<Verified>(host("good"));
        panic!("a bug of the host");
    });
    assert!(task.join().is_err());
    assert_eq!(ledger.state(&release("1.0.0")), Some(State::Failed));
    assert!(ledger.discover(release("1.0.0"), host("again")).is_ok());
}

#[test]
fn quarantine_is_left_only_by_the_way_out() {
    let (ledger, _) = still();
    let life = ledger.discover(release("1.0.0"), host("found")).unwrap();
    let failed = life.enter::<Failed>(host("it does not start"));
    drop(failed.enter::<Quarantined>(Actor::Faults.because("five times in a row")));
    let around = ledger.discover(release("1.0.0"), host("found"));
    assert_eq!(around.unwrap_err().code(), "PW-LOADER-QUARANTINED");
    let life = ledger.take_quarantined(&release("1.0.0")).unwrap();
    assert!(
        ledger.take_quarantined(&release("1.0.0")).is_none(),
        "one way out, one life"
    );
    let life = life.enter::<Compiled>(Actor::Operator("mara".to_owned()).because("fixed"));
    assert_eq!(ledger.state(life.release()), Some(State::Compiled));
}

#[test]
fn the_ledger_is_bounded_however_often_a_plugin_is_saved() {
    let (ledger, clock) = still();
    for round in 0..3000 {
        clock.fetch_add(1, Ordering::Relaxed);
        let life = ledger
            .discover(release(&format!("0.0.{round}")), host("saved"))
            .unwrap();
        drop(life.enter::<Unloaded>(host("replaced")));
    }
    assert!(
        ledger.list(None).len() <= 1025,
        "{}",
        ledger.list(None).len()
    );
    let mut life: AnyLife = ledger
        .discover(release("1.0.0"), host("found"))
        .unwrap()
        .into();
    for _ in 0..500 {
        life = life.enter(State::Failed, host("no")).unwrap();
        life = life.enter(State::Discovered, host("again")).unwrap();
    }
    let entry = ledger.list(Some(State::Discovered));
    assert_eq!(entry[0].events.len(), 64);
    drop(life);
}

/// One line for each state that is not active: how it got there, and what is answered.
#[test]
fn why_is_this_one_not_active_is_answered_for_every_state() {
    let table: [(&[State], &str); 9] = [
        (
            &[],
            "is not active: it is not verified yet; it was found 3 minutes ago (the host: because). Wait; if it stays so, the host is busy or hangs.",
        ),
        (
            &[State::Verified],
            "is not active: it is not resolved yet; it was verified 3 minutes ago (the host: because). Wait; if it stays so, the host is busy or hangs.",
        ),
        (
            &[State::Verified, State::Resolved],
            "is not active: it is not compiled yet; it was resolved 3 minutes ago (the host: because). Wait; if it stays so, the host is busy or hangs.",
        ),
        (
            &[State::Verified, State::Resolved, State::Compiled],
            "is not active: it takes no calls yet; it was compiled 3 minutes ago (the host: because). Wait; if it stays so, the host is busy or hangs.",
        ),
        (
            &[
                State::Verified,
                State::Resolved,
                State::Compiled,
                State::Active,
                State::Draining,
            ],
            "is not active: it was replaced or stopped, and finishes its last calls since 3 minutes ago (the host: because). Wait for it, or for its successor.",
        ),
        (
            &[State::Unloaded],
            "is not active: it was unloaded 3 minutes ago (the host: because). Activate it to load it again.",
        ),
        (
            &[State::Failed],
            "is not active: its preparation failed 3 minutes ago (the host: because). Remove the cause, then activate it again, or go back to the version before.",
        ),
        (
            &[State::Verified, State::Resolved, State::Failed],
            "is not active: its compilation failed 3 minutes ago (the host: because). Remove the cause, then activate it again, or go back to the version before.",
        ),
        (
            &[State::Failed, State::Quarantined],
            "is not active: it was put into quarantine 3 minutes ago (the host: because). Find the cause, then release it, or go back to the version before.",
        ),
    ];
    for (path, answer) in table {
        let (ledger, clock) = still();
        let mut life: AnyLife = ledger
            .discover(release("1.0.0"), host("because"))
            .unwrap()
            .into();
        for state in path {
            life = life.enter(*state, host("because")).unwrap();
        }
        clock.fetch_add(200, Ordering::Relaxed);
        let why = ledger.why_not_active(&release("1.0.0").id);
        assert_eq!(why.unwrap(), format!("acme:greeter 1.0.0 {answer}"));
        drop(life);
    }
}

#[test]
fn an_older_version_that_still_runs_counts() {
    let (ledger, _) = still();
    let mut old: AnyLife = ledger
        .discover(release("1.0.0"), host("found"))
        .unwrap()
        .into();
    for state in [
        State::Verified,
        State::Resolved,
        State::Compiled,
        State::Active,
    ] {
        old = old.enter(state, host("good")).unwrap();
    }
    let new = ledger.discover(release("1.1.0"), host("found")).unwrap();
    drop(new.enter::<Failed>(host("its signature is bad")));
    assert_eq!(ledger.why_not_active(&release("1.0.0").id), None);
    drop(old);
    let why = ledger.why_not_active(&"acme:other".parse().unwrap());
    assert!(why.unwrap().contains("never seen it"));
}
