//! The state of the capabilities of one instance.

use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

/// What an instance was granted, in the form that the host functions work with.
pub(crate) struct Granted {
    pub(crate) wasi: WasiCtx,
    pub(crate) table: ResourceTable,
}

impl Default for Granted {
    /// Nothing: no directory, no variable, no network.
    fn default() -> Self {
        Self {
            wasi: WasiCtx::builder().build(),
            table: ResourceTable::new(),
        }
    }
}

impl WasiView for crate::Ctx {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let granted = self.granted();
        WasiCtxView {
            ctx: &mut granted.wasi,
            table: &mut granted.table,
        }
    }
}
