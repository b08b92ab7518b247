//! The packages of interfaces: what authors read, the glue of the component, and the stand-in for the host.

use wit_parser::SizeAlign;

use super::{
    GUEST, NATIVE,
    declarations::{self, described},
    docs,
    file::{File, Head},
    functions,
    glue::{self, Area},
    settled::Names,
};
use crate::{
    Error, Model, Output,
    model::{Interface, Side, TypeKind},
};

pub(super) fn write(model: &Model, names: &Names, output: &mut Output) -> Result<(), Error> {
    let mut sizes = SizeAlign::default();
    sizes.fill(&model.resolve).map_err(|error| Error::Wit {
        rendered: format!("{error:#}"),
    })?;
    for (position, interface) in model.interfaces().enumerate() {
        let writer = Package {
            model,
            names,
            position,
            interface,
            sizes: &sizes,
        };
        writer.write(output)?;
    }
    Ok(())
}

struct Package<'a> {
    model: &'a Model,
    names: &'a Names,
    position: usize,
    interface: &'a Interface,
    sizes: &'a SizeAlign,
}

impl Package<'_> {
    fn write(&self, output: &mut Output) -> Result<(), Error> {
        let folder = &self.names.packages[self.position].folder;
        output.add(format!("{folder}/bindings.go"), self.bindings()?);
        if !self.is_active() {
            return Ok(());
        }
        output.add(format!("{folder}/glue.go"), self.glue()?);
        if self.interface.side == Side::Import {
            output.add(format!("{folder}/native.go"), self.native()?);
        }
        Ok(())
    }

    /// Whether there is more than plain types.
    fn is_active(&self) -> bool {
        let is_resource = |ty: &crate::model::TypeDef| matches!(ty.kind, TypeKind::Resource(_));
        !self.interface.functions.is_empty() || self.interface.types.iter().any(is_resource)
    }

    fn file(&self) -> File<'_> {
        File::new(self.model, self.names, Some(self.position))
    }

    fn finish(&self, file: &File<'_>, constraint: &str, docs: String, parts: &[String]) -> String {
        let head = Head {
            is_generated: true,
            constraint,
            docs,
            package: &self.names.packages[self.position].name,
        };
        file.finish(&head, &joined(parts))
    }

    fn docs(&self) -> String {
        let role = match self.interface.side {
            Side::Import => "which the host implements",
            Side::Export => "which the plugin implements",
        };
        let name = &self.names.packages[self.position].name;
        let what = described(self.interface);
        let otherwise = format!("Package {name} is {what}, {role}.");
        docs::comment(&self.interface.docs, "", &otherwise)
    }

    fn bindings(&self) -> Result<String, Error> {
        let file = self.file();
        let mut parts = Vec::new();
        for ty in &self.interface.types {
            parts.push(declarations::declare(&file, self.interface, ty)?);
        }
        match self.interface.side {
            Side::Export => parts.extend(functions::exports(&file, self.interface)?),
            Side::Import => {
                let all = self.interface.functions.iter();
                parts.extend(all.map(|it| functions::public(&file, self.interface, it)));
            }
        }
        Ok(self.finish(&file, "", self.docs(), &parts))
    }

    fn glue(&self) -> Result<String, Error> {
        let file = self.file();
        let mut area = Area::default();
        let mut parts = Vec::new();
        for ty in &self.interface.types {
            if let TypeKind::Resource(resource) = &ty.kind {
                parts.push(glue::handles(&file, self.interface.side, ty, resource)?);
            }
        }
        for function in functions::all(self.interface) {
            let write = match self.interface.side {
                Side::Import => glue::imported,
                Side::Export => glue::exported,
            };
            parts.push(write(
                &file,
                self.position,
                self.sizes,
                &mut area,
                function,
            )?);
        }
        if area.bytes > 0 {
            parts.insert(0, area_declaration(area.bytes));
        }
        Ok(self.finish(&file, GUEST, String::new(), &parts))
    }

    fn native(&self) -> Result<String, Error> {
        let file = self.file();
        let body = functions::native(&file, self.interface)?;
        Ok(self.finish(&file, NATIVE, String::new(), &[body]))
    }
}

fn area_declaration(bytes: usize) -> String {
    format!(
        "// area is memory for what crosses the border in memory. Calls of the component model do not nest.\n\
         var area [{}]uint64",
        bytes.div_ceil(8)
    )
}

fn joined(parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(|part| part.trim_matches('\n')).collect();
    parts.join("\n\n")
}
