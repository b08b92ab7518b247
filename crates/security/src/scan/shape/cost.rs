//! What one instantiation costs at its start.

use wasmparser::{MemoryType, TableType};

/// What one instantiation costs at its start. Sums saturate: a component can multiply beyond any number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// Bytes of linear memory.
    pub(super) memory: u64,
    /// Elements of tables.
    pub(super) elements: u64,
    /// Instances of components and modules.
    pub(super) instances: u64,
    /// Those of modules.
    pub(super) core_instances: u64,
    pub(super) memories: u64,
    pub(super) tables: u64,
}

impl Cost {
    pub(super) fn of_memory(memory: &MemoryType) -> Self {
        let page = 1u64 << memory.page_size_log2.unwrap_or(16).min(32);
        Self {
            memory: memory.initial.saturating_mul(page),
            memories: 1,
            ..Self::default()
        }
    }

    pub(super) fn of_table(table: &TableType) -> Self {
        Self {
            elements: table.initial,
            tables: 1,
            ..Self::default()
        }
    }

    pub(super) fn of_instance() -> Self {
        Self {
            instances: 1,
            ..Self::default()
        }
    }

    pub(super) fn of_core_instance() -> Self {
        Self {
            core_instances: 1,
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.memory = self.memory.saturating_add(other.memory);
        self.elements = self.elements.saturating_add(other.elements);
        self.instances = self.instances.saturating_add(other.instances);
        self.core_instances = self.core_instances.saturating_add(other.core_instances);
        self.memories = self.memories.saturating_add(other.memories);
        self.tables = self.tables.saturating_add(other.tables);
    }
}
