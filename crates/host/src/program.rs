//! A component that is compiled and linked: everything that is done once and not for each instance.

use crate::bindings::Bindings;
use crate::compile::Code;
use crate::ctx::Ctx;
use crate::engines::Tier;
use crate::functions::Functions;
use crate::lifecycle;
use std::any::{Any, TypeId};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use wasmtime::component::InstancePre;

/// A linked component of one tier.
pub(crate) struct Program {
    pub(crate) pre: InstancePre<Ctx>,
    code: Code,
    has_lifecycle: bool,
    functions: OnceLock<Functions>,
    indices: RwLock<Vec<(TypeId, Arc<dyn Any + Send + Sync>)>>,
}

impl Program {
    pub(crate) fn new(pre: InstancePre<Ctx>, code: Code) -> Self {
        Self {
            has_lifecycle: lifecycle::is_exported(&pre),
            functions: OnceLock::new(),
            pre,
            code,
            indices: RwLock::default(),
        }
    }

    pub(crate) fn tier(&self) -> Tier {
        self.code.tier
    }

    /// Whether the component wants to be told about its life.
    pub(crate) fn has_lifecycle(&self) -> bool {
        self.has_lifecycle
    }

    /// The functions by name, looked up when they are first wanted.
    pub(crate) fn functions(&self) -> &Functions {
        self.functions.get_or_init(|| Functions::of(&self.pre))
    }

    /// Where the exports of bindings are.
    pub(crate) fn indices<B: Bindings>(&self) -> wasmtime::Result<Arc<B::Indices>> {
        let id = TypeId::of::<B>();
        let known = self.indices.read().unwrap_or_else(PoisonError::into_inner);
        let found = known
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, indices)| indices.clone());
        drop(known);
        if let Some(Ok(indices)) = found.map(Arc::downcast) {
            return Ok(indices);
        }
        let indices = Arc::new(B::indices(&self.pre)?);
        let mut known = self.indices.write().unwrap_or_else(PoisonError::into_inner);
        known.push((id, indices.clone()));
        Ok(indices)
    }
}
