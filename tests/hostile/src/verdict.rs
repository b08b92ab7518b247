//! What every error has to say, and what none may say.

use crate::ledger;
use plugwright::{Digest, Error, Fault, Plugin};
use std::collections::BTreeMap;

/// A secret that is granted to the hostile plugins; it may turn up nowhere.
pub const SECRET: &str = "canary-secret-4f1c9a";

/// Texts that only a path of this machine contains.
pub(crate) const PATHS: [&str; 8] = [
    "/home/",
    "/root/",
    "/tmp/",
    "/usr/",
    "/proc/",
    ".cargo",
    ".rs:",
    env!("CARGO_MANIFEST_DIR"),
];

/// Checks the error of a call: whose it is, which call it was, what it says; and that it was counted.
pub fn judged(plugin: &Plugin, error: &Error, code: &str, fault: Fault) {
    failed(plugin, error, code, fault);
    ledger::expect(code, fault);
    assert!(error.call_id().is_some(), "of no call: {error}");
    let errors: BTreeMap<&str, u64> = plugin.metrics().errors;
    assert!(
        errors.contains_key(code),
        "{code} was not counted: {errors:?}"
    );
}

/// Checks the error of something that never became a call.
pub fn failed(plugin: &Plugin, error: &Error, code: &str, fault: Fault) {
    assert_eq!((error.code(), error.fault()), (code, fault), "{error:?}");
    let named = error.plugin().unwrap();
    assert_eq!(
        (&named.id, &named.version, &named.digest),
        (plugin.id(), plugin.version(), plugin.digest())
    );
    says_nothing_it_may_not(error);
}

/// Checks why a component was not loaded.
pub fn not_loaded(error: &Error, component: &[u8], code: &str, fault: Fault) {
    ledger::expect(code, fault);
    assert_eq!((error.code(), error.fault()), (code, fault), "{error:?}");
    assert_eq!(error.plugin().unwrap().digest, Digest::of(component));
    says_nothing_it_may_not(error);
}

fn says_nothing_it_may_not(error: &Error) {
    let shown = error.to_string();
    assert!(shown.contains(error.code()), "{shown}");
    let path = PATHS.iter().find(|path| shown.contains(**path));
    assert_eq!(path, None, "it shows a path of the host: {shown}");
    let everything = format!("{shown} {error:?}");
    assert!(
        !everything.contains(SECRET),
        "it shows a secret: {everything}"
    );
}
