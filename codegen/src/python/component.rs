//! Parts that do not depend on types: values, the runtime, and what puts modules where componentize-py looks.

use askama::Template;

use super::{Context, HEADER, docs, names, render};
use crate::{
    Error, Output,
    model::{Function, InterfaceName, Side, TypeKind},
};

#[derive(Template)]
#[template(path = "python/templates/component.py", escape = "none")]
struct Component {
    header: &'static str,
    imports: Vec<(String, String)>,
    modules: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "python/templates/values.py", escape = "none")]
struct Values {
    header: &'static str,
    deprecated: bool,
}

#[derive(Template)]
#[template(path = "python/templates/runtime.py", escape = "none")]
struct Runtime {
    header: &'static str,
    is_async: bool,
}

/// Writes `values.py`, `runtime.py` and `component.py`.
pub(super) fn write(context: &Context<'_>, output: &mut Output, folder: &str) -> Result<(), Error> {
    let values = Values {
        header: HEADER,
        deprecated: context.has_deprecated(),
    };
    output.add(format!("{folder}values.py"), render(&values)?);
    let runtime = Runtime {
        header: HEADER,
        is_async: context.functions().any(|function| function.is_async),
    };
    output.add(format!("{folder}runtime.py"), render(&runtime)?);
    let component = context.component();
    output.add(format!("{folder}component.py"), render(&component)?);
    Ok(())
}

impl Context<'_> {
    pub(super) fn functions(&self) -> impl Iterator<Item = &Function> {
        self.model.interfaces().flat_map(|interface| {
            let of_resources = interface.types.iter().filter_map(|ty| match &ty.kind {
                TypeKind::Resource(resource) => Some(&resource.functions),
                _ => None,
            });
            interface.functions.iter().chain(of_resources.flatten())
        })
    }

    /// Whether `@deprecated` is used anywhere.
    pub(super) fn has_deprecated(&self) -> bool {
        let is = |docs: &crate::model::Docs| docs.availability.deprecated.is_some();
        let types = self.model.interfaces().flat_map(|it| &it.types);
        let records = types.filter(|ty| matches!(ty.kind, TypeKind::Record(_)));
        records.map(|ty| &ty.docs).any(is) || self.functions().any(|it| is(&it.docs))
    }

    fn component(&self) -> Component {
        let mut component = Component {
            header: HEADER,
            imports: Vec::new(),
            modules: vec![("componentize_py_types".to_owned(), "values".to_owned())],
        };
        for side in [Side::Import, Side::Export] {
            for (position, interface) in self.model.side(side).iter().enumerate() {
                let name = self.names.module(side, position);
                let found = names::full(interface);
                let found = names::snake(&found);
                let (package, local, found) = match (&interface.name, side) {
                    (InterfaceName::World, Side::Import) => {
                        (".", "world".to_owned(), "wit_world".to_owned())
                    }
                    (InterfaceName::World, Side::Export) => continue,
                    (_, Side::Import) => (
                        ".imports",
                        format!("imports_{name}"),
                        format!("wit_world.imports.{found}"),
                    ),
                    (_, Side::Export) => (
                        ".exports",
                        format!("exports_{name}"),
                        format!("wit_world.exports.{found}"),
                    ),
                };
                if package != "." {
                    component
                        .imports
                        .push((package.to_owned(), format!("{name} as {local}")));
                }
                component.modules.push((found, local));
            }
        }
        let has_world = component.modules.iter().any(|(_, local)| local == "world");
        let own = if has_world { "values, world" } else { "values" };
        component.imports.push((".".to_owned(), own.to_owned()));
        component.imports.sort();
        component
    }

    /// The title of what an author writes for an exported interface.
    pub(super) fn author_docs(&self, position: usize) -> String {
        let interface = self.model.world.exports.get(position);
        let key = interface.map_or("", |interface| interface.key.as_str());
        let line = if key.is_empty() {
            "Implements what the component itself offers.".to_owned()
        } else {
            format!("Implements the interface `{key}`.")
        };
        docs::docstring(&[line], 0)
    }
}
