//! What can go wrong, whose fault it is, and what to do about it.
//!
//! A program decides by [`Error::code`], a supervisor by [`Error::fault`], a person by the message. The message is safe to
//! pass on to a caller: it names no path of the host and no secret. What only an operator may see (the guest's backtrace,
//! an underlying error) is behind [`Error::detail`].

pub use crate::problem::Problem;
use plugwright_manifest::{Digest, Fault, PluginId, Version};
use std::fmt;
use std::sync::Arc;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure, with the plugin and the call that it belongs to.
#[derive(Debug)]
pub struct Error(Box<Report>);

#[derive(Debug)]
struct Report {
    problem: Problem,
    plugin: Option<Arc<PluginRef>>,
    call: Option<u64>,
    detail: Option<String>,
}

/// Names exactly which plugin something is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginRef {
    /// The plugin's id.
    pub id: PluginId,
    /// Its version.
    pub version: Version,
    /// The digest of its component.
    pub digest: Digest,
}

impl fmt::Display for PluginRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.version)
    }
}

impl Error {
    pub(crate) fn new(problem: Problem) -> Self {
        Self(Box::new(Report {
            problem,
            plugin: None,
            call: None,
            detail: None,
        }))
    }

    pub(crate) fn at(mut self, plugin: &Arc<PluginRef>) -> Self {
        self.0.plugin = Some(plugin.clone());
        self
    }

    pub(crate) fn in_call(mut self, call: u64) -> Self {
        self.0.call = Some(call);
        self
    }

    pub(crate) fn with_detail(mut self, detail: impl fmt::Display) -> Self {
        self.0.detail = Some(detail.to_string());
        self
    }

    /// What went wrong.
    pub fn problem(&self) -> &Problem {
        &self.0.problem
    }

    /// The stable code, for programs and for looking it up.
    pub fn code(&self) -> &'static str {
        self.0.problem.code()
    }

    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        self.0.problem.fault()
    }

    /// Whether the same call may succeed later without anybody changing anything.
    pub fn is_retryable(&self) -> bool {
        self.0.problem.is_retryable()
    }

    /// The plugin that it is about; none if it is about the engine.
    pub fn plugin(&self) -> Option<&PluginRef> {
        self.0.plugin.as_deref()
    }

    /// The number of the call, unique in this process; none outside of a call.
    pub fn call_id(&self) -> Option<u64> {
        self.0.call
    }

    /// What an operator may see and a caller may not: the guest's backtrace, an underlying error.
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report {
            problem,
            plugin,
            call,
            ..
        } = &*self.0;
        match (plugin, call) {
            (Some(plugin), Some(call)) => write!(f, "{plugin}, call {call}: ")?,
            (Some(plugin), None) => write!(f, "{plugin}: ")?,
            (None, _) => {}
        }
        write!(f, "{problem} [{}]", problem.code())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0.problem)
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::new(problem)
    }
}
