//! A contract as plain data: names, and types as text. Nothing here knows files or the parser's tables any more, so that
//! two contracts can be compared as maps.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use wit_parser::{
    Function, InterfaceId, PackageId, Resolve, TypeDefKind, TypeId, WorldId, WorldItem, WorldKey,
};

use super::{
    names::Names,
    type_text::{anonymous, optional_text, type_text},
};

/// Everything that others can rely on in a set of WIT packages or in one component.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Surface {
    /// The version of each package or component under comparison, by its name without version.
    pub(crate) versions: BTreeMap<String, Option<Version>>,
    /// The worlds, by package and name.
    pub(crate) worlds: BTreeMap<String, World>,
    /// The interfaces of the packages under comparison and all that they or the worlds use.
    pub(crate) interfaces: BTreeMap<String, Interface>,
}

/// What a world asks for and offers, by name without version.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct World {
    /// What a plugin of this world may call.
    pub(crate) imports: BTreeMap<String, Item>,
    /// What a plugin of this world must provide.
    pub(crate) exports: BTreeMap<String, Item>,
    /// The types that the world itself defines.
    pub(crate) types: BTreeMap<String, Shape>,
}

/// What a world imports or exports under one name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// An interface, by its name in [`Surface::interfaces`].
    Interface(String),
    /// A function.
    Function(Signature),
}

/// What an interface holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Interface {
    /// Its functions, methods included.
    pub(crate) functions: BTreeMap<String, Signature>,
    /// The types that it defines.
    pub(crate) types: BTreeMap<String, Shape>,
}

/// A function's type. Parameter names count: generated code and the component model's type checks both use them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    /// Name and type of each parameter.
    pub(crate) params: Vec<(String, String)>,
    /// What it returns; `_` for nothing.
    pub(crate) result: String,
    /// Whether it is declared `async`.
    pub(crate) is_async: bool,
}

/// The definition of a named type. The order of its members is part of it: it decides the layout.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// `record`, `variant`, `enum`, `flags`, `resource`, or the type that an alias stands for.
    pub(crate) kind: String,
    /// Name and type of each field, case or flag.
    pub(crate) members: Vec<(String, String)>,
}

impl Surface {
    /// The contract that `packages` make.
    pub(crate) fn of_packages(resolve: &Resolve, packages: &[PackageId]) -> Self {
        let mut surface = Self::default();
        let names = &Names {
            resolve,
            compared: packages,
        };
        for id in packages {
            let package = &resolve.packages[*id];
            surface
                .versions
                .insert(names.package(*id), package.name.version.clone());
            package
                .worlds
                .values()
                .for_each(|world| surface.add_world(names, *id, *world));
            package
                .interfaces
                .values()
                .for_each(|interface| surface.add_interface(names, *interface, None));
        }
        surface
    }

    /// The contract of a component: its world, under the one name that all components have here.
    pub(crate) fn of_component(
        resolve: &Resolve,
        world: WorldId,
        version: Option<Version>,
    ) -> Self {
        let mut surface = Self::default();
        surface.versions.insert(COMPONENT.to_owned(), version);
        let lowered = surface.lower_world(
            &Names {
                resolve,
                compared: &[],
            },
            world,
            COMPONENT,
        );
        surface.worlds.insert(COMPONENT.to_owned(), lowered);
        surface
    }

    fn add_world(&mut self, names: &Names<'_>, package: PackageId, id: WorldId) {
        let name = format!(
            "{}/{}",
            names.package(package),
            names.resolve.worlds[id].name
        );
        let lowered = self.lower_world(names, id, &name);
        self.worlds.insert(name, lowered);
    }

    fn lower_world(&mut self, names: &Names<'_>, id: WorldId, name: &str) -> World {
        let mut lowered = World::default();
        let world = &names.resolve.worlds[id];
        for (key, item) in &world.imports {
            if let WorldItem::Type { id, .. } = item {
                lowered.types.extend(shape(names, *id));
            } else {
                lowered
                    .imports
                    .extend(self.lower_item(names, name, key, item));
            }
        }
        for (key, item) in &world.exports {
            lowered
                .exports
                .extend(self.lower_item(names, name, key, item));
        }
        lowered
    }

    fn lower_item(
        &mut self,
        names: &Names<'_>,
        world: &str,
        key: &WorldKey,
        item: &WorldItem,
    ) -> Option<(String, Item)> {
        let name = match key {
            WorldKey::Name(name) => name.clone(),
            WorldKey::Interface(id) => names.interface(*id)?,
        };
        match item {
            WorldItem::Function(function) => {
                Some((name, Item::Function(signature(names, function))))
            }
            WorldItem::Interface { id, .. } => {
                let inline = format!("{world}/{name}");
                let target = names.interface(*id).unwrap_or_else(|| inline.clone());
                self.add_interface(names, *id, Some(&inline));
                Some((name, Item::Interface(target)))
            }
            WorldItem::Type { .. } => None,
        }
    }

    /// Adds an interface and those that it uses; `inline` names it when it has no name of its own.
    fn add_interface(&mut self, names: &Names<'_>, id: InterfaceId, inline: Option<&str>) {
        let Some(name) = names.interface(id).or_else(|| inline.map(str::to_owned)) else {
            return;
        };
        if self.interfaces.contains_key(&name) {
            return;
        }
        let interface = &names.resolve.interfaces[id];
        let functions = interface.functions.iter();
        let lowered = Interface {
            functions: functions
                .map(|(name, function)| (name.clone(), signature(names, function)))
                .collect(),
            types: interface
                .types
                .values()
                .filter_map(|id| shape(names, *id))
                .collect(),
        };
        self.interfaces.insert(name, lowered);
        let used: BTreeSet<InterfaceId> = names.resolve.interface_direct_deps(id).collect();
        used.into_iter()
            .for_each(|id| self.add_interface(names, id, None));
    }
}

/// The name under which a component stands in for a world.
pub(crate) const COMPONENT: &str = "component";

fn signature(names: &Names<'_>, function: &Function) -> Signature {
    let params = function.params.iter();
    Signature {
        params: params
            .map(|param| (param.name.clone(), type_text(names, &param.ty)))
            .collect(),
        result: optional_text(names, function.result.as_ref()),
        is_async: function.kind.is_async(),
    }
}

/// The name and definition of a type, unless it is only a `use` of another interface's type.
fn shape(names: &Names<'_>, id: TypeId) -> Option<(String, Shape)> {
    let def = &names.resolve.types[id];
    let members = match &def.kind {
        TypeDefKind::Type(wit_parser::Type::Id(target))
            if names.resolve.types[*target].owner != def.owner =>
        {
            return None;
        }
        TypeDefKind::Record(record) => record
            .fields
            .iter()
            .map(|field| (field.name.clone(), type_text(names, &field.ty)))
            .collect(),
        TypeDefKind::Variant(variant) => variant
            .cases
            .iter()
            .map(|case| (case.name.clone(), optional_text(names, case.ty.as_ref())))
            .collect(),
        TypeDefKind::Enum(cases) => cases
            .cases
            .iter()
            .map(|case| (case.name.clone(), String::new()))
            .collect(),
        TypeDefKind::Flags(flags) => flags
            .flags
            .iter()
            .map(|flag| (flag.name.clone(), String::new()))
            .collect(),
        _ => Vec::new(),
    };
    Some((
        def.name.clone()?,
        Shape {
            kind: anonymous(names, &def.kind),
            members,
        },
    ))
}
