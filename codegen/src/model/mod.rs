//! One world as languages need it: settled once, so that no language asks the parser's tables again.
//!
//! The import and the export of one interface are different here, as they are for the component model: a resource that the
//! host implements is not the resource that the plugin implements.

mod build;
mod docs;
mod echo;
mod function;
mod sameness;
#[cfg(test)]
mod tests;
mod types;

use std::{collections::HashMap, fmt};

use wit_parser::{InterfaceId, Resolve, TypeId, WorldId};

pub use docs::{Availability, Docs};
pub use echo::Echo;
pub use function::{Function, FunctionCore, FunctionKind, Param};
pub use types::{
    Case, ExportedCore, Field, Label, Resource, ResourceCore, Type, TypeDef, TypeKind,
};

use crate::{Error, Source};

/// A world and the types in it.
#[derive(Debug, Clone)]
pub struct Model {
    /// The world.
    pub world: World,
    /// The world and all it needs as one file of WIT, without other worlds.
    pub wit: String,
    /// The parser's tables, in which each copy of an interface has ids of its own; the ids here are from them.
    pub resolve: Resolve,
    /// The world in those tables.
    pub id: WorldId,
    homes: HashMap<TypeId, Home>,
}

/// Where a named type is declared.
#[derive(Debug, Clone, Copy)]
struct Home {
    side: Side,
    interface: usize,
    ty: usize,
}

/// What a component asks for and what it offers.
#[derive(Debug, Clone)]
pub struct World {
    /// The package it stands in.
    pub package: PackageName,
    /// Its name in WIT.
    pub name: String,
    /// What the WIT says about it.
    pub docs: Docs,
    /// What plugins may use: interfaces whose types are used by others come before them. The world's own types and functions are
    /// an interface too, named [`InterfaceName::World`]; it stands where it is needed first.
    pub imports: Vec<Interface>,
    /// What plugins implement.
    pub exports: Vec<Interface>,
}

/// A package of WIT.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackageName {
    /// `acme` of `acme:shop@1.0.0`.
    pub namespace: String,
    /// `shop` of `acme:shop@1.0.0`.
    pub name: String,
    /// `1.0.0` of `acme:shop@1.0.0`.
    pub version: Option<semver::Version>,
}

impl fmt::Display for PackageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.namespace, self.name)?;
        match &self.version {
            Some(version) => write!(f, "@{version}"),
            None => Ok(()),
        }
    }
}

/// Which side of a component something is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The component uses it.
    Import,
    /// The component implements it.
    Export,
}

/// An interface that is imported or exported.
#[derive(Debug, Clone)]
pub struct Interface {
    /// Which of both.
    pub side: Side,
    /// What it is called.
    pub name: InterfaceName,
    /// The name in a component's imports or exports: `acme:shop/cart@1.0.0`, or a plain one. Empty for the world's own items.
    pub key: String,
    /// Its id in the parser's tables.
    pub id: Option<InterfaceId>,
    /// What the WIT says about it.
    pub docs: Docs,
    /// Its types, those first that others use.
    pub types: Vec<TypeDef>,
    /// Its functions, without those of resources.
    pub functions: Vec<Function>,
    /// File, line and column, for diagnostics.
    pub place: String,
}

/// What an interface is called.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum InterfaceName {
    /// The world's own types and functions.
    World,
    /// An interface that is written inside the world: `import cart: interface { … }`.
    Inline(String),
    /// An interface of a package.
    Package {
        /// The package.
        package: PackageName,
        /// `cart` of `acme:shop/cart`.
        name: String,
        /// The name it goes by in this world: `import primary: acme:shop/cart`.
        label: Option<String>,
    },
}

impl InterfaceName {
    /// The last part of the name: the label if there is one, else the interface's own; `world` for the world's items.
    pub fn short(&self) -> &str {
        match self {
            Self::World => "world",
            Self::Inline(name) => name,
            Self::Package { name, label, .. } => label.as_ref().unwrap_or(name),
        }
    }
}

impl Model {
    /// The model of `world` in `source`; of the only world when none is named.
    ///
    /// # Errors
    /// [`Error::World`] when it is not there or several are.
    pub fn new(source: &Source, world: Option<&str>) -> Result<Self, Error> {
        let (resolve, id) = source.select(world)?;
        build::model(resolve, id)
    }

    /// All interfaces: imports, then exports.
    pub fn interfaces(&self) -> impl Iterator<Item = &Interface> {
        self.world.imports.iter().chain(&self.world.exports)
    }

    /// The interfaces of one side.
    pub fn side(&self, side: Side) -> &[Interface] {
        match side {
            Side::Import => &self.world.imports,
            Side::Export => &self.world.exports,
        }
    }

    /// The declaration of a named type.
    ///
    /// # Panics
    /// When `id` is not from this model.
    pub fn declaration(&self, id: TypeId) -> &TypeDef {
        &self.home(id).types[self.homes[&id].ty]
    }

    /// The interface that declares a named type.
    ///
    /// # Panics
    /// When `id` is not from this model.
    pub fn home(&self, id: TypeId) -> &Interface {
        let home = self.homes[&id];
        &self.side(home.side)[home.interface]
    }

    /// The resource that `id` names, through any aliases.
    ///
    /// # Panics
    /// When `id` is not from this model.
    pub fn resource(&self, id: TypeId) -> (&TypeDef, Option<&Resource>) {
        let declaration = self.declaration(self.dealias(id));
        let TypeKind::Resource(resource) = &declaration.kind else {
            return (declaration, None);
        };
        (declaration, Some(resource))
    }

    /// The type that `id` stands for, when it is nothing but another name of it.
    pub fn dealias(&self, id: TypeId) -> TypeId {
        wit_bindgen_core::dealias(&self.resolve, id)
    }

    /// The model's type for a type of the parser's tables, for instance one that an ABI instruction names.
    pub fn type_of(&self, ty: &wit_parser::Type) -> Type {
        build::type_of(&self.resolve, ty)
    }

    /// The structure of `ty`: what it is made of when names and aliases are looked through. Records, variants, enums,
    /// flags and resources stay named.
    pub fn structure(&self, ty: &Type) -> Type {
        let Type::Named(id) = ty else {
            return ty.clone();
        };
        match &self.declaration(*id).kind {
            TypeKind::Alias(target) => self.structure(target),
            _ => ty.clone(),
        }
    }
}
