//! From the bytes of a component to a plugin that answers: checked, compiled, linked, started once.

use crate::compile::{Code, Urgency};
use crate::engine::{Engine, Shared, Tiering};
use crate::engines::{Flavor, Tier};
use crate::error::{Error, PluginRef, Problem, Result};
use crate::grants::Grants;
use crate::host_interface::HostInterface;
use crate::link::{check, link};
use crate::loaded::Loaded;
use crate::observer::{PluginEvent, Witness};
use crate::plugin::{Plugin, Reuse};
use crate::program::Program;
use crate::scan::{Declared, StaticLimits, scan, within};
use arc_swap::ArcSwap;
use plugwright_manifest::{Digest, Limits, PluginId, Version};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock};
use tokio::runtime::Handle;

/// Loads one plugin.
pub struct PluginBuilder {
    engine: Engine,
    id: PluginId,
    component: Arc<[u8]>,
    version: Version,
    grants: Grants,
    limits: Limits,
    reuse: Reuse,
}

impl PluginBuilder {
    pub(crate) fn new(engine: Engine, id: PluginId, component: Vec<u8>) -> Self {
        Self {
            engine,
            id,
            component: component.into(),
            version: Version::new(0, 0, 0),
            grants: Grants::none(),
            limits: Limits::default(),
            reuse: Reuse::default(),
        }
    }

    /// The plugin's version, for messages and metrics; default 0.0.0.
    #[must_use]
    pub fn version(mut self, version: Version) -> Self {
        self.version = version;
        self
    }

    /// What the plugin may use; default nothing.
    #[must_use]
    pub fn grants(mut self, grants: Grants) -> Self {
        self.grants = grants;
        self
    }

    /// How much the plugin may use.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether an instance answers more than one call.
    #[must_use]
    pub fn reuse(mut self, reuse: Reuse) -> Self {
        self.reuse = reuse;
        self
    }

    /// Checks, compiles and links the component and starts a first instance.
    ///
    /// # Errors
    /// Fails if the bytes are no component, if it declares more than it may, if it imports what was not granted (the error
    /// lists all of it), or if its first instance does not start within its time.
    pub async fn load(self) -> Result<Plugin> {
        let reference = Arc::new(PluginRef {
            digest: Digest::of(&self.component),
            id: self.id.clone(),
            version: self.version.clone(),
        });
        let witness = Witness::new(self.engine.shared().observer.as_ref(), &reference);
        match self.start(&reference, witness.clone()).await {
            Ok(plugin) => {
                plugin.announce();
                Ok(plugin)
            }
            Err(error) => {
                let code = error.code();
                witness.tell(&PluginEvent::Refused { code });
                Err(error)
            }
        }
    }

    async fn start(self, reference: &Arc<PluginRef>, witness: Witness) -> Result<Plugin> {
        let plugin = self
            .prepare(reference, witness)
            .await
            .map_err(|error| error.at(reference))?;
        plugin.warm_up().await?;
        Ok(plugin)
    }

    async fn prepare(self, reference: &Arc<PluginRef>, witness: Witness) -> Result<Plugin> {
        let shared = self.engine.shared();
        if wasmtime::Engine::detect_precompiled(&self.component).is_some() {
            return Err(Problem::Precompiled.into());
        }
        let declared = self.declared(&shared.static_limits)?;
        let flavor = Flavor {
            concurrent: declared.concurrent,
            fuel: self.limits.fuel.is_some(),
            tier: Tier::Optimised,
        };
        check(&declared.imports, &self.grants, &shared.interfaces)?;
        let code = self.code(shared, &reference.digest, flavor).await?;
        let (program, interfaces) = linked(shared, code, &declared, &self.grants)?;
        let loaded = Arc::new(Loaded {
            engine: self.engine.clone(),
            reference: reference.clone(),
            component: self.component,
            grants: self.grants,
            limits: self.limits,
            reuse: self.reuse,
            declared,
            witness,
            announced: AtomicBool::new(false),
            flavor,
            program: ArcSwap::from_pointee(program),
            interfaces,
            seats: Mutex::default(),
            revoked: OnceLock::new(),
            runtime: Handle::try_current().map_err(|_| Problem::Engine {
                reason: "plugins are loaded within a tokio runtime".into(),
            })?,
        });
        shared.clock.watch(&loaded);
        loaded.optimise_in_background();
        Plugin::new(loaded)
    }

    fn declared(&self, limits: &StaticLimits) -> Result<Declared> {
        let limits = StaticLimits {
            component_bytes: limits.component_bytes.min(self.limits.component.0),
            ..*limits
        };
        let declared = scan(&self.component, &limits)?;
        let memory = &self.limits.memory;
        for (what, actual, limit) in [
            (
                "starts with bytes of memory:",
                declared.initial_memory,
                memory.size.0,
            ),
            (
                "starts with table elements:",
                declared.initial_table_elements,
                memory.table_elements.into(),
            ),
            (
                "makes core instances:",
                declared.core_instances,
                memory.instances.into(),
            ),
            ("makes memories:", declared.memories, memory.memories.into()),
            ("makes tables:", declared.tables, memory.tables.into()),
        ] {
            within(what, actual, limit)?;
        }
        Ok(declared)
    }

    /// Optimised code if there is any, or what the tiering says.
    async fn code(&self, shared: &Shared, digest: &Digest, optimised: Flavor) -> Result<Code> {
        let compiler = &shared.compiler;
        if let Some(code) = compiler.cached(digest, optimised)? {
            return Ok(code);
        }
        if shared.tiering != Tiering::OptimisedOnly {
            let fast = optimised.with_tier(Tier::Fast);
            // What the fast compiler does not know, the optimising one may.
            if let Ok(code) = compiler
                .code(&self.component, digest, fast, Urgency::Awaited)
                .await
            {
                return Ok(code);
            }
        }
        compiler
            .code(&self.component, digest, optimised, Urgency::Awaited)
            .await
    }
}

/// Links compiled code with what was granted.
pub(crate) fn linked(
    shared: &Shared,
    code: Code,
    declared: &Declared,
    grants: &Grants,
) -> Result<(Program, Vec<Arc<dyn HostInterface>>)> {
    let linked = link(
        &code.component,
        &declared.imports,
        grants,
        &shared.interfaces,
    )?;
    let pre = linked
        .linker
        .instantiate_pre(&code.component)
        .map_err(|error| {
            let reason = format!(
                "an import does not have the type that this host serves: {}",
                error.root_cause()
            );
            Error::new(Problem::InvalidComponent { reason }).with_detail(format_args!("{error:?}"))
        })?;
    Ok((Program::new(pre, code), linked.interfaces))
}
