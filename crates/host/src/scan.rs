//! What a component declares, read before anything is compiled.
//!
//! Compiling is the first thing that a hostile component can make expensive, and instantiating the second. Both costs show
//! in the binary, so they are read from it first, in one pass without recursion and without reading function bodies:
//! how much code there is, how often modules are instantiated, how much memory that makes at the start.

use crate::concurrency;
use crate::error::{Problem, Result};
pub use plugwright_manifest::limits::StaticLimits;
use wasmparser::{
    ComponentAlias, ComponentInstance, ComponentOuterAliasKind, Encoding, Instance, Parser,
    Payload, TypeBounds, TypeRef,
};

/// What a component declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Declared {
    /// Names of the imports that can do something: interfaces with functions, functions, and resources.
    pub(crate) imports: Vec<String>,
    /// Linear memory of all instances at the start, in bytes.
    pub(crate) initial_memory: u64,
    /// Table elements of all instances at the start.
    pub(crate) initial_table_elements: u64,
    /// Instances of core modules.
    pub(crate) core_instances: u64,
    /// Linear memories of all of them.
    pub(crate) memories: u64,
    /// Tables of all of them.
    pub(crate) tables: u64,
    /// Whether it uses the component model's async functions, streams or futures.
    pub(crate) concurrent: bool,
}

/// Reads what a component declares, and refuses one that declares too much.
pub(crate) fn scan(wasm: &[u8], limits: &StaticLimits) -> Result<Declared> {
    within("has bytes:", wasm.len() as u64, limits.component_bytes)?;
    let mut scan = Scan {
        limits,
        frames: Vec::new(),
        concurrent: false,
        functions: 0,
        nested: 0,
        instances: 0,
        items: 0,
        finished: None,
    };
    for payload in Parser::new(0).parse_all(wasm) {
        scan.payload(payload.map_err(invalid)?)?;
    }
    let root = scan.finished.ok_or_else(|| invalid("it is truncated"))?;
    Ok(Declared {
        imports: root.imports,
        initial_memory: root.cost.memory,
        initial_table_elements: root.cost.elements,
        core_instances: root.cost.core_instances,
        memories: root.cost.memories,
        tables: root.cost.tables,
        concurrent: scan.concurrent,
    })
}

fn invalid(reason: impl std::fmt::Display) -> Problem {
    Problem::InvalidComponent {
        reason: reason.to_string(),
    }
}

/// Refuses what is more than a limit.
pub(crate) fn within(what: &'static str, actual: u64, limit: u64) -> Result<(), Problem> {
    if actual <= limit {
        return Ok(());
    }
    Err(Problem::ExceedsStaticLimit {
        what,
        actual,
        limit,
    })
}

/// What one instantiation costs at its start.
#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    memory: u64,
    elements: u64,
    instances: u64,
    core_instances: u64,
    memories: u64,
    tables: u64,
}

impl Cost {
    fn add(&mut self, other: Self) {
        self.memory = self.memory.saturating_add(other.memory);
        self.elements = self.elements.saturating_add(other.elements);
        self.instances = self.instances.saturating_add(other.instances);
        self.core_instances = self.core_instances.saturating_add(other.core_instances);
        self.memories = self.memories.saturating_add(other.memories);
        self.tables = self.tables.saturating_add(other.tables);
    }
}

/// A module or component that is being read, or was.
#[derive(Clone, Debug, Default)]
struct Frame {
    is_component: bool,
    /// For a module its own cost; for a component the sum of its instantiations.
    cost: Cost,
    modules: Vec<Cost>,
    components: Vec<Cost>,
    imports: Vec<String>,
}

struct Scan<'a> {
    limits: &'a StaticLimits,
    frames: Vec<Frame>,
    concurrent: bool,
    functions: u64,
    nested: u64,
    instances: u64,
    items: u64,
    finished: Option<Frame>,
}

