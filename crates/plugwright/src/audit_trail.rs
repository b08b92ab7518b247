//! Writes what the host observes into the audit log.
//!
//! A plugin that is refused the same thing a thousand times a second must not push other entries out of the log or fill a disk:
//! the first time is an entry at once, and what repeats within a second becomes one more entry with a count.

use plugwright_host::{Observer, PluginEvent, PluginRef};
use plugwright_manifest::{Digest, Fault, Label};
use plugwright_security::audit::{AuditLog, Event, Subject};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long entries of one plugin and code are counted before there is another.
const WINDOW: Duration = Duration::from_secs(1);

/// An [`Observer`] that writes loads, refusals, denials, limits, faults and quarantines into an [`AuditLog`].
///
/// A call that ends well makes no entry and costs nothing.
///
/// ```
/// # let folder = std::env::temp_dir().join(format!("plugwright-doc-{}", std::process::id()));
/// use plugwright::{AuditTrail, Engine, audit::{AuditLog, Rotation}};
/// use std::sync::Arc;
///
/// let log = Arc::new(AuditLog::open(&folder, Rotation::default())?);
/// let engine = Engine::builder().observer(AuditTrail::new(log.clone())).build()?;
/// # drop(engine);
/// let head = log.flush()?;
/// assert_eq!(head.number, 0, "nothing has happened yet");
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct AuditTrail {
    log: Arc<AuditLog>,
    repeated: Mutex<Repeated>,
}

/// Counts of what happened again within its window.
#[derive(Default)]
struct Repeated {
    counts: HashMap<Key, Count>,
    swept: Option<Instant>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    plugin: Digest,
    kind: Kind,
    code: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Denial,
    Limit,
    Fault,
}

struct Count {
    plugin: Arc<PluginRef>,
    since: Instant,
    times: u64,
}

impl AuditTrail {
    /// Writes into `log`, which the program flushes when it wants a head to sign.
    pub fn new(log: Arc<AuditLog>) -> Self {
        Self {
            log,
            repeated: Mutex::default(),
        }
    }

    /// Records at once, or counts what was recorded less than a second ago.
    fn repeatable(&self, plugin: &Arc<PluginRef>, kind: Kind, code: &'static str) {
        let now = Instant::now();
        let mut repeated = self.repeated.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, count) in repeated.over(now) {
            self.log.record(event(key, &count.plugin, count.times));
        }
        let key = Key {
            plugin: plugin.digest,
            kind,
            code,
        };
        if let Some(count) = repeated.counts.get_mut(&key) {
            count.times += 1;
            return;
        }
        repeated.counts.insert(
            key,
            Count {
                plugin: plugin.clone(),
                since: now,
                times: 0,
            },
        );
        self.log.record(event(key, plugin, 1));
    }

    /// Records what was counted for a plugin, or for all.
    fn settle(&self, plugin: Option<&Digest>) {
        let mut repeated = self.repeated.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = |key: &Key| plugin.is_none_or(|digest| key.plugin == *digest);
        for (key, count) in repeated.counts.extract_if(|key, _| ended(key)) {
            if count.times > 0 {
                self.log.record(event(key, &count.plugin, count.times));
            }
        }
    }
}

impl Repeated {
    /// Takes out the counts whose window is over, at most once a window; those of nothing are dropped.
    fn over(&mut self, now: Instant) -> Vec<(Key, Count)> {
        if self.swept.is_some_and(|swept| now < swept + WINDOW) {
            return Vec::new();
        }
        self.swept = Some(now);
        let over = self
            .counts
            .extract_if(|_, count| now >= count.since + WINDOW);
        over.filter(|(_, count)| count.times > 0).collect()
    }
}

impl Observer for AuditTrail {
    fn observe(&self, plugin: &Arc<PluginRef>, event: &PluginEvent) {
        match event {
            PluginEvent::Denied { code, .. } => self.repeatable(plugin, Kind::Denial, code),
            PluginEvent::Failed {
                code, limit: true, ..
            } => self.repeatable(plugin, Kind::Limit, code),
            PluginEvent::Failed { code, fault, .. } if *fault != Fault::Caller => {
                self.repeatable(plugin, Kind::Fault, code);
            }
            PluginEvent::Loaded => self.log.record(Event::Load {
                plugin: subject(plugin),
            }),
            PluginEvent::Refused { code } => self.log.record(Event::Refusal {
                plugin: subject(plugin),
                code: Label::nearest(code),
            }),
            PluginEvent::Unloaded => {
                self.settle(Some(&plugin.digest));
                self.log.record(Event::Unload {
                    plugin: subject(plugin),
                });
            }
            PluginEvent::Quarantined { reason } => self.log.record(Event::Quarantine {
                plugin: subject(plugin),
                reason: Label::nearest(reason),
            }),
            PluginEvent::Released => self.log.record(Event::Release {
                plugin: subject(plugin),
            }),
            // Uses that were granted are for learning, and not worth a line each.
            _ => {}
        }
    }
}

impl Drop for AuditTrail {
    fn drop(&mut self) {
        self.settle(None);
    }
}

fn event(key: Key, plugin: &PluginRef, times: u64) -> Event {
    let (plugin, code) = (subject(plugin), Label::nearest(key.code));
    match key.kind {
        Kind::Denial => Event::Denial {
            plugin,
            code,
            times,
        },
        Kind::Limit => Event::Limit {
            plugin,
            code,
            times,
        },
        Kind::Fault => Event::Fault {
            plugin,
            code,
            times,
        },
    }
}

fn subject(plugin: &PluginRef) -> Subject {
    Subject {
        id: plugin.id.clone(),
        version: Some(plugin.version.clone()),
        digest: Some(plugin.digest),
    }
}
