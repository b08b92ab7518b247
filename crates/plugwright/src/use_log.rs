//! Writes down what a plugin uses in a development run, for `plugwright grant learn`.

use plugwright_host::{Access, Observer, PluginEvent, PluginRef};
use plugwright_manifest::PluginId;
use plugwright_security::grant::Use;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The most different uses that are written down: a plugin that invents names does not fill a disk.
const MOST: usize = 10_000;

/// An [`Observer`] that writes what one plugin uses, or asks for in vain, one line of JSON for each different use.
///
/// Files and environment variables are not seen: of those a grant keeps what the plugin asks for.
///
/// ```
/// # let file = std::env::temp_dir().join(format!("plugwright-uses-{}.jsonl", std::process::id()));
/// use plugwright::{Engine, UseLog};
///
/// let uses = UseLog::create("acme:greeter".parse()?, &file)?;
/// let engine = Engine::builder().observer(uses).build()?;
/// // Run the plugin, then: plugwright grant learn greeter.plug --uses uses.jsonl
/// # drop(engine);
/// # std::fs::remove_file(&file)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct UseLog {
    plugin: PluginId,
    lines: Mutex<Lines>,
}

struct Lines {
    file: File,
    seen: BTreeSet<Use>,
}

impl UseLog {
    /// Writes what `plugin` uses into a new file at `path`, or over what is there.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn create(plugin: PluginId, path: &Path) -> io::Result<Self> {
        let lines = Mutex::new(Lines {
            file: File::create(path)?,
            seen: BTreeSet::new(),
        });
        Ok(Self { plugin, lines })
    }

    fn note(&self, used: Use) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.seen.len() >= MOST || lines.seen.contains(&used) {
            return;
        }
        let Ok(line) = serde_json::to_string(&used) else {
            return;
        };
        // A run whose uses cannot be kept goes on; what was learned is shown before it is granted.
        if let Err(error) = writeln!(lines.file, "{line}") {
            tracing::warn!(%error, "a use of a plugin was not written down");
        }
        lines.seen.insert(used);
    }
}

impl Observer for UseLog {
    fn observe(&self, plugin: &Arc<PluginRef>, event: &PluginEvent) {
        if plugin.id != self.plugin {
            return;
        }
        if let PluginEvent::Used(access) | PluginEvent::Denied { access, .. } = event
            && let Some(used) = used(access)
        {
            self.note(used);
        }
    }

    fn wants_uses(&self) -> bool {
        true
    }
}

fn used(access: &Access) -> Option<Use> {
    Some(match access.clone() {
        Access::Http { origin, method } => Use::Http {
            origin,
            method: method.to_string(),
        },
        Access::Bucket(name) => Use::Bucket { name },
        Access::Secret(name) => Use::Secret { name },
        Access::Config(name) => Use::Config { name },
        _ => return None,
    })
}
