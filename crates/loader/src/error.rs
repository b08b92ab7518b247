//! Why a plugin cannot be installed, loaded, replaced or removed.

use std::io;

use plugwright_manifest::{Fault, PluginId, Version};
use std::sync::Arc;
use std::time::Duration;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

use crate::Release;
use crate::broker::NoProvider;
use crate::resolve::{Explanation, Reason};

/// An error of this crate. Messages name files by their place in the store, never by a path of the machine.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder of the store cannot be read or written.
    #[error("the plugin store cannot {action}: {source}")]
    Store {
        /// What was being done, with the name inside the store.
        action: String,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// Others could change what is in the store.
    #[error(
        "the plugin store belongs to another user, or others may write to it; make it your own (chmod go-w)"
    )]
    UnsafeStore,
    /// Others change the store all the time, or one of them hangs.
    #[error(
        "the plugin store is being changed by another process; try again, or look for one that hangs"
    )]
    StoreBusy,
    /// A file of the store is not what was written there.
    #[error("{what} is damaged: {problem}")]
    Damaged {
        /// Which file.
        what: String,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A version that is not installed.
    #[error("{release} is not installed; install it first")]
    NotInstalled {
        /// Which.
        release: Box<Release>,
    },
    /// A plugin of which no version is active.
    #[error("{id} is not active; activate a version of it first")]
    NotActive {
        /// Which.
        id: PluginId,
    },
    /// There is no version to go back to.
    #[error("no version of {id} was active before this one; activate another one by its version")]
    NothingBefore {
        /// Of which plugin.
        id: PluginId,
    },
    /// The active version cannot be removed.
    #[error("{release} is active; activate another version, or deactivate it, then remove it")]
    StillActive {
        /// Which.
        release: Box<Release>,
    },
    /// A folder that is no plugin.
    #[error("the folder is no plugin that can be installed: {problem}")]
    Folder {
        /// What is wrong, and what to do.
        problem: &'static str,
    },
    /// A package that is refused.
    #[error(transparent)]
    Package(#[from] plugwright_package::Error),
    /// A manifest that is refused.
    #[error(transparent)]
    Manifest(#[from] plugwright_manifest::Error),
    /// Whoever verifies plugins says that this one must not run.
    #[error("{release} may not run: {reason}")]
    Refused {
        /// Which.
        release: Box<Release>,
        /// Why.
        reason: String,
    },
    /// The plugins that are wanted cannot run together.
    #[error("{0}")]
    Unresolvable(Box<Explanation>),
    /// A plugin imports what no other plugin may answer.
    #[error("{plugin} cannot be linked: {}", listed(imports))]
    NoProvider {
        /// The plugin.
        plugin: PluginId,
        /// All imports that are unanswered.
        imports: Vec<NoProvider>,
    },
    /// Two plugins could answer an import, and neither comes first.
    #[error(
        "{plugin} imports `{interface}`, which {} and {} offer with the same priority; give one of them a higher priority, or \
         grant only one", .providers[0], .providers[1]
    )]
    ProvidersTie {
        /// The plugin that imports it.
        plugin: PluginId,
        /// What is imported.
        interface: String,
        /// The plugins that offer it.
        providers: [PluginId; 2],
    },
    /// Two plugins cannot be one component.
    #[error(
        "{outer} cannot be composed with {inner}: {reason}; have the one call the other instead, or change that"
    )]
    NotComposable {
        /// The plugin that imports.
        outer: PluginId,
        /// The plugin that exports.
        inner: PluginId,
        /// Who does not agree, or what does not fit.
        reason: String,
    },
    /// Looking for versions that fit together takes too long.
    #[error(
        "the versions of these plugins exclude each other in too many ways to be searched; ask for exact versions of some"
    )]
    ResolutionLimit,
    /// A word that is no state.
    #[error(
        "there is no such state; the states are discovered, verified, resolved, compiled, active, draining, unloaded, failed, quarantined"
    )]
    UnknownState,
    /// Somebody leads the life of this plugin already.
    #[error("{release} is already being loaded or runs; wait for it, or stop it first")]
    AlreadyLed {
        /// Which.
        release: Box<Release>,
    },
    /// The plugin has to be let out of quarantine first.
    #[error("{release} is in quarantine; find the cause, then release it")]
    Quarantined {
        /// Which.
        release: Box<Release>,
    },
    /// The host refuses the plugin, or a call of it failed.
    #[error(transparent)]
    Plugin(#[from] plugwright_host::Error),
    /// The plugin was to be loaded for a call, which failed; all callers that waited for it get the same cause.
    #[error("{plugin} could not be loaded: {cause}")]
    NotLoaded {
        /// The plugin.
        plugin: PluginId,
        /// Why.
        cause: Arc<Error>,
    },
    /// What loads the plugin panicked.
    #[error("loading the plugin panicked; correct the program that loads it")]
    LoadPanicked,
    /// There is no plugin of that name.
    #[error("there is no plugin {plugin}; add it first")]
    UnknownPlugin {
        /// The name.
        plugin: PluginId,
    },
    /// There is a plugin of that name already.
    #[error("there is a plugin {plugin} already; swap it, or remove it first")]
    PluginExists {
        /// The name.
        plugin: PluginId,
    },
    /// A call that cannot wait needs a plugin that is loaded.
    #[error("{plugin} cannot be called at once; call it asynchronously, or preload it")]
    NotReady {
        /// The plugin.
        plugin: PluginId,
    },
    /// A call was not over when its version had to go.
    #[error(
        "{plugin} {version} was replaced, and the call was not over before the drain deadline; call again"
    )]
    DrainedAway {
        /// The plugin.
        plugin: PluginId,
        /// The version that was replaced.
        version: Version,
    },
    /// Another swap of the same plugin is under way.
    #[error("another swap of {plugin} is under way; wait for its end")]
    SwapUnderWay {
        /// The plugin.
        plugin: PluginId,
    },
    /// A version said that it can do none of its work, so it does not take over.
    #[error("{plugin} {version} says that it is unhealthy: {detail}")]
    Unhealthy {
        /// The plugin.
        plugin: PluginId,
        /// The version.
        version: Version,
        /// What it says.
        detail: String,
    },
    /// State could not be handed over, so the old version goes on.
    #[error("{plugin} could not hand its state over: {reason}; the old version goes on")]
    HandoverFailed {
        /// The plugin.
        plugin: PluginId,
        /// Why.
        reason: String,
    },
    /// Somebody, or a budget, stopped the plugin.
    #[error("{plugin} is stopped: {reason}; release it when that is settled")]
    Stopped {
        /// The plugin.
        plugin: PluginId,
        /// Why.
        reason: String,
    },
    /// The plugin used up its restarts.
    #[error("{plugin} is in quarantine: {reason}; find the cause, then release it or swap it")]
    GivenUp {
        /// The plugin.
        plugin: PluginId,
        /// Why.
        reason: String,
    },
    /// The plugin could not be started a moment ago.
    #[error("{plugin} failed to start and is tried again in {} ms", .retry_after.as_millis())]
    RestartLater {
        /// The plugin.
        plugin: PluginId,
        /// When it is tried again.
        retry_after: Duration,
    },
    /// A folder of plugins under development, or a file in it, cannot be read.
    #[error("it cannot be read: {source}")]
    Watch {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The plugin used more than its budget, and more calls wait for it than may.
    #[error("{plugin} is throttled; call again in {} ms", .retry_after.as_millis())]
    Throttled {
        /// The plugin.
        plugin: PluginId,
        /// When there may be room again.
        retry_after: Duration,
    },
}

