//! How much a component declares, counted before anything is compiled.
//!
//! Compiling is the first thing that a hostile component can make expensive, and instantiating the second. Both costs show
//! in the binary. A small component can instantiate a module a thousand times, so what counts is the sum over instances.

mod cost;

use cost::Cost;
use plugwright_manifest::limits::StaticLimits;
use wasmparser::{
    ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentOuterAliasKind,
    ComponentTypeRef, Encoding, Error, Instance, Payload,
};

use super::ScanOptions;
use super::report::{Findings, Place, Rule};

/// What has been counted so far.
#[derive(Debug, Default)]
pub(super) struct Shape {
    open: Vec<Part>,
    whole: Cost,
    functions: u64,
    nested: u64,
    depth: u64,
    items: u64,
}

/// A module or component that is being read, or was.
#[derive(Debug, Default)]
struct Part {
    is_component: bool,
    /// Of a module its own cost; of a component the sum of what it instantiates.
    cost: Cost,
    modules: Vec<Cost>,
    components: Vec<Cost>,
}

impl Shape {
    /// Counts what one part of the binary declares.
    pub(super) fn payload(&mut self, payload: &Payload<'_>) -> Result<(), Error> {
        match payload {
            Payload::Version { encoding, .. } => self.open(*encoding),
            Payload::End(_) => self.close(),
            Payload::CodeSectionStart { count, .. } => self.functions += u64::from(*count),
            Payload::MemorySection(memories) => {
                for memory in memories.clone() {
                    self.add(Cost::of_memory(&memory?));
                }
            }
            Payload::TableSection(tables) => {
                for table in tables.clone() {
                    self.add(Cost::of_table(&table?.ty));
                }
            }
            Payload::ImportSection(section) => self.items += u64::from(section.count()),
            Payload::TypeSection(section) => self.items += u64::from(section.count()),
            Payload::ExportSection(section) => self.items += u64::from(section.count()),
            _ => self.component_payload(payload)?,
        }
        Ok(())
    }

