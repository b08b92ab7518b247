//! Where the parts inside a component get their imports from.
//!
//! Each component has index spaces for its instances and functions. For each entry the wiring remembers only whether it
//! comes from an import of that component, and from which; that is enough to see an import change its name on the way in.

use plugwright_manifest::imports::{Authority, authority};
use wasmparser::{
    CanonicalFunction, ComponentAlias, ComponentExternalKind, ComponentImport, ComponentInstance,
    Error, Payload,
};

use crate::scan::position::Position;
use crate::scan::report::{Findings, Rule, shown};

/// Where an instance or a function comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// Made here.
    Inside,
    /// The import of the component that is being read, by its place in [`Scope::imports`].
    Import(usize),
}

/// What is known of the component that is being read.
#[derive(Debug, Default)]
struct Scope {
    imports: Vec<String>,
    instances: Vec<Source>,
    functions: Vec<Source>,
}

/// Follows the arguments of inner components.
#[derive(Debug, Default)]
pub(super) struct Wiring {
    scopes: Vec<Scope>,
}

impl Wiring {
    pub(super) fn open(&mut self) {
        self.scopes.push(Scope::default());
    }

    pub(super) fn close(&mut self) {
        self.scopes.pop();
    }

    pub(super) fn payload(
        &mut self,
        payload: &Payload<'_>,
        findings: &mut Findings,
        position: &Position,
    ) -> Result<(), Error> {
        let is_inner = self.scopes.len() > 1;
        let Some(scope) = self.scopes.last_mut() else {
            return Ok(());
        };
        match payload {
            Payload::ComponentImportSection(section) => {
                for import in section.clone().into_iter_with_offsets() {
                    let (offset, import) = import?;
                    scope.import(&import);
                    if is_inner {
                        judge_label(offset, &import, findings, position);
                    }
                }
            }
            Payload::ComponentAliasSection(section) => {
                for alias in section.clone() {
                    scope.alias(&alias?);
                }
            }
            Payload::ComponentCanonicalSection(section) => {
                for function in section.clone() {
                    if let CanonicalFunction::Lift { .. } = function? {
                        scope.functions.push(Source::Inside);
                    }
                }
            }
            Payload::ComponentInstanceSection(section) => {
                for instance in section.clone().into_iter_with_offsets() {
                    let (offset, instance) = instance?;
                    scope.instance(offset, &instance, findings, position);
                }
            }
            Payload::ComponentExportSection(section) => {
                for export in section.clone() {
                    let export = export?;
                    scope.export(export.kind, export.index);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl Scope {
    fn import(&mut self, import: &ComponentImport<'_>) {
        let source = Source::Import(self.imports.len());
        let name = import.name;
        self.imports
            .push(name.implements.unwrap_or(name.name).to_owned());
        self.define(import.ty.kind(), source);
    }

    /// An instance or a function out of another instance comes from where that came from.
    fn alias(&mut self, alias: &ComponentAlias<'_>) {
        if let ComponentAlias::InstanceExport {
            kind,
            instance_index,
            ..
        } = alias
        {
            self.define(*kind, self.instance_source(*instance_index));
        }
    }

    /// An export is a new entry of its index space, for the same thing.
    fn export(&mut self, kind: ComponentExternalKind, index: u32) {
        self.define(kind, self.source(kind, index));
    }

    fn define(&mut self, kind: ComponentExternalKind, source: Source) {
        match kind {
            ComponentExternalKind::Instance => self.instances.push(source),
            ComponentExternalKind::Func => self.functions.push(source),
            _ => {}
        }
    }

    fn instance(
        &mut self,
        offset: usize,
        instance: &ComponentInstance<'_>,
        findings: &mut Findings,
        position: &Position,
    ) {
        let source = match instance {
            ComponentInstance::Instantiate { args, .. } => {
                for argument in args.iter().filter(|argument| has_authority(argument.name)) {
                    let source = self.source(argument.kind, argument.index);
                    self.judge(offset, argument.name, source, findings, position);
                }
                Source::Inside
            }
            // A bag of things under new names: it comes from an import if anything in it does.
            ComponentInstance::FromExports(exports) => exports
                .iter()
                .map(|export| self.source(export.kind, export.index))
                .find(|source| *source != Source::Inside)
                .unwrap_or(Source::Inside),
        };
        self.instances.push(source);
    }

    /// Says what answers an inner component's import that stands for authority.
    fn judge(
        &self,
        offset: usize,
        name: &str,
        source: Source,
        findings: &mut Findings,
        position: &Position,
    ) {
        let place = position.place(offset, 0, "instances");
        let shown_name = shown(name, 80);
        match source {
            Source::Inside => {
                let what = format!("{shown_name} is answered by another part of the component");
                findings.add(Rule::NestedImport, place, &what);
            }
            Source::Import(import) => {
                let outer = self.imports.get(import).map_or("", String::as_str);
                if authority(outer) != authority(name) {
                    let what = format!(
                        "what is imported as {} is used as {shown_name}",
                        shown(outer, 80)
                    );
                    findings.add(Rule::HiddenImport, place, &what);
                }
            }
        }
    }

    fn source(&self, kind: ComponentExternalKind, index: u32) -> Source {
        match kind {
            ComponentExternalKind::Instance => self.instance_source(index),
            ComponentExternalKind::Func => self
                .functions
                .get(index as usize)
                .copied()
                .unwrap_or(Source::Inside),
            _ => Source::Inside,
        }
    }

    fn instance_source(&self, index: u32) -> Source {
        self.instances
            .get(index as usize)
            .copied()
            .unwrap_or(Source::Inside)
    }
}

/// An inner import may have a label of its own and say apart from it which interface it is.
fn judge_label(
    offset: usize,
    import: &ComponentImport<'_>,
    findings: &mut Findings,
    position: &Position,
) {
    let Some(interface) = import.name.implements else {
        return;
    };
    if has_authority(interface) && authority(import.name.name) != authority(interface) {
        let (label, interface) = (shown(import.name.name, 80), shown(interface, 80));
        let what = format!("an inner component imports {interface} under the label {label}");
        findings.add(
            Rule::HiddenImport,
            position.place(offset, 0, "imports"),
            &what,
        );
    }
}

/// Whether an interface of this name would give something that has to be granted.
fn has_authority(name: &str) -> bool {
    !matches!(authority(name), Authority::Free | Authority::Embedder)
}