impl Error {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store { .. } => "PW-LOADER-STORE",
            Self::UnsafeStore => "PW-LOADER-UNSAFE-STORE",
            Self::StoreBusy => "PW-LOADER-STORE-BUSY",
            Self::Damaged { .. } => "PW-LOADER-DAMAGED",
            Self::NotInstalled { .. } => "PW-LOADER-NOT-INSTALLED",
            Self::NotActive { .. } => "PW-LOADER-NOT-ACTIVE",
            Self::NothingBefore { .. } => "PW-LOADER-NOTHING-BEFORE",
            Self::StillActive { .. } => "PW-LOADER-STILL-ACTIVE",
            Self::Folder { .. } => "PW-LOADER-FOLDER",
            Self::Package(error) => error.code(),
            Self::Manifest(error) => error.code(),
            Self::Unresolvable(explanation) => match explanation.reason {
                Reason::Conflict => "PW-LOADER-UNRESOLVABLE",
                Reason::Cycle => "PW-LOADER-CYCLE",
                Reason::Claim => "PW-LOADER-CLAIMED-TWICE",
            },
            Self::NoProvider { .. } => "PW-LOADER-NO-PROVIDER",
            Self::ProvidersTie { .. } => "PW-LOADER-PROVIDERS-TIE",
            Self::NotComposable { .. } => "PW-LOADER-NOT-COMPOSABLE",
            Self::Refused { .. } => "PW-LOADER-REFUSED",
            Self::ResolutionLimit => "PW-LOADER-RESOLUTION-LIMIT",
            Self::UnknownState => "PW-LOADER-UNKNOWN-STATE",
            Self::AlreadyLed { .. } => "PW-LOADER-ALREADY-LED",
            Self::Quarantined { .. } => "PW-LOADER-QUARANTINED",
            Self::Plugin(error) => error.code(),
            Self::NotLoaded { cause, .. } => cause.code(),
            Self::LoadPanicked => "PW-LOAD-PANICKED",
            Self::UnknownPlugin { .. } => "PW-PLUGIN-UNKNOWN",
            Self::PluginExists { .. } => "PW-PLUGIN-EXISTS",
            Self::NotReady { .. } => "PW-NOT-READY",
            Self::DrainedAway { .. } => "PW-DRAINED-AWAY",
            Self::SwapUnderWay { .. } => "PW-SWAP-UNDER-WAY",
            Self::Unhealthy { .. } => "PW-SWAP-UNHEALTHY",
            Self::HandoverFailed { .. } => "PW-SWAP-HANDOVER",
            Self::Stopped { .. } => "PW-STOPPED",
            Self::GivenUp { .. } => "PW-GIVEN-UP",
            Self::RestartLater { .. } => "PW-RESTART-LATER",
            Self::Throttled { .. } => "PW-THROTTLED",
            Self::Watch { .. } => "PW-WATCH",
        }
    }

    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Store { .. }
            | Self::UnsafeStore
            | Self::StoreBusy
            | Self::Damaged { .. }
            | Self::LoadPanicked
            | Self::Watch { .. } => Fault::Host,
            Self::UnknownState
            | Self::AlreadyLed { .. }
            | Self::NotInstalled { .. }
            | Self::NotActive { .. }
            | Self::NothingBefore { .. }
            | Self::StillActive { .. }
            | Self::Unresolvable(_)
            | Self::ResolutionLimit
            | Self::UnknownPlugin { .. }
            | Self::PluginExists { .. }
            | Self::NotReady { .. } => Fault::Caller,
            Self::Folder { .. }
            | Self::Manifest(_)
            | Self::Unhealthy { .. }
            | Self::HandoverFailed { .. }
            | Self::RestartLater { .. } => Fault::Plugin,
            Self::Package(error) => error.fault(),
            Self::Plugin(error) => error.fault(),
            Self::NotLoaded { cause, .. } => cause.fault(),
            Self::Quarantined { .. }
            | Self::NoProvider { .. }
            | Self::ProvidersTie { .. }
            | Self::NotComposable { .. }
            | Self::Refused { .. }
            | Self::DrainedAway { .. }
            | Self::SwapUnderWay { .. }
            | Self::Stopped { .. }
            | Self::GivenUp { .. }
            | Self::Throttled { .. } => Fault::Policy,
        }
    }

    /// A failed step of the store, which could not `action`.
    pub(crate) fn store(action: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Store {
            action: action.to_owned(),
            source,
        }
    }

    pub(crate) fn damaged(what: &str, problem: &str) -> Self {
        Self::Damaged {
            what: what.to_owned(),
            problem: problem.to_owned(),
        }
    }

    pub(crate) fn not_installed(release: &Release) -> Self {
        Self::NotInstalled {
            release: Box::new(release.clone()),
        }
    }

    pub(crate) fn still_active(release: &Release) -> Self {
        Self::StillActive {
            release: Box::new(release.clone()),
        }
    }

    pub(crate) fn not_active(id: &PluginId) -> Self {
        Self::NotActive { id: id.clone() }
    }
}

fn listed(imports: &[NoProvider]) -> String {
    let imports: Vec<_> = imports.iter().map(NoProvider::to_string).collect();
    imports.join("; ")
}
