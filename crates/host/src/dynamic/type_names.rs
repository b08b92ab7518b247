//! The names that an interface gives to its types.
//!
//! In a component a record has no name of its own: the interface exports it under one. The names are wanted in descriptions and
//! error messages, where `plugin-context` says more than the list of its fields.

use wasmtime::Engine;
use wasmtime::component::ResourceType;
use wasmtime::component::types::{Component, ComponentInstance, ComponentItem, Type};

/// More named types than this are left unnamed: names are a convenience, and looking for them takes time.
const MAX_NAMES: usize = 256;

/// The named types of one interface, or of a component's world.
#[derive(Debug, Default)]
pub(crate) struct TypeNames {
    types: Vec<(Type, Box<str>)>,
    resources: Vec<(ResourceType, Box<str>)>,
}

impl TypeNames {
    /// The types that an exported interface names, those that it takes from others with `use` among them.
    pub(crate) fn of_interface(engine: &Engine, interface: &ComponentInstance) -> Self {
        let mut names = Self::default();
        for (name, item) in interface.exports(engine) {
            names.add(name, item.ty);
        }
        names
    }

    /// The types that a world names: what functions exported outside of any interface refer to.
    pub(crate) fn of_world(engine: &Engine, component: &Component) -> Self {
        let mut names = Self::default();
        for (name, item) in component.imports(engine).chain(component.exports(engine)) {
            names.add(name, item.ty);
        }
        names
    }

    fn add(&mut self, name: &str, item: ComponentItem) {
        if self.types.len() + self.resources.len() >= MAX_NAMES {
            return;
        }
        match item {
            ComponentItem::Type(ty) if is_nameable(&ty) => self.types.push((ty, name.into())),
            ComponentItem::Resource(ty) => self.resources.push((ty, name.into())),
            _ => {}
        }
    }

    /// The name of a type, if it has one.
    pub(crate) fn of(&self, ty: &Type) -> Option<&str> {
        match ty {
            Type::Own(resource) | Type::Borrow(resource) => find(&self.resources, resource),
            ty if is_nameable(ty) => find(&self.types, ty),
            _ => None,
        }
    }
}

/// Aliases of plain types (`type bytes = list<u8>`) say less than what they stand for.
fn is_nameable(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Record(_) | Type::Variant(_) | Type::Enum(_) | Type::Flags(_)
    )
}

fn find<'a, T: PartialEq>(names: &'a [(T, Box<str>)], wanted: &T) -> Option<&'a str> {
    let (_, name) = names.iter().find(|(ty, _)| ty == wanted)?;
    Some(name)
}
