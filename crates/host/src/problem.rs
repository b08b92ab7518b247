//! The kinds of failure: what each says, its code, and whose fault it is.

use plugwright_manifest::{Fault, PluginId};
use std::time::Duration;

/// What went wrong.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The bytes are no component that this host can run.
    #[error("not a usable component: {reason}; build it again with `plugwright build`")]
    InvalidComponent {
        /// What is wrong with the bytes.
        reason: String,
    },
    /// The bytes are machine code, which only this host itself may make.
    #[error(
        "this is precompiled machine code, which is never loaded; give the component that it was made from"
    )]
    Precompiled,
    /// The component asks for more than a limit before it even runs.
    #[error(
        "the component {what} {actual}, the limit is {limit}; raise the limit if you trust the plugin with it"
    )]
    ExceedsStaticLimit {
        /// What it does too much of.
        what: &'static str,
        /// How much it is.
        actual: u64,
        /// How much it may be.
        limit: u64,
    },
    /// The component imports what it was not granted, or what this host does not have.
    #[error("imports that are not granted: {}; grant them, or use a plugin that asks for less", .imports.join(", "))]
    MissingGrants {
        /// All imports that nothing was granted for.
        imports: Vec<String>,
    },
    /// An import cannot be answered by the plugin that was granted for it.
    #[error("`{interface}` cannot be taken from {provider}: {reason}")]
    UnusableProvider {
        /// What is imported.
        interface: String,
        /// The plugin that was to answer it.
        provider: PluginId,
        /// Why it cannot.
        reason: String,
    },
    /// Another plugin had no answer for this one.
    #[error("{provider} did not answer {function}: {code}; its own log and metrics say more")]
    ProviderFailed {
        /// The plugin that was called.
        provider: PluginId,
        /// The function, with its interface.
        function: String,
        /// The code of the first failure down the chain.
        code: &'static str,
    },
    /// The component and the world that the host expects differ.
    #[error("it does not fit the world `{world}`: {}", .differences.join("; "))]
    WorldMismatch {
        /// The world.
        world: String,
        /// Each difference.
        differences: Vec<String>,
    },
    /// There is no such function.
    #[error("it has no function `{function}`{}", hint(.nearest.as_deref()))]
    UnknownFunction {
        /// The name that was asked for.
        function: String,
        /// The exported name that is most like it.
        nearest: Option<String>,
    },
    /// An argument does not have the type of its parameter, or a result cannot be given in the form that was asked for.
    #[error("{message}")]
    Value {
        /// The code of what does not fit.
        code: &'static str,
        /// Where it does not fit, and what would.
        message: String,
    },
    /// A grant cannot be used: its directory does not exist, for example.
    #[error("the grant for {what} cannot be used: {reason}")]
    UnusableGrant {
        /// Which grant.
        what: String,
        /// Why.
        reason: String,
    },
    /// The guest trapped.
    #[error("the plugin trapped: {reason}")]
    Trapped {
        /// The kind of trap.
        reason: String,
    },
    /// The guest used up its stack.
    #[error("the plugin ran out of stack")]
    StackOverflow,
    /// The guest broke the canonical ABI: text that is no UTF-8, a pointer out of bounds, a forged handle.
    #[error("the plugin broke the component model's rules: {reason}")]
    AbiViolation {
        /// Which rule.
        reason: String,
    },
    /// The guest asked for more memory than its limit and then gave up.
    #[error("the plugin needed more than its {limit} bytes of memory")]
    MemoryLimit {
        /// The limit.
        limit: u64,
    },
    /// The guest asked for more table elements than its limit and then gave up.
    #[error("the plugin needed more than its {limit} table elements")]
    TableLimit {
        /// The limit.
        limit: u64,
    },
    /// The guest passed or returned more data than it may.
    #[error("the plugin passed more than {limit} bytes at once")]
    DataLimit {
        /// The limit in bytes.
        limit: u64,
    },
    /// The guest holds more resources than it may.
    #[error("the plugin needed more than its {limit} handles")]
    HandleLimit {
        /// The limit.
        limit: u64,
    },
    /// Compiling the component took longer than it may.
    #[error("the component was not compiled after {}; split its largest functions, or allow more time", millis(.limit))]
    CompileDeadlineExceeded {
        /// The time that it had.
        limit: Duration,
    },
    /// The call took longer than its deadline.
    #[error("the call was stopped after {}", millis(.limit))]
    DeadlineExceeded {
        /// The time that the call had.
        limit: Duration,
    },
    /// Whoever called had no more time left; less than the plugin may take.
    #[error("the call was stopped because its caller's time was over")]
    CallerDeadline,
    /// Making an instance ready took longer than its deadline.
    #[error("the plugin was not ready after {}", millis(.limit))]
    InitDeadlineExceeded {
        /// The time that it had.
        limit: Duration,
    },
    /// The guest ended itself.
    #[error("the plugin exited with status {status} in the middle of the call")]
    Exited {
        /// The status that it gave.
        status: i32,
    },
    /// The guest used up the instructions that it may execute.
    #[error("the plugin executed more than its {limit} units of fuel")]
    FuelExhausted {
        /// The limit.
        limit: u64,
    },
    /// A call of the session failed before, and its instance with it.
    #[error("the session is over, because a call of it failed; start another one")]
    SessionOver,
    /// The caller gave the call up before it was over.
    #[error("the caller gave the call up")]
    Abandoned,
    /// Every instance is busy and the queue is full.
    #[error("too many calls are waiting for the plugin; try again later")]
    Overloaded,
    /// The plugin is calling itself through the host.
    #[error("the plugin would call itself through the host")]
    Reentrancy,
    /// The plugin is already waiting for this call further up.
    #[error("the plugin would wait for itself: it is further up in the chain of calls")]
    CallCycle,
    /// Too many plugins wait for each other.
    #[error("more than {limit} plugins would wait for each other")]
    CallDepth {
        /// How many may.
        limit: usize,
    },
    /// The plugin failed too often and rests.
    #[error("the plugin failed {faults} times in a row and rests for another {}", millis(.retry_after))]
    Resting {
        /// How often it failed in a row.
        faults: u32,
        /// How long until it is tried again.
        retry_after: Duration,
    },
    /// The plugin failed so often that somebody has to look at it.
    #[error("the plugin is in quarantine: {reason}; release it when the cause is gone")]
    Quarantined {
        /// Why.
        reason: String,
    },
    /// The operator took back what the plugin was granted.
    #[error("its grants were revoked: {reason}; grant them again, and load it again")]
    Revoked {
        /// Why.
        reason: String,
    },
    /// A function that the host gave to the plugin panicked.
    #[error("a function of the host failed while the plugin called it")]
    HostPanicked,
    /// The plugin may have to wait in this call, and it was called without a way to wait.
    #[error("the plugin may wait in a host function: call it asynchronously")]
    NeedsAsync,
    /// The engine cannot be set up.
    #[error("the engine cannot start: {reason}")]
    Engine {
        /// Why.
        reason: String,
    },
    /// The cache directory is not safe to use.
    #[error("the cache directory is not safe to use: {reason}")]
    UnsafeCache {
        /// Why.
        reason: String,
    },
    /// The storage of key-value buckets cannot be opened.
    #[error("the storage cannot be used: {reason}")]
    Storage {
        /// Why.
        reason: String,
    },
    /// The plugin refused to start.
    #[error("the plugin refused to start: {reason}")]
    InitFailed {
        /// What it said.
        reason: String,
    },
    /// Something failed that should not, and that no plugin is to blame for.
    #[error("the host failed: {reason}")]
    Internal {
        /// What failed.
        reason: String,
    },
}

