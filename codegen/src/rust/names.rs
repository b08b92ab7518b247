//! The names that wit-bindgen gives to what a world declares, and the WIT names that it must not see as they are.
//!
//! Two names of WIT that differ never become one name of Rust: words keep their borders. What can collide is a name of the
//! WIT with one that wit-bindgen makes up or writes without a path; those are changed in the tables that it gets, which
//! no component ever sees (see `section.rs`).

use std::collections::{HashMap, HashSet};

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};
use wit_bindgen_core::name_package_module;
pub(super) use wit_bindgen_rust::to_rust_ident as ident;
use wit_parser::{
    FunctionKind, Interface, InterfaceId, Resolve, TypeDefKind, TypeId, World, WorldId, WorldItem,
    WorldKey,
};

use crate::{
    Model,
    model::{Interface as ModelInterface, InterfaceName, Side},
};

/// Types of the prelude that wit-bindgen writes without a path, and its own trait.
const PRELUDE: [&str; 5] = ["result", "option", "sized", "self", "guest"];

/// What wit-bindgen gives every resource.
const RESOURCE_FUNCTIONS: [&str; 4] = ["new", "from_handle", "take_handle", "handle"];

/// Variables in the bodies that wit-bindgen writes.
const VARIABLES: [&str; 3] = ["cleanup_list", "ret", "ret_area"];

/// Variables in the bodies that wit-bindgen writes with a number behind them.
const NUMBERED_VARIABLES: [&str; 19] = [
    "address",
    "array",
    "base",
    "bits",
    "bytes",
    "e",
    "flags",
    "handle",
    "l",
    "layout",
    "len",
    "map",
    "ptr",
    "result",
    "t",
    "v",
    "val",
    "vec",
    "wit_import",
];

/// The names that had to change.
#[derive(Debug, Default)]
pub(super) struct Names {
    types: HashMap<TypeId, String>,
    functions: HashMap<(Owner, String), String>,
    /// Labels of interfaces that are also the namespace of a package.
    labels: HashSet<(Side, String)>,
}

/// Where a function stands: in an interface, or on one side of the world.
type Owner = (Option<InterfaceId>, Side);

impl Names {
    pub(super) fn new(resolve: &Resolve, world: WorldId) -> Self {
        let mut names = Self::default();
        for (_, interface) in &resolve.interfaces {
            names.settle_types(resolve, interface);
        }
        names.settle_labels(resolve, world);
        for (side, items) in [
            (Side::Import, &resolve.worlds[world].imports),
            (Side::Export, &resolve.worlds[world].exports),
        ] {
            for item in items.values() {
                match item {
                    WorldItem::Interface { id, .. } => {
                        let functions = resolve.interfaces[*id].functions.values();
                        names.settle_functions((Some(*id), side), functions);
                    }
                    WorldItem::Function(_) => {}
                    WorldItem::Type { id, .. } => names.settle_type(resolve, *id, &HashSet::new()),
                }
            }
        }
        names
    }

    fn settle_labels(&mut self, resolve: &Resolve, world: WorldId) {
        let world = &resolve.worlds[world];
        for (side, items) in [
            (Side::Import, &world.imports),
            (Side::Export, &world.exports),
        ] {
            let namespaces: HashSet<String> = items
                .keys()
                .filter_map(|key| match key {
                    WorldKey::Interface(id) => resolve.interfaces[*id].package,
                    WorldKey::Name(_) => None,
                })
                .map(|package| ident(&resolve.packages[package].name.namespace))
                .collect();
            for (key, item) in items {
                let (WorldKey::Name(label), WorldItem::Interface { .. }) = (key, item) else {
                    continue;
                };
                if namespaces.contains(&ident(label)) {
                    self.labels.insert((side, label.clone()));
                }
            }
        }
    }

    fn settle_types(&mut self, resolve: &Resolve, interface: &Interface) {
        let made_up: HashSet<String> = interface
            .types
            .iter()
            .filter(|(_, id)| matches!(resolve.types[**id].kind, TypeDefKind::Resource))
            .flat_map(|(name, _)| {
                let name = name.to_upper_camel_case();
                [format!("{name}Borrow"), format!("Guest{name}")]
            })
            .collect();
        for id in interface.types.values() {
            self.settle_type(resolve, *id, &made_up);
        }
    }

    fn settle_type(&mut self, resolve: &Resolve, id: TypeId, made_up: &HashSet<String>) {
        let ty = &resolve.types[id];
        let Some(name) = &ty.name else { return };
        let collides =
            PRELUDE.contains(&name.as_str()) || made_up.contains(&name.to_upper_camel_case());
        // The name of a resource is part of the names of its core functions.
        if collides && !matches!(ty.kind, TypeDefKind::Resource) {
            self.types.insert(id, format!("{name}-type"));
        }
    }

