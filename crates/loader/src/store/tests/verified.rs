//! Nothing leaves the store before it was judged.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::samples::Setting;
use crate::state::{Actor, Ledger, State};
use crate::verify::{Facts, Refusal, Verifier};

/// Lets a version run if its package has a signature.
#[derive(Default)]
struct Signed {
    asked: AtomicUsize,
}

impl Verifier for Signed {
    fn verify(&self, facts: &Facts<'_>) -> Result<(), Refusal> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let refuse = |reason: String| Refusal { reason };
        let package = facts.package().map_err(|error| refuse(error.to_string()))?;
        match package.contents().attachments().count() {
            0 => Err(refuse("nobody signed it".to_owned())),
            _ => Ok(()),
        }
    }
}

#[test]
fn what_is_refused_does_not_leave_the_store_and_the_ledger_says_why() {
    let setting = Setting::new();
    let store = setting.store();
    let id = &setting.first.id;
    let pinned = store.active().unwrap().plugins[id].now.clone();
    let verifier = Signed::default();
    let error = store.load_verified(id, &pinned, &verifier).unwrap_err();
    assert_eq!(error.code(), "PW-LOADER-REFUSED");
    assert_eq!(
        error.to_string(),
        "acme:sample 1.0.0 may not run: nobody signed it"
    );
    let ledger = Ledger::new();
    let found = Actor::Host.because("it is in the active set");
    let life = ledger.discover(setting.first.clone(), found).unwrap();
    let failed = store.verify(life, &pinned, &verifier).unwrap_err().life;
    assert_eq!(ledger.state(failed.release()), Some(State::Failed));
    let why = ledger.why_not_active(id).unwrap();
    assert!(
        why.contains("its preparation failed just now") && why.contains("nobody signed it"),
        "{why}"
    );
    assert_eq!(verifier.asked.load(Ordering::Relaxed), 2);
}

#[test]
fn d13_what_was_changed_is_not_even_shown_to_the_verifier() {
    let setting = Setting::new();
    let store = setting.store();
    let mut pinned = store.active().unwrap().plugins[&setting.first.id]
        .now
        .clone();
    pinned.record = plugwright_manifest::Digest::of(b"another record");
    let verifier = Signed::default();
    let error = store.load_verified(&setting.first.id, &pinned, &verifier);
    assert_eq!(error.unwrap_err().code(), "PW-LOADER-DAMAGED");
    assert_eq!(verifier.asked.load(Ordering::Relaxed), 0);
}
