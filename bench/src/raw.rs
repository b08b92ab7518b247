//! Raw wasmtime, as an engineer would set it up who needs what Plugwright gives: epochs, limits, a tuned pool.

use std::sync::{Mutex, Once};
use std::time::Duration;
use wasmtime::component::{Component, Linker};
use wasmtime::{
    Config, Enabled, Engine, EngineWeak, InstanceAllocationStrategy, PoolingAllocationConfig, Store, StoreLimits,
    StoreLimitsBuilder,
};

pub mod sync {
    wasmtime::component::bindgen!({ path: "wit", world: "plugin" });
}

pub use sync::exports::anchors::plugin::api;

/// An engine with one plugin, linked.
pub struct Raw {
    pub engine: Engine,
    pub pre: sync::PluginPre<State>,
}

pub struct State(StoreLimits);

impl Raw {
    pub fn new(engine: &Engine, component: &Component) -> Self {
        let pre = Linker::new(engine).instantiate_pre(component).expect("the guest links");
        Self {
            engine: engine.clone(),
            pre: sync::PluginPre::new(pre).expect("the guest exports the world"),
        }
    }

    pub fn compile(engine: &Engine, wasm: &[u8]) -> Self {
        Self::new(engine, &Component::new(engine, wasm).expect("the guest compiles"))
    }

    pub fn store(&self) -> Store<State> {
        let limits = StoreLimitsBuilder::new().memory_size(64 << 20).instances(16).tables(16).build();
        let mut store = Store::new(&self.engine, State(limits));
        store.limiter(|state| &mut state.0);
        store.set_epoch_deadline(100);
        store
    }

    /// An instance that is called on the caller's stack.
    pub fn live(&self) -> (Store<State>, sync::Plugin) {
        let mut store = self.store();
        let plugin = self.pre.instantiate(&mut store).expect("an instance");
        (store, plugin)
    }

    /// An instance that is called on a fiber.
    pub async fn live_async(&self) -> (Store<State>, sync::Plugin) {
        let mut store = self.store();
        let plugin = self.pre.instantiate_async(&mut store).await.expect("an instance");
        (store, plugin)
    }
}

/// Epochs, no concurrency support, a pool as one would tune it.
pub fn engine() -> Engine {
    let mut config = Config::new();
    config
        .epoch_interruption(true)
        .concurrency_support(false)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(tuned_pool()));
    let engine = Engine::new(&config).expect("a valid configuration");
    tick(&engine);
    engine
}

fn tuned_pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(1_100)
        .total_core_instances(4_400)
        .total_memories(1_100)
        .total_tables(2_200)
        .total_stacks(1_100)
        .max_memory_size(64 << 20)
        .max_unused_warm_slots(1_100)
        .linear_memory_keep_resident(2 << 20)
        .table_keep_resident(64 << 10)
        .pagemap_scan(Enabled::Auto);
    pool
}

fn tick(engine: &Engine) {
    static ENGINES: Mutex<Vec<EngineWeak>> = Mutex::new(Vec::new());
    static START: Once = Once::new();
    ENGINES.lock().expect("not poisoned").push(engine.weak());
    START.call_once(|| {
        std::thread::spawn(|| {
            loop {
                std::thread::sleep(Duration::from_millis(10));
                let mut engines = ENGINES.lock().expect("not poisoned");
                engines.retain(|engine| engine.upgrade().inspect(Engine::increment_epoch).is_some());
            }
        });
    });
}

pub fn request() -> api::AuthRequest {
    let req = workloads::input::auth_request();
    api::AuthRequest {
        method: req.method,
        scheme: req.scheme,
        host: req.host,
        path: req.path,
        query: req.query,
        remote_addr: req.remote_addr,
        tenant: req.tenant,
        request_id: req.request_id,
        timestamp: req.timestamp,
        headers: req.headers.into_iter().map(|h| api::Header { name: h.name, value: h.value }).collect(),
    }
}
