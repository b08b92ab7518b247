//! The author's side: what a plugin implements, ready to be filled in.

mod answer;
mod signature;

use std::collections::HashMap;

use askama::Template;
use heck::ToUpperCamelCase as _;
use wit_parser::TypeId;

use super::{docs, failed, types::Types};
use crate::{
    Error, Model, Stubs,
    model::{Function, Interface, InterfaceName, Resource, TypeDef, TypeKind},
    scope::Scope,
};

#[derive(Template)]
#[template(path = "rust/templates/lib.rs", escape = "none")]
struct Library {
    docs: Vec<String>,
    attributes: Vec<&'static str>,
    uses: Vec<String>,
    implementations: Vec<Implementation>,
    plugin: String,
    exports: bool,
}

/// A struct with the traits that it implements.
struct Implementation {
    docs: Vec<String>,
    name: String,
    traits: Vec<Trait>,
}

struct Trait {
    path: String,
    types: Vec<(String, String)>,
    functions: Vec<Method>,
}

struct Method {
    signature: String,
    body: Vec<String>,
}

pub(super) fn generate(model: &Model, stubs: Stubs) -> Result<String, Error> {
    Stub::new(model, stubs).library().render().map_err(failed)
}

/// What is known while the file is made.
struct Stub<'a> {
    model: &'a Model,
    types: Types<'a>,
    stubs: Stubs,
    /// The struct that implements the exported functions.
    plugin: String,
    /// The struct behind each exported resource.
    resources: HashMap<TypeId, String>,
}

impl<'a> Stub<'a> {
    fn new(model: &'a Model, stubs: Stubs) -> Self {
        let mut modules =
            Scope::new(&["bindings", "wit_bindgen", "std", "core", "crate_"]).separated_by("_");
        let types = Types::new(model, &mut modules);
        let mut structs = Scope::new(&[
            "String", "Vec", "Option", "Result", "Self", "Some", "None", "Ok", "Err",
        ]);
        let plugin = structs.declare("Plugin");
        let all = model
            .world
            .exports
            .iter()
            .flat_map(|interface| &interface.types);
        let resources = all
            .filter(|ty| matches!(ty.kind, TypeKind::Resource(_)))
            .map(|ty| (ty.id, structs.declare(&ty.name.to_upper_camel_case())))
            .collect();
        Self {
            model,
            types,
            stubs,
            plugin,
            resources,
        }
    }

    fn library(&self) -> Library {
        let world = &self.model.world;
        let exports = &world.exports;
        let mut implementations = vec![Implementation {
            docs: vec![format!(
                "What the plugin does for the world `{}`.",
                world.name
            )],
            name: self.plugin.clone(),
            traits: exports.iter().filter_map(|it| self.interface(it)).collect(),
        }];
        for interface in exports {
            implementations.extend(
                interface
                    .types
                    .iter()
                    .filter_map(|ty| self.resource(interface, ty)),
            );
        }
        let exports = !exports.is_empty();
        if !exports {
            implementations.clear();
        }
        let mut library = Library {
            docs: self.about(),
            attributes: self.attributes(),
            uses: Vec::new(),
            implementations,
            plugin: self.plugin.clone(),
            exports,
        };
        library.uses = self.uses(&library);
        library
    }

    fn about(&self) -> Vec<String> {
        let world = &self.model.world;
        let mut about = vec![format!(
            "A plugin for the world `{}` of `{}`.",
            world.name, world.package
        )];
        let more = docs::lines(&world.docs);
        if !more.is_empty() {
            about.push(String::new());
            about.extend(more);
        }
        about
    }

    /// Answers are plain to read for a machine; a person writes them otherwise.
    fn attributes(&self) -> Vec<&'static str> {
        if self.stubs != Stubs::Echo {
            return Vec::new();
        }
        vec![
            "#![allow(deprecated, clippy::all, reason = \"every function is called, whatever it is\")]",
        ]
    }

    /// The modules that the file names.
    fn uses(&self, library: &Library) -> Vec<String> {
        let mut words = Vec::new();
        for part in library.implementations.iter().flat_map(|it| &it.traits) {
            words.push(part.path.as_str());
            for method in &part.functions {
                words.push(&method.signature);
                words.extend(method.body.iter().map(String::as_str));
            }
        }
        let text = words.join("\n");
        let modules = self.types.modules().iter();
        let mut uses: Vec<String> = modules
            .filter(|module| !module.path.is_empty() && mentions(&text, &module.name))
            .map(|module| {
                let path = format!("bindings::{}", module.path.join("::"));
                match module.path.last() {
                    Some(last) if *last == module.name => path,
                    _ => format!("{path} as {}", module.name),
                }
            })
            .collect();
        uses.sort();
        uses
    }

    fn interface(&self, interface: &Interface) -> Option<Trait> {
        let types: Vec<(String, String)> = interface
            .types
            .iter()
            .filter_map(|ty| {
                Some((
                    ty.name.to_upper_camel_case(),
                    self.resources.get(&ty.id)?.clone(),
                ))
            })
            .collect();
        if types.is_empty() && interface.functions.is_empty() {
            return None;
        }
        Some(Trait {
            path: format!("{}::Guest", self.types.module(interface)),
            types,
            functions: self.methods(interface, &interface.functions),
        })
    }

    fn resource(&self, interface: &Interface, ty: &TypeDef) -> Option<Implementation> {
        let TypeKind::Resource(Resource { functions, .. }) = &ty.kind else {
            return None;
        };
        let name = ty.name.to_upper_camel_case();
        Some(Implementation {
            docs: vec![format!(
                "The resource `{}` of `{}`.",
                ty.name,
                shown(interface)
            )],
            name: self.resources.get(&ty.id)?.clone(),
            traits: vec![Trait {
                path: format!("{}::Guest{name}", self.types.module(interface)),
                types: Vec::new(),
                functions: self.methods(interface, functions),
            }],
        })
    }

    fn methods(&self, interface: &Interface, functions: &[Function]) -> Vec<Method> {
        let method = |function| {
            let body = self.body(interface, function);
            Method {
                signature: self.signature(interface, function, &body),
                body,
            }
        };
        functions.iter().map(method).collect()
    }
}

fn shown(interface: &Interface) -> &str {
    match &interface.name {
        InterfaceName::World => "the world",
        _ => &interface.key,
    }
}

/// Whether `text` has a path that starts with `module`.
fn mentions(text: &str, module: &str) -> bool {
    let path = format!("{module}::");
    text.match_indices(&path).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}