    fn component_payload(&mut self, payload: &Payload<'_>) -> Result<(), Error> {
        match payload {
            Payload::InstanceSection(section) => {
                self.items += u64::from(section.count());
                for instance in section.clone() {
                    if let Instance::Instantiate { module_index, .. } = instance? {
                        self.add(Cost::of_core_instance());
                        self.instantiate(|part| &part.modules, module_index);
                    }
                }
            }
            Payload::ComponentInstanceSection(section) => {
                self.items += u64::from(section.count());
                for instance in section.clone() {
                    if let ComponentInstance::Instantiate {
                        component_index, ..
                    } = instance?
                    {
                        self.instantiate(|part| &part.components, component_index);
                    }
                }
            }
            Payload::ComponentAliasSection(section) => {
                self.items += u64::from(section.count());
                for alias in section.clone() {
                    self.alias(&alias?);
                }
            }
            Payload::ComponentImportSection(section) => {
                self.items += u64::from(section.count());
                for import in section.clone() {
                    self.import(import?.ty);
                }
            }
            Payload::ComponentCanonicalSection(section) => self.items += u64::from(section.count()),
            Payload::ComponentTypeSection(section) => self.items += u64::from(section.count()),
            Payload::ComponentExportSection(section) => self.items += u64::from(section.count()),
            Payload::CoreTypeSection(section) => self.items += u64::from(section.count()),
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, encoding: Encoding) {
        self.nested += 1;
        self.depth = self.depth.max(self.open.len() as u64);
        self.open.push(Part {
            is_component: encoding == Encoding::Component,
            ..Part::default()
        });
    }

    fn close(&mut self) {
        let Some(part) = self.open.pop() else {
            return;
        };
        match self.open.last_mut() {
            Some(outer) if part.is_component => outer.components.push(part.cost),
            Some(outer) => outer.modules.push(part.cost),
            None => self.whole = part.cost,
        }
    }

    fn add(&mut self, cost: Cost) {
        if let Some(part) = self.open.last_mut() {
            part.cost.add(cost);
        }
    }

    /// Adds what one more instance of an inner module or component costs.
    fn instantiate(&mut self, of: fn(&Part) -> &Vec<Cost>, index: u32) {
        if let Some(part) = self.open.last_mut() {
            let inner = of(part).get(index as usize).copied().unwrap_or_default();
            part.cost.add(inner);
            part.cost.add(Cost::of_instance());
        }
    }

    fn alias(&mut self, alias: &ComponentAlias<'_>) {
        let (of_modules, cost) = match *alias {
            ComponentAlias::Outer {
                kind: ComponentOuterAliasKind::CoreModule,
                count,
                index,
            } => (
                true,
                self.outer(count, |part| part.modules.get(index as usize)),
            ),
            ComponentAlias::Outer {
                kind: ComponentOuterAliasKind::Component,
                count,
                index,
            } => (
                false,
                self.outer(count, |part| part.components.get(index as usize)),
            ),
            // What an import brings along costs its giver.
            ComponentAlias::InstanceExport {
                kind: ComponentExternalKind::Module,
                ..
            } => (true, Cost::default()),
            ComponentAlias::InstanceExport {
                kind: ComponentExternalKind::Component,
                ..
            } => (false, Cost::default()),
            _ => return,
        };
        if let Some(part) = self.open.last_mut() {
            let costs = if of_modules {
                &mut part.modules
            } else {
                &mut part.components
            };
            costs.push(cost);
        }
    }

    fn outer(&self, count: u32, of: impl Fn(&Part) -> Option<&Cost>) -> Cost {
        let outer =
            (self.open.len().checked_sub(1)).and_then(|last| last.checked_sub(count as usize));
        let part = outer.and_then(|outer| self.open.get(outer));
        part.and_then(of).copied().unwrap_or_default()
    }

    fn import(&mut self, ty: ComponentTypeRef) {
        let Some(part) = self.open.last_mut() else {
            return;
        };
        match ty {
            ComponentTypeRef::Module(_) => part.modules.push(Cost::default()),
            ComponentTypeRef::Component(_) => part.components.push(Cost::default()),
            _ => {}
        }
    }

    /// Says which limits it exceeds.
    pub(super) fn judge(&self, options: &ScanOptions<'_>, findings: &mut Findings) {
        let StaticLimits {
            functions,
            nested,
            depth,
            instances,
            items,
            ..
        } = options.limits.declared;
        let memory = &options.resources.memory;
        let declared = [
            (Rule::Limit, "functions", self.functions, functions),
            (Rule::Limit, "modules and components", self.nested, nested),
            (Rule::Limit, "levels of nesting", self.depth, depth),
            (Rule::Limit, "instances", self.whole.instances, instances),
            (
                Rule::Limit,
                "types, imports, exports and aliases",
                self.items,
                items,
            ),
            (
                Rule::InitialMemory,
                "bytes of memory at the start",
                self.whole.memory,
                memory.size.0,
            ),
            (
                Rule::InitialMemory,
                "table elements at the start",
                self.whole.elements,
                memory.table_elements.into(),
            ),
            (
                Rule::InitialMemory,
                "core instances",
                self.whole.core_instances,
                memory.instances.into(),
            ),
            (
                Rule::InitialMemory,
                "memories",
                self.whole.memories,
                memory.memories.into(),
            ),
            (
                Rule::InitialMemory,
                "tables",
                self.whole.tables,
                memory.tables.into(),
            ),
        ];
        for (rule, what, actual, limit) in declared {
            if actual > limit {
                let place = Place {
                    part: "component".to_owned(),
                    ..Place::default()
                };
                findings.add(
                    rule,
                    place,
                    &format!("it has {actual} {what}; the limit is {limit}"),
                );
            }
        }
    }
}