    fn settle_functions<'a>(
        &mut self,
        owner: Owner,
        functions: impl Iterator<Item = &'a wit_parser::Function>,
    ) {
        let mut seen = HashSet::new();
        for function in functions {
            let resource = function.kind.resource();
            let constructs = matches!(function.kind, FunctionKind::Constructor(_));
            let rust = plain_name(function);
            let reserved =
                resource.is_some() && !constructs && RESOURCE_FUNCTIONS.contains(&rust.as_str());
            if !seen.insert((resource, rust)) || reserved {
                let name = format!("{}-function", function.name);
                self.functions.insert((owner, function.name.clone()), name);
            }
        }
    }

    /// A type's name.
    pub(super) fn ty(&self, model: &Model, id: TypeId) -> String {
        let changed = self.types.get(&id);
        let name = changed.unwrap_or_else(|| &model.declaration(id).name);
        name.to_upper_camel_case()
    }

    /// A function's name in its trait or module.
    pub(super) fn function(
        &self,
        interface: &ModelInterface,
        function: &crate::model::Function,
    ) -> String {
        let owner = (interface.id, interface.side);
        let plain = plain_name(&function.wit);
        if self
            .functions
            .contains_key(&(owner, function.wit.name.clone()))
        {
            return format!("{plain}_function");
        }
        plain
    }

    /// Changes `resolve`, and says which words stand in the literals of the code now instead of which.
    pub(super) fn apply(&self, resolve: &mut Resolve, world: WorldId) -> Vec<(String, String)> {
        for (id, name) in &self.types {
            resolve.types[*id].name = Some(name.clone());
        }
        for (_, interface) in &mut resolve.interfaces {
            let types = std::mem::take(&mut interface.types);
            let renamed =
                |(name, id): (String, TypeId)| (self.types.get(&id).cloned().unwrap_or(name), id);
            interface.types = types.into_iter().map(renamed).collect();
            interface.functions.values_mut().for_each(settle_params);
        }
        let world = &mut resolve.worlds[world];
        for item in world.imports.values_mut().chain(world.exports.values_mut()) {
            if let WorldItem::Function(function) = item {
                settle_params(function);
            }
        }
        let mut changed = self.apply_labels(world);
        changed.extend(self.apply_functions(resolve));
        changed
    }

    fn apply_labels(&self, world: &mut World) -> Vec<(String, String)> {
        let mut changed = Vec::new();
        for (side, items) in [
            (Side::Import, &mut world.imports),
            (Side::Export, &mut world.exports),
        ] {
            let renamed = |(key, item): (WorldKey, WorldItem)| match key {
                WorldKey::Name(label) if self.labels.contains(&(side, label.clone())) => {
                    let new = label_of(&label);
                    changed.push((format!("{new}\""), format!("{label}\"")));
                    changed.push((format!("{new}#"), format!("{label}#")));
                    (WorldKey::Name(new), item)
                }
                key => (key, item),
            };
            *items = std::mem::take(items).into_iter().map(renamed).collect();
        }
        changed
    }

    fn apply_functions(&self, resolve: &mut Resolve) -> Vec<(String, String)> {
        let mut changed = Vec::new();
        for (((interface, _), name), new) in &self.functions {
            let Some(id) = interface else { continue };
            let functions = &mut resolve.interfaces[*id].functions;
            // The parser's tables want a function under its own name, in its old place.
            let Some((place, _, mut function)) = functions.shift_remove_full(name) else {
                continue;
            };
            function.name.clone_from(new);
            functions.shift_insert(place, new.clone(), function);
            changed.push((format!("{new}\""), format!("{name}\"")));
        }
        changed.sort();
        changed
    }
}

/// The name that wit-bindgen gives a function.
fn plain_name(function: &wit_parser::Function) -> String {
    match function.kind {
        FunctionKind::Constructor(_) => "new".to_owned(),
        FunctionKind::Setter | FunctionKind::MethodSetter(_) | FunctionKind::StaticSetter(_) => {
            ident(&format!("set-{}", function.item_name()))
        }
        _ => ident(function.item_name()),
    }
}

/// A parameter must not hide behind a variable of the body.
fn settle_params(function: &mut wit_parser::Function) {
    for param in &mut function.params {
        let name = param.name.to_snake_case();
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let numbered = stem.len() < name.len() && NUMBERED_VARIABLES.contains(&stem);
        if numbered || VARIABLES.contains(&name.as_str()) {
            param.name.push_str("-value");
        }
    }
}

/// A label beside a namespace of the same name.
fn label_of(label: &str) -> String {
    format!("{label}-interface")
}

impl Names {
    /// The path of an interface's module below the bindings; empty for the world's own items.
    pub(super) fn module(&self, model: &Model, interface: &ModelInterface) -> Vec<String> {
        let mut path = match &interface.name {
            InterfaceName::World => return Vec::new(),
            InterfaceName::Inline(label)
            | InterfaceName::Package {
                label: Some(label), ..
            } => vec![self.label(interface.side, label)],
            InterfaceName::Package { package, name, .. } => {
                let id = interface
                    .id
                    .and_then(|id| model.resolve.interfaces[id].package);
                let module = match id {
                    Some(id) => name_package_module(&model.resolve, id),
                    None => package.name.to_snake_case(),
                };
                vec![ident(&package.namespace), module, ident(name)]
            }
        };
        if interface.side == Side::Export {
            path.insert(0, "exports".to_owned());
        }
        path
    }

    fn label(&self, side: Side, label: &str) -> String {
        if self.labels.contains(&(side, label.to_owned())) {
            return ident(&label_of(label));
        }
        ident(label)
    }
}
