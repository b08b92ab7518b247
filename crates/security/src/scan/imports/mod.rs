//! What a component asks of the world around it, against what was declared and granted.
//!
//! A host links by the names of the outermost imports, so those are the whole authority of a component. Two things hide
//! it from a reader, though: an import whose name says nothing, handed to a part inside under the name of a real interface;
//! and an interface that a part inside imports and another part answers. [`wiring`] follows the arguments of inner
//! components to tell the two apart.

mod judge;
mod wiring;

use plugwright_manifest::Manifest;
use wasmparser::{ComponentTypeRef, Error, Payload, TypeBounds};

use super::ScanOptions;
use super::position::Position;
use super::report::{Findings, Place};
use wiring::Wiring;

/// The imports of the component, as they are read.
#[derive(Debug, Default)]
pub(super) struct Imports {
    /// Those of the outermost component that can do something.
    outer: Vec<Import>,
    wiring: Wiring,
}

/// One import of the outermost component.
#[derive(Debug)]
struct Import {
    /// The interface that it stands for: its name, or the interface that it says it implements.
    interface: String,
    /// As reports show it.
    name: String,
    place: Place,
}

impl Imports {
    pub(super) fn open(&mut self) {
        self.wiring.open();
    }

    pub(super) fn close(&mut self) {
        self.wiring.close();
    }

    pub(super) fn payload(
        &mut self,
        payload: &Payload<'_>,
        findings: &mut Findings,
        position: &Position,
    ) -> Result<(), Error> {
        if let Payload::ComponentImportSection(section) = payload
            && position.depth() == 1
        {
            for import in section.clone().into_iter_with_offsets() {
                let (offset, import) = import?;
                self.import(offset, &import, position);
            }
        }
        self.wiring.payload(payload, findings, position)
    }

    fn import(
        &mut self,
        offset: usize,
        import: &wasmparser::ComponentImport<'_>,
        position: &Position,
    ) {
        // A type by itself, such as a record of the world, does nothing; a resource comes with functions.
        if matches!(
            import.ty,
            ComponentTypeRef::Type(TypeBounds::Eq(_)) | ComponentTypeRef::Value(_)
        ) {
            return;
        }
        let name = import.name;
        let shown = match name.implements {
            Some(interface) => format!("{} (implements {interface})", name.name),
            None => name.name.to_owned(),
        };
        self.outer.push(Import {
            interface: name.implements.unwrap_or(name.name).to_owned(),
            name: shown,
            place: position.place(offset, name.name.len(), "imports"),
        });
    }

    /// Compares the imports with what was declared and granted.
    pub(super) fn judge(
        &self,
        manifest: Option<&Manifest>,
        options: &ScanOptions<'_>,
        findings: &mut Findings,
    ) {
        judge::judge(&self.outer, manifest, options.grant, findings);
    }
}