impl Scan<'_> {
    fn payload(&mut self, payload: Payload<'_>) -> Result<()> {
        match payload {
            Payload::Version { encoding, .. } => self.open(encoding)?,
            Payload::End(_) => self.close()?,
            Payload::CodeSectionStart { count, .. } => {
                self.functions += u64::from(count);
                within("has functions:", self.functions, self.limits.functions)?;
            }
            Payload::CodeSectionEntry(body) => {
                let bytes = body.range().len();
                within(
                    "has a function of bytes:",
                    bytes as u64,
                    self.limits.function_bytes,
                )?;
            }
            Payload::MemorySection(memories) => {
                for memory in memories {
                    let memory = memory.map_err(invalid)?;
                    let page = 1u64 << memory.page_size_log2.unwrap_or(16).min(32);
                    self.add(Cost {
                        memory: memory.initial.saturating_mul(page),
                        memories: 1,
                        ..Cost::default()
                    });
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    self.add(Cost {
                        elements: table.map_err(invalid)?.ty.initial,
                        tables: 1,
                        ..Cost::default()
                    });
                }
            }
            Payload::InstanceSection(instances) => {
                self.count_items(instances.count())?;
                for instance in instances {
                    if let Instance::Instantiate { module_index, .. } = instance.map_err(invalid)? {
                        self.add(Cost {
                            core_instances: 1,
                            ..Cost::default()
                        });
                        self.instantiate(|frame| &frame.modules, module_index)?;
                    }
                }
            }
            Payload::ComponentInstanceSection(instances) => {
                self.count_items(instances.count())?;
                for instance in instances {
                    if let ComponentInstance::Instantiate {
                        component_index, ..
                    } = instance.map_err(invalid)?
                    {
                        self.instantiate(|frame| &frame.components, component_index)?;
                    }
                }
            }
            Payload::ComponentAliasSection(aliases) => {
                self.count_items(aliases.count())?;
                for alias in aliases {
                    self.alias(&alias.map_err(invalid)?);
                }
            }
            Payload::ComponentImportSection(imports) => {
                self.count_items(imports.count())?;
                for import in imports {
                    self.import(&import.map_err(invalid)?);
                }
            }
            Payload::ComponentCanonicalSection(functions) => {
                self.count_items(functions.count())?;
                for function in functions {
                    self.concurrent |= concurrency::is_used_by(&function.map_err(invalid)?);
                }
            }
            Payload::ComponentTypeSection(types) => {
                self.count_items(types.count())?;
                for declared in types {
                    self.concurrent |= concurrency::is_declared_by(declared.map_err(invalid)?);
                }
            }
            Payload::ComponentExportSection(section) => self.count_items(section.count())?,
            Payload::CoreTypeSection(section) => self.count_items(section.count())?,
            Payload::TypeSection(section) => self.count_items(section.count())?,
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let _: TypeRef = import.map_err(invalid)?.ty;
                    self.count_items(1)?;
                }
            }
            Payload::ExportSection(section) => self.count_items(section.count())?,
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, encoding: Encoding) -> Result<(), Problem> {
        let is_component = encoding == Encoding::Component;
        if self.frames.is_empty() && !is_component {
            return Err(invalid("it is a core module, not a component"));
        }
        self.nested += 1;
        within(
            "nests modules and components:",
            self.nested,
            self.limits.nested,
        )?;
        within(
            "nests components deep:",
            self.frames.len() as u64,
            self.limits.depth,
        )?;
        self.frames.push(Frame {
            is_component,
            ..Frame::default()
        });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Problem> {
        let frame = self
            .frames
            .pop()
            .ok_or_else(|| invalid("an end without a start"))?;
        match self.frames.last_mut() {
            Some(outer) if frame.is_component => outer.components.push(frame.cost),
            Some(outer) => outer.modules.push(frame.cost),
            None => self.finished = Some(frame),
        }
        Ok(())
    }

    fn add(&mut self, cost: Cost) {
        if let Some(frame) = self.frames.last_mut() {
            frame.cost.add(cost);
        }
    }

    fn count_items(&mut self, count: u32) -> Result<(), Problem> {
        self.items += u64::from(count);
        within("declares items:", self.items, self.limits.items)
    }

    /// Adds what one more instance of an inner module or component costs.
    fn instantiate(&mut self, of: fn(&Frame) -> &Vec<Cost>, index: u32) -> Result<(), Problem> {
        let Some(frame) = self.frames.last_mut() else {
            return Ok(());
        };
        let mut cost = of(frame).get(index as usize).copied().unwrap_or_default();
        cost.instances += 1;
        frame.cost.add(cost);
        self.instances = self.instances.max(frame.cost.instances);
        within("makes instances:", self.instances, self.limits.instances)
    }

    fn alias(&mut self, alias: &ComponentAlias<'_>) {
        let cost = |frames: &[Frame], of: fn(&Frame) -> &Vec<Cost>| match alias {
            ComponentAlias::Outer { count, index, .. } => {
                let outer = (frames.len() - 1).checked_sub(*count as usize);
                let frame = outer.and_then(|outer| frames.get(outer));
                frame
                    .and_then(|frame| of(frame).get(*index as usize))
                    .copied()
            }
            _ => None,
        };
        let modules = cost(&self.frames, |frame| &frame.modules);
        let components = cost(&self.frames, |frame| &frame.components);
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        match alias {
            ComponentAlias::Outer {
                kind: ComponentOuterAliasKind::CoreModule,
                ..
            } => {
                frame.modules.push(modules.unwrap_or_default());
            }
            ComponentAlias::Outer {
                kind: ComponentOuterAliasKind::Component,
                ..
            } => {
                frame.components.push(components.unwrap_or_default());
            }
            ComponentAlias::InstanceExport {
                kind: wasmparser::ComponentExternalKind::Module,
                ..
            } => {
                frame.modules.push(Cost::default());
            }
            ComponentAlias::InstanceExport {
                kind: wasmparser::ComponentExternalKind::Component,
                ..
            } => {
                frame.components.push(Cost::default());
            }
            _ => {}
        }
    }

    fn import(&mut self, import: &wasmparser::ComponentImport<'_>) {
        use wasmparser::ComponentTypeRef as Ty;
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        match import.ty {
            Ty::Module(_) => frame.modules.push(Cost::default()),
            Ty::Component(_) => frame.components.push(Cost::default()),
            Ty::Type(TypeBounds::Eq(_)) | Ty::Value(_) => return,
            // A resource of the world itself comes from whoever runs the component, as a function does.
            Ty::Type(TypeBounds::SubResource) | Ty::Func(_) | Ty::Instance(_) => {}
        }
        frame.imports.push(import.name.name.to_owned());
    }
}
