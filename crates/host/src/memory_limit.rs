//! Keeps what a store holds below its plugin's limits, summed over everything in the store.
//!
//! A limit for each memory would be no limit: a component may have many memories and instantiate many modules. So the
//! limiter adds up, and a growth that would pass the sum fails as the guest's own `memory.grow`.

use wasmtime::ResourceLimiter;

/// The most that one store may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoreCeiling {
    pub(crate) memory_bytes: usize,
    pub(crate) table_elements: usize,
    pub(crate) instances: usize,
    pub(crate) memories: usize,
    pub(crate) tables: usize,
}

/// The sums of one store.
#[derive(Debug)]
pub(crate) struct MemoryLimit {
    ceiling: StoreCeiling,
    memory: usize,
    memory_peak: usize,
    elements: usize,
    refused: Option<Refusal>,
    refusals: u64,
    /// Whether the sums changed since they were last noted.
    has_news: bool,
}

/// What was refused last, and so why a guest that gives up gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Memory,
    Table,
}

impl MemoryLimit {
    pub(crate) fn new(ceiling: StoreCeiling) -> Self {
        Self {
            ceiling,
            memory: 0,
            memory_peak: 0,
            elements: 0,
            refused: None,
            refusals: 0,
            has_news: true,
        }
    }

    /// The most bytes of linear memory that the store ever had.
    pub(crate) fn memory_peak(&self) -> usize {
        self.memory_peak
    }

    /// The refusal since the last time that this was asked.
    pub(crate) fn take_refusal(&mut self) -> Option<Refusal> {
        self.refused.take()
    }

    /// Whether there is anything to note at the end of a call.
    pub(crate) fn has_news(&self) -> bool {
        self.has_news
    }

    /// How often growth was refused in the call that ends. The next call is not blamed for any of it.
    pub(crate) fn end_call(&mut self) -> u64 {
        self.refused = None;
        self.has_news = false;
        std::mem::take(&mut self.refusals)
    }

    fn refuse(&mut self, refusal: Refusal) -> bool {
        self.refused = Some(refusal);
        self.refusals += 1;
        self.has_news = true;
        false
    }
}

/// The sum after one part of it grew, if that stays below the ceiling.
fn grown(sum: usize, current: usize, desired: usize, ceiling: usize) -> Option<usize> {
    let sum = sum.checked_add(desired.saturating_sub(current))?;
    (sum <= ceiling).then_some(sum)
}

impl ResourceLimiter for MemoryLimit {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let Some(sum) = grown(self.memory, current, desired, self.ceiling.memory_bytes) else {
            return Ok(self.refuse(Refusal::Memory));
        };
        self.memory = sum;
        self.memory_peak = self.memory_peak.max(sum);
        self.has_news = true;
        Ok(true)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let Some(sum) = grown(self.elements, current, desired, self.ceiling.table_elements) else {
            return Ok(self.refuse(Refusal::Table));
        };
        self.elements = sum;
        Ok(true)
    }

    fn instances(&self) -> usize {
        self.ceiling.instances
    }

    fn tables(&self) -> usize {
        self.ceiling.tables
    }

    fn memories(&self) -> usize {
        self.ceiling.memories
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn limit(memory_bytes: usize) -> MemoryLimit {
        MemoryLimit::new(StoreCeiling {
            memory_bytes,
            table_elements: 100,
            instances: 1,
            memories: 1,
            tables: 1,
        })
    }

    #[test]
    fn the_limit_is_the_sum_over_all_memories() {
        let mut limit = limit(100);
        assert!(limit.memory_growing(0, 60, None).unwrap());
        assert!(!limit.memory_growing(0, 60, None).unwrap());
        assert_eq!(limit.take_refusal(), Some(Refusal::Memory));
        assert!(limit.memory_growing(0, 40, None).unwrap());
    }

    proptest! {
        #[test]
        fn no_order_of_growth_passes_the_ceiling(steps in prop::collection::vec((0usize..4, 0usize..80), 0..64)) {
            let mut limit = limit(100);
            let mut memories = [0usize; 4];
            for (memory, by) in steps {
                let (current, desired) = (memories[memory], memories[memory] + by);
                if limit.memory_growing(current, desired, None).unwrap() {
                    memories[memory] = desired;
                }
                prop_assert!(memories.iter().sum::<usize>() <= 100);
                prop_assert_eq!(limit.memory, memories.iter().sum::<usize>());
            }
        }
    }
}
