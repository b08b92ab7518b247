//! The audit log of a case: what went wrong has to be in it, and a secret or a path of the host may not.

use crate::verdict::{PATHS, SECRET};
use plugwright::audit::{AuditLog, Event, Filter, Rotation, read};
use plugwright::{AuditTrail, Fault};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The codes of the errors that the running case has judged. Cases run alone in their process.
static JUDGED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The log of one case.
pub(crate) struct Ledger {
    folder: PathBuf,
    log: Arc<AuditLog>,
}

/// Notes that a case saw an error that the log has to know. What a caller does wrong, and calls that are not even let in, are counted
/// and not logged.
pub(crate) fn expect(code: &str, fault: Fault) {
    let turned_away = ["PW-OVERLOADED", "PW-RESTING", "PW-QUARANTINED"].contains(&code);
    if fault != Fault::Caller && !turned_away {
        judged().insert(code.to_owned());
    }
}

fn judged() -> std::sync::MutexGuard<'static, BTreeSet<String>> {
    JUDGED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ledger {
    pub(crate) fn open() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("plugwright-hostile-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        judged().clear();
        let log = Arc::new(AuditLog::open(&folder, Rotation::default()).unwrap());
        Self { folder, log }
    }

    pub(crate) fn trail(&self) -> AuditTrail {
        AuditTrail::new(self.log.clone())
    }

    /// Checks that the log is whole, knows what the case judged, and shows nothing that it may not.
    pub(crate) fn close(self) {
        self.log.flush().unwrap();
        let mut codes = BTreeSet::new();
        let collect = |code: Option<String>| codes.extend(code);
        read(&self.folder, &Filter::default(), each_code(collect)).unwrap();
        let missing: Vec<_> = judged().difference(&codes).cloned().collect();
        assert!(
            missing.is_empty(),
            "not in the audit log: {missing:?}; there: {codes:?}"
        );
        says_nothing_it_may_not(&self.folder);
        drop(self.log);
        fs::remove_dir_all(&self.folder).unwrap();
    }
}

fn each_code(mut collect: impl FnMut(Option<String>)) -> impl FnMut(plugwright::audit::Entry) {
    move |entry| {
        collect(match entry.event {
            Event::Refusal { code, .. }
            | Event::Denial { code, .. }
            | Event::Limit { code, .. }
            | Event::Fault { code, .. } => Some(code.as_str().to_owned()),
            _ => None,
        });
    }
}

fn says_nothing_it_may_not(folder: &Path) {
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let shown = PATHS.iter().chain([&SECRET]).find(|it| text.contains(**it));
        assert_eq!(shown, None, "the audit log shows it: {text}");
    }
}
