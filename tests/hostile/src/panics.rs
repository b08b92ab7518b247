//! Notices panics on every thread: an async runtime swallows them, and so does whoever catches them.

use std::panic;
use std::sync::{Mutex, Once, PoisonError};

static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Forgets what was seen before and starts to look.
pub(crate) fn watch() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        // A backtrace would read the whole program's debug information into memory, which no footprint comes back from.
        panic::set_hook(Box::new(|info| {
            lock().push(info.to_string());
            eprintln!("{info}");
        }));
    });
    lock().clear();
}

/// The panics since [`watch`].
pub(crate) fn seen() -> Vec<String> {
    std::mem::take(&mut lock())
}

fn lock() -> std::sync::MutexGuard<'static, Vec<String>> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner)
}
