//! A world in the part of WIT that componentize-js 0.23 knows.
//!
//! It has no maps, no fixed lists and no asynchronous functions, and leaves out what a feature gate guards. But the
//! canonical ABI passes a map as the list of its pairs, a fixed list as a tuple, and a function that is asynchronous by its
//! type may be implemented without being so: a module that is made for the one world fits the other.

use plugwright_codegen::print_world;
use wit_parser::{
    Docs, Function, FunctionKind, Resolve, Span, Stability, Tuple, Type, TypeDef, TypeDefKind,
    TypeId, TypeOwner, WorldId, WorldItem, WorldKey,
};

use crate::Error;

/// A world as it is told to jco.
pub(super) struct Lowered {
    /// The world and what it needs.
    pub(super) wit: String,
    /// What it imports.
    pub(super) imports: Vec<Import>,
    /// Whether a component of this world differs from one of the real world.
    pub(super) changed: bool,
}

/// An import of the world.
pub(super) struct Import {
    /// The specifier of its module.
    pub(super) key: String,
    /// How it stands in the text of the world, if it is an interface of a package.
    pub(super) line: Option<String>,
}

impl Lowered {
    pub(super) fn new(mut resolve: Resolve, world: WorldId) -> Result<Self, Error> {
        let imports = imports(&resolve, world);
        drop_unstable_wasi(&mut resolve);
        let changed_types = lower_types(&mut resolve);
        let changed_functions = lower_functions(&mut resolve);
        open_gates(&mut resolve);
        let wit = print_world(&resolve, world).map_err(|error| Error::Encoding {
            reason: format!("{error:#}"),
        })?;
        Ok(Self {
            wit,
            imports,
            changed: changed_types || changed_functions,
        })
    }
}

fn imports(resolve: &Resolve, world: WorldId) -> Vec<Import> {
    let keys = resolve.worlds[world].imports.keys();
    let import = |key: &WorldKey| Import {
        key: resolve.name_world_key(key),
        line: line(resolve, world, key),
    };
    keys.map(import).collect()
}

fn line(resolve: &Resolve, world: WorldId, key: &WorldKey) -> Option<String> {
    let WorldKey::Interface(id) = key else {
        return None;
    };
    let interface = &resolve.interfaces[*id];
    if interface.package != resolve.worlds[world].package {
        return Some(format!("import {};", resolve.name_world_key(key)));
    }
    let name = interface.name.as_ref()?;
    Some(format!("import {name};"))
}

/// Removes what hosts do not serve: a component of jco imports all functions of an interface that it imports one of.
fn drop_unstable_wasi(resolve: &mut Resolve) {
    for (_, interface) in &mut resolve.interfaces {
        let package = interface.package.map(|id| &resolve.packages[id].name);
        if package.is_some_and(|name| name.namespace == "wasi") {
            let functions = &mut interface.functions;
            functions.retain(|_, it| !matches!(it.stability, Stability::Unstable { .. }));
        }
    }
}

fn lower_types(resolve: &mut Resolve) -> bool {
    let ids: Vec<TypeId> = resolve.types.iter().map(|(id, _)| id).collect();
    let mut changed = false;
    for id in ids {
        let kind = match resolve.types[id].kind {
            TypeDefKind::Map(key, value) => {
                let pair = resolve.types.alloc(anonymous(vec![key, value]));
                TypeDefKind::List(Type::Id(pair))
            }
            TypeDefKind::FixedLengthList(item, size) => TypeDefKind::Tuple(Tuple {
                types: vec![item; size as usize],
            }),
            _ => continue,
        };
        resolve.types[id].kind = kind;
        changed = true;
    }
    changed
}

fn anonymous(types: Vec<Type>) -> TypeDef {
    TypeDef {
        name: None,
        kind: TypeDefKind::Tuple(Tuple { types }),
        owner: TypeOwner::None,
        docs: Docs::default(),
        stability: Stability::Unknown,
        span: Span::default(),
        external_id: None,
    }
}

fn lower_functions(resolve: &mut Resolve) -> bool {
    let mut changed = false;
    for (_, interface) in &mut resolve.interfaces {
        for function in interface.functions.values_mut() {
            changed |= lower_function(function);
        }
    }
    for (_, world) in &mut resolve.worlds {
        let items = world.imports.values_mut().chain(world.exports.values_mut());
        for item in items {
            if let WorldItem::Function(function) = item {
                changed |= lower_function(function);
            }
        }
    }
    changed
}

fn lower_function(function: &mut Function) -> bool {
    function.stability = Stability::Unknown;
    let kind = match function.kind {
        FunctionKind::AsyncFreestanding => FunctionKind::Freestanding,
        FunctionKind::AsyncMethod(id) => FunctionKind::Method(id),
        FunctionKind::AsyncStatic(id) => FunctionKind::Static(id),
        _ => return false,
    };
    function.kind = kind;
    true
}

fn open_gates(resolve: &mut Resolve) {
    for (_, ty) in &mut resolve.types {
        ty.stability = Stability::Unknown;
    }
    for (_, interface) in &mut resolve.interfaces {
        interface.stability = Stability::Unknown;
    }
    for (_, world) in &mut resolve.worlds {
        world.stability = Stability::Unknown;
        let items = world.imports.values_mut().chain(world.exports.values_mut());
        for item in items {
            if let WorldItem::Interface { stability, .. } = item {
                *stability = Stability::Unknown;
            }
        }
    }
}
