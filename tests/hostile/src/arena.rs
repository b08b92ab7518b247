//! Runs a case: one hostile plugin, one canary, and the checks that every case has to pass.

use crate::canary::Canary;
use crate::footprint::{Footprint, keep_no_free_memory};
use crate::ledger::Ledger;
use crate::{Relay, panics};
use plugwright::{
    Allocation, Engine, EngineBuilder, Limits, Plugin, PluginBuilder, PoolSize, Tiering, Version,
};
use std::sync::{Mutex, Once, PoisonError};
use std::time::Duration;
use tokio::runtime::{self, Runtime};

/// How long the calls of hostile plugins take at most.
const DEADLINE: Duration = Duration::from_millis(150);

/// A case that is still to run.
pub struct Case {
    threads: usize,
    builder: EngineBuilder,
    expected_panic: Option<&'static str>,
}

/// Where a case takes place.
pub struct Arena {
    engine: Engine,
    relay: Relay,
}

impl Default for Case {
    fn default() -> Self {
        Self::new()
    }
}

impl Case {
    /// On a runtime with two threads, with only optimised code, so that no instance goes because better code came.
    pub fn new() -> Self {
        let pool = PoolSize {
            instances: 200,
            memory_bytes: 64 << 20,
            keep_resident: 64 << 10,
        };
        Self {
            threads: 2,
            builder: Engine::builder()
                .allocation(Allocation::Pooling(pool))
                .tiering(Tiering::OptimisedOnly),
            expected_panic: None,
        }
    }

    /// Everything on one thread, so that a guest that does not give way stops everything else.
    #[must_use]
    pub fn on_one_thread(mut self) -> Self {
        self.threads = 1;
        self
    }

    /// Starts with the code of the fast compiler.
    #[must_use]
    pub fn in_fast_code(self) -> Self {
        self.engine(|builder| builder.tiering(Tiering::Background))
    }

    /// With other settings of the engine.
    #[must_use]
    pub fn engine(mut self, change: impl FnOnce(EngineBuilder) -> EngineBuilder) -> Self {
        self.builder = change(self.builder);
        self
    }

    /// The host itself panics in this case, with this text.
    #[must_use]
    pub fn host_panics(mut self, text: &'static str) -> Self {
        self.expected_panic = Some(text);
        self
    }

    /// Runs the case, alone in the process, and checks what every case has to leave as it was.
    pub fn run(self, case: impl AsyncFnOnce(&Arena)) {
        static ALONE: Mutex<()> = Mutex::new(());
        let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        warm_up();
        panics::watch();
        let runtime = start_runtime(self.threads);
        runtime.block_on(async {
            let before = Footprint::now();
            self.on_stage(case).await;
            before.is_restored("when the engine is gone,").await;
        });
        runtime.shutdown_timeout(Duration::from_secs(5));
    }

    async fn on_stage(self, case: impl AsyncFnOnce(&Arena)) {
        let relay = Relay::default();
        let ledger = Ledger::open();
        let builder = self.builder.observer(ledger.trail());
        let arena = Arena {
            engine: builder.serve(relay.clone()).build().unwrap(),
            relay,
        };
        let canary = Canary::start(&arena.engine).await;
        let before = Footprint::with_engine();
        case(&arena).await;
        arena.relay.forget();
        before.is_restored("when the plugin is gone,").await;
        let seen = canary.leave().await;
        println!("canary: {} calls, worst {:?}", seen.calls, seen.worst);
        assert_panics(self.expected_panic);
        drop(arena);
        ledger.close();
    }
}

fn assert_panics(expected: Option<&str>) {
    let unexpected = |panic: &String| !expected.is_some_and(|text| panic.contains(text));
    let panics: Vec<String> = panics::seen().into_iter().filter(unexpected).collect();
    assert!(panics.is_empty(), "the host panicked: {panics:?}");
}

fn start_runtime(threads: usize) -> Runtime {
    let mut builder = if threads == 1 {
        runtime::Builder::new_current_thread()
    } else {
        let mut builder = runtime::Builder::new_multi_thread();
        builder.worker_threads(threads);
        builder
    };
    // Threads for blocking work end soon, so that they are not mistaken for a leak.
    builder.thread_keep_alive(Duration::from_millis(50));
    builder.enable_all().build().unwrap()
}

/// What a process makes once and keeps (threads of the compiler, tables of the allocator) is made before the first case.
fn warm_up() {
    static DONE: Once = Once::new();
    DONE.call_once(|| {
        keep_no_free_memory();
        start_runtime(2).block_on(async {
            let engine = Case::new().in_fast_code().builder.build().unwrap();
            let canary = Canary::start(&engine).await;
            canary.leave().await;
        });
    });
}

impl Arena {
    /// The engine that all plugins of the case run on.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The interface by which plugins reach the host's state and each other.
    pub fn relay(&self) -> &Relay {
        &self.relay
    }

    /// A plugin to load, with a short deadline and everything else at its default.
    pub fn plugin(&self, id: &str, component: Vec<u8>) -> PluginBuilder {
        self.engine
            .plugin(id.parse().unwrap(), component)
            .version(Version::new(1, 2, 3))
            .limits(Self::limits())
    }

    /// Loads a plugin that imports nothing that has to be granted.
    pub async fn load(&self, id: &str, component: Vec<u8>) -> Plugin {
        self.plugin(id, component).load().await.unwrap()
    }

    /// The limits of [`Arena::plugin`].
    pub fn limits() -> Limits {
        let mut limits = Limits::default();
        limits.time.call = DEADLINE;
        limits
    }
}
