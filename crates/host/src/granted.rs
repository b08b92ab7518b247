//! The state of the capabilities of one instance, and where host functions find it.

use crate::config::{ConfigValues, ConfigView};
use crate::ctx::Ctx;
use crate::egress::{EgressHooks, SecretVault};
use crate::keyvalue::{KeyValue, KeyValueView};
use crate::logging::{LogBuffer, LogView, OutputCapture};
use crate::observer::Witness;
use crate::secrets::SecretsView;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

/// What an instance was granted, in the form that the host functions work with.
pub(crate) struct Granted {
    pub(crate) wasi: WasiCtx,
    pub(crate) table: ResourceTable,
    pub(crate) http: WasiHttpCtx,
    pub(crate) hooks: EgressHooks,
    pub(crate) vault: SecretVault,
    pub(crate) config: ConfigValues,
    pub(crate) buckets: KeyValue,
    pub(crate) logs: LogBuffer,
    pub(crate) witness: Witness,
    pub(crate) output: [OutputCapture; 2],
}

impl Granted {
    /// Ends the lines that a call left unfinished, so that the next call does not go on with them.
    pub(crate) fn end_lines(&self) {
        self.output.iter().for_each(OutputCapture::end_line);
    }
}

impl WasiView for Ctx {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let granted = self.granted();
        WasiCtxView {
            ctx: &mut granted.wasi,
            table: &mut granted.table,
        }
    }
}

impl WasiHttpView for Ctx {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        let granted = self.granted();
        WasiHttpCtxView {
            hooks: &mut granted.hooks,
            table: &mut granted.table,
            ctx: &mut granted.http,
        }
    }
}

impl Ctx {
    pub(crate) fn config(&mut self) -> ConfigView<'_> {
        let granted = self.granted();
        ConfigView {
            config: &granted.config,
            witness: &granted.witness,
        }
    }

    pub(crate) fn key_value(&mut self) -> KeyValueView<'_> {
        let granted = self.granted();
        KeyValueView {
            buckets: &granted.buckets,
            table: &mut granted.table,
            witness: &granted.witness,
        }
    }

    pub(crate) fn logging(&mut self) -> LogView<'_> {
        LogView {
            logs: &self.granted().logs,
        }
    }

    pub(crate) fn secrets(&mut self) -> SecretsView<'_> {
        let granted = self.granted();
        SecretsView {
            vault: &granted.vault,
            witness: &granted.witness,
        }
    }
}
