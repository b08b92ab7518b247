//! `wasi:logging` and the standard streams, kept in a bounded buffer for each plugin.
//!
//! A plugin may write as much as it likes; the host keeps what an operator can read and counts the rest. Logging
//! never fails and never waits, so that neither a flood nor a slow reader changes how plugin or host behave, and
//! every text is escaped before anything else sees it, so that one call makes one record and nothing more.

mod buffer;
mod escape;
mod line;
mod output;
mod record;
mod ring;
mod token_bucket;

#[cfg(test)]
mod tests;

pub(crate) use buffer::{LogBounds, LogBuffer};
pub(crate) use output::OutputCapture;
pub use record::{LogLevel, LogRecord};
pub(crate) use token_bucket::TokenBucket;

use wasmtime::component::{HasData, Linker};

use bindings::wasi::logging::logging;

#[allow(missing_docs, unreachable_pub, clippy::pedantic)]
mod bindings {
    wasmtime::component::bindgen!({
        path: "../../wit/plugin",
        inline: "
            package plugwright:host-logging;

            world capability {
                import wasi:logging/logging@0.1.0-draft;
            }
        ",
        world: "plugwright:host-logging/capability",
    });
}

/// The interfaces that this capability serves.
pub(crate) const INTERFACES: &[&str] = &["wasi:logging/logging@0.1.0-draft"];

/// What the interface needs of a store.
pub(crate) struct LogView<'a> {
    /// Where the plugin's records go.
    pub(crate) logs: &'a LogBuffer,
}

/// Links the interface for stores in which `view` finds the buffer.
///
/// # Errors
/// The linker already has the interface.
pub(crate) fn link<T: 'static>(
    linker: &mut Linker<T>,
    view: fn(&mut T) -> LogView<'_>,
) -> wasmtime::Result<()> {
    logging::add_to_linker::<T, HasLogs>(linker, view)
}

struct HasLogs;

impl HasData for HasLogs {
    type Data<'a> = LogView<'a>;
}

impl logging::Host for LogView<'_> {
    fn log(&mut self, level: logging::Level, context: String, message: String) {
        self.logs.log(level.into(), &context, &message);
    }
}

impl From<logging::Level> for LogLevel {
    fn from(level: logging::Level) -> Self {
        match level {
            logging::Level::Trace => Self::Trace,
            logging::Level::Debug => Self::Debug,
            logging::Level::Info => Self::Info,
            logging::Level::Warn => Self::Warn,
            logging::Level::Error => Self::Error,
            logging::Level::Critical => Self::Critical,
        }
    }
}