impl Problem {
    /// The stable code; the list is in `docs/errors.md`.
    pub fn code(&self) -> &'static str {
        use Problem as P;
        match self {
            P::InvalidComponent { .. } => "PW-INVALID-COMPONENT",
            P::Precompiled => "PW-PRECOMPILED",
            P::ExceedsStaticLimit { .. } => "PW-STATIC-LIMIT",
            P::MissingGrants { .. } => "PW-MISSING-GRANTS",
            P::UnusableProvider { .. } => "PW-PROVIDER-UNUSABLE",
            P::ProviderFailed { .. } => "PW-PROVIDER-FAILED",
            P::WorldMismatch { .. } => "PW-WORLD-MISMATCH",
            P::UnknownFunction { .. } => "PW-UNKNOWN-FUNCTION",
            P::Value { code, .. } => code,
            P::UnusableGrant { .. } => "PW-UNUSABLE-GRANT",
            P::Trapped { .. } => "PW-TRAPPED",
            P::StackOverflow => "PW-STACK-OVERFLOW",
            P::AbiViolation { .. } => "PW-ABI-VIOLATION",
            P::MemoryLimit { .. } => "PW-MEMORY-LIMIT",
            P::TableLimit { .. } => "PW-TABLE-LIMIT",
            P::DataLimit { .. } => "PW-DATA-LIMIT",
            P::HandleLimit { .. } => "PW-HANDLE-LIMIT",
            P::CompileDeadlineExceeded { .. } => "PW-COMPILE-DEADLINE",
            P::DeadlineExceeded { .. } => "PW-DEADLINE-EXCEEDED",
            P::CallerDeadline => "PW-CALLER-DEADLINE",
            P::InitDeadlineExceeded { .. } => "PW-INIT-DEADLINE",
            P::Exited { .. } => "PW-EXITED",
            P::FuelExhausted { .. } => "PW-FUEL-EXHAUSTED",
            P::SessionOver => "PW-SESSION-OVER",
            P::Abandoned => "PW-ABANDONED",
            P::Overloaded => "PW-OVERLOADED",
            P::Reentrancy => "PW-REENTRANCY",
            P::CallCycle => "PW-CALL-CYCLE",
            P::CallDepth { .. } => "PW-CALL-DEPTH",
            P::Resting { .. } => "PW-RESTING",
            P::Quarantined { .. } => "PW-QUARANTINED",
            P::Revoked { .. } => "PW-GRANT-REVOKED",
            P::HostPanicked => "PW-HOST-PANICKED",
            P::NeedsAsync => "PW-NEEDS-ASYNC",
            P::Engine { .. } => "PW-ENGINE",
            P::UnsafeCache { .. } => "PW-UNSAFE-CACHE",
            P::Storage { .. } => "PW-STORAGE",
            P::InitFailed { .. } => "PW-INIT-FAILED",
            P::Internal { .. } => "PW-INTERNAL",
        }
    }

    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        use Problem as P;
        match self {
            P::InvalidComponent { .. }
            | P::WorldMismatch { .. }
            | P::Trapped { .. }
            | P::StackOverflow
            | P::AbiViolation { .. }
            | P::MemoryLimit { .. }
            | P::TableLimit { .. }
            | P::DataLimit { .. }
            | P::HandleLimit { .. }
            | P::CompileDeadlineExceeded { .. }
            | P::DeadlineExceeded { .. }
            | P::InitDeadlineExceeded { .. }
            | P::FuelExhausted { .. }
            | P::InitFailed { .. }
            | P::Exited { .. } => Fault::Plugin,
            P::Precompiled
            | P::ExceedsStaticLimit { .. }
            | P::MissingGrants { .. }
            | P::UnusableProvider { .. }
            | P::UnusableGrant { .. }
            | P::Resting { .. }
            | P::Quarantined { .. }
            | P::Revoked { .. } => Fault::Policy,
            P::UnknownFunction { .. }
            | P::Value { .. }
            | P::SessionOver
            | P::Abandoned
            | P::CallerDeadline
            | P::Reentrancy
            | P::CallCycle
            | P::CallDepth { .. }
            | P::NeedsAsync => Fault::Caller,
            P::ProviderFailed { .. } => Fault::Remote,
            P::Overloaded
            | P::HostPanicked
            | P::Engine { .. }
            | P::UnsafeCache { .. }
            | P::Storage { .. }
            | P::Internal { .. } => Fault::Host,
        }
    }

    /// Whether the plugin used more of something than its limits allow.
    pub fn is_limit(&self) -> bool {
        matches!(
            self,
            Self::ExceedsStaticLimit { .. }
                | Self::StackOverflow
                | Self::MemoryLimit { .. }
                | Self::TableLimit { .. }
                | Self::DataLimit { .. }
                | Self::HandleLimit { .. }
                | Self::CompileDeadlineExceeded { .. }
                | Self::DeadlineExceeded { .. }
                | Self::InitDeadlineExceeded { .. }
                | Self::FuelExhausted { .. }
        )
    }

    /// Whether the same call may succeed later without anybody changing anything.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Overloaded | Self::Resting { .. })
    }
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

fn millis(duration: &Duration) -> String {
    format!("{} ms", duration.as_millis())
}
