//! Gives a component the types and names back that componentize-py could not read.

use plugwright_codegen::python::{Lowered, OTHER_WASI, WASI};
use wasm_encoder::{
    Component, ComponentDefinedTypeEncoder, ComponentImportSection,
    reencode::{Error, Reencode, ReencodeComponent, component_utils},
};
use wasmparser::{ComponentDefinedType, ComponentImportSectionReader, Parser};

/// The component with lists of fixed length where `lowered` has tuples, and with the names of WASI.
///
/// # Errors
/// What is wrong with the component.
pub(super) fn restore(component: &[u8], lowered: &Lowered) -> Result<Vec<u8>, String> {
    let mut restored = Component::new();
    let mut restore = Restore { lowered };
    restore
        .parse_component(&mut restored, Parser::new(0), component)
        .map_err(|error| error.to_string())?;
    Ok(restored.finish())
}

struct Restore<'a> {
    lowered: &'a Lowered,
}

impl Restore<'_> {
    /// The length of the list that a tuple was made of.
    fn length(&self, items: &[wasmparser::ComponentValType]) -> Option<u32> {
        let length = u32::try_from(items.len()).ok()?;
        let is_uniform = items.windows(2).all(|pair| pair[0] == pair[1]);
        (is_uniform && self.lowered.fixed_lists.contains(&length)).then_some(length)
    }
}

impl Reencode for Restore<'_> {
    type Error = std::convert::Infallible;
}

impl ReencodeComponent for Restore<'_> {
    fn parse_component_defined_type(
        &mut self,
        defined: ComponentDefinedTypeEncoder<'_>,
        ty: ComponentDefinedType<'_>,
    ) -> Result<(), Error> {
        if let ComponentDefinedType::Tuple(items) = &ty
            && let (Some(length), Some(item)) = (self.length(items), items.first())
        {
            defined.fixed_length_list(self.component_val_type(*item), length);
            return Ok(());
        }
        component_utils::parse_component_defined_type(self, defined, ty)
    }

    fn parse_component_import_section(
        &mut self,
        imports: &mut ComponentImportSection,
        section: ComponentImportSectionReader<'_>,
    ) -> Result<(), Error> {
        for import in section {
            let mut import = import?;
            let name = true_name(import.name.name);
            import.name.name = &name;
            imports.import(import.name, self.component_type_ref(import.ty)?);
        }
        Ok(())
    }
}

/// The name of an interface as the author's WIT has it.
fn true_name(name: &str) -> String {
    name.strip_prefix(OTHER_WASI)
        .filter(|rest| rest.starts_with(':'))
        .map_or_else(|| name.to_owned(), |rest| format!("{WASI}{rest}"))
}
