//! Plugwright, with everything on: epochs, deadline, limits, pool, counts.

use plugwright::{Engine, Limits, PluginId, Reuse, Tiering};
use std::path::Path;

plugwright::bind!({ path: "wit", world: "plugin" });

pub use plugin::api;

/// An engine whose code is optimised from the start, as it is in a host that has run before.
pub fn engine() -> Engine {
    Engine::builder().tiering(Tiering::OptimisedOnly).build().expect("an engine")
}

pub fn cached_engine(dir: &Path) -> Engine {
    Engine::builder().cache_dir(dir).tiering(Tiering::OptimisedOnly).build().expect("an engine")
}

pub async fn load(engine: &Engine, wasm: &[u8], reuse: Reuse) -> plugwright::Plugin {
    let id: PluginId = "bench".parse().expect("an id");
    engine.plugin(id, wasm).limits(Limits::default()).reuse(reuse).load().await.expect("the guest loads")
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
