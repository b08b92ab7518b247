//! Notices panics on every thread: an async runtime swallows them, and so does whoever catches them.

use std::panic;
use std::sync::{Mutex, Once, PoisonError};

static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Forgets what was seen before and starts to look.
pub(crate) fn watch() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            lock().push(info.to_string());
            default(info);
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
