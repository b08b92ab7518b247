//! The world as componentize-py 0.25 can read it.
//!
//! It reads WIT of an older grammar and knows neither `map` nor `list<T, N>`. In the canonical ABI a map is a list of pairs, and a list of fixed
//! length a tuple, so it gets those; who builds the component gives the types their true form back. Docs are left out,
//! since componentize-py copies them into Python unescaped.

use wit_parser::{
    Docs, InterfaceId, Resolve, Stability, Tuple, Type, TypeDef, TypeDefKind, WorldId, WorldItem,
    WorldKey,
};

use crate::{Error, Source, source};

/// A world of WIT for componentize-py.
#[derive(Debug, Clone)]
pub struct Lowered {
    /// The world with all it needs as one file.
    pub wit: String,
    /// Whether types or names in it are not those of the world that it was made from.
    pub differs: bool,
}

/// Writes the only world of a project as componentize-py can read it.
///
/// # Errors
/// [`Error::World`] when there are several worlds, [`Error::Wit`] when the world belongs to no package.
pub fn lower(source: &Source) -> Result<Lowered, Error> {
    let (mut resolve, world, _) = source.resolve(None)?;
    let named = inline_named_imports(&mut resolve, world);
    let replaced = replace_types(&mut resolve);
    strip(&mut resolve);
    let wit = source::print(&resolve, world).map_err(|error| Error::Wit {
        rendered: format!("{error:#}"),
    })?;
    Ok(Lowered {
        wit,
        differs: named || replaced,
    })
}

/// `import primary: store` becomes an interface that is written in the world.
fn inline_named_imports(resolve: &mut Resolve, world: WorldId) -> bool {
    let labelled = |resolve: &Resolve| -> Vec<InterfaceId> {
        let world = &resolve.worlds[world];
        let items = world.imports.iter().chain(&world.exports);
        let named = items.filter_map(|(key, item)| match (key, item) {
            (WorldKey::Name(_), WorldItem::Interface { id, .. }) => Some(*id),
            _ => None,
        });
        named
            .filter(|id| resolve.interfaces[*id].name.is_some())
            .collect()
    };
    if labelled(resolve).is_empty() {
        return false;
    }
    resolve.generate_nominal_type_ids(world);
    for id in labelled(resolve) {
        resolve.interfaces[id].name = None;
    }
    true
}

fn replace_types(resolve: &mut Resolve) -> bool {
    let ids: Vec<_> = resolve.types.iter().map(|(id, _)| id).collect();
    let mut replaced = false;
    for id in ids {
        let kind = match resolve.types[id].kind.clone() {
            TypeDefKind::Map(key, value) => {
                let mut pair: TypeDef = resolve.types[id].clone();
                pair.name = None;
                pair.kind = tuple(vec![key, value]);
                TypeDefKind::List(Type::Id(resolve.types.alloc(pair)))
            }
            TypeDefKind::FixedLengthList(item, size) => {
                tuple(vec![item; usize::try_from(size).unwrap_or_default()])
            }
            _ => continue,
        };
        resolve.types[id].kind = kind;
        replaced = true;
    }
    replaced
}

fn tuple(types: Vec<Type>) -> TypeDefKind {
    TypeDefKind::Tuple(Tuple { types })
}

/// Removes docs, gates and other annotations.
fn strip(resolve: &mut Resolve) {
    for (_, package) in resolve.packages.iter_mut() {
        package.docs = Docs::default();
    }
    for (_, world) in resolve.worlds.iter_mut() {
        world.docs = Docs::default();
        world.stability = Stability::Unknown;
        for item in world.imports.values_mut().chain(world.exports.values_mut()) {
            strip_item(item);
        }
    }
    for (_, interface) in resolve.interfaces.iter_mut() {
        interface.docs = Docs::default();
        interface.stability = Stability::Unknown;
        interface.functions.values_mut().for_each(strip_function);
    }
    for (_, ty) in resolve.types.iter_mut() {
        strip_type(ty);
    }
}

fn strip_item(item: &mut WorldItem) {
    match item {
        WorldItem::Interface {
            stability,
            external_id,
            docs,
            ..
        } => {
            *stability = Stability::Unknown;
            *external_id = None;
            *docs = Docs::default();
        }
        WorldItem::Function(function) => strip_function(function),
        WorldItem::Type { .. } => {}
    }
}

fn strip_function(function: &mut wit_parser::Function) {
    function.docs = Docs::default();
    function.stability = Stability::Unknown;
    function.external_id = None;
}

fn strip_type(ty: &mut TypeDef) {
    ty.docs = Docs::default();
    ty.stability = Stability::Unknown;
    ty.external_id = None;
    let none = Docs::default;
    match &mut ty.kind {
        TypeDefKind::Record(record) => record.fields.iter_mut().for_each(|it| it.docs = none()),
        TypeDefKind::Variant(variant) => variant.cases.iter_mut().for_each(|it| it.docs = none()),
        TypeDefKind::Enum(ty) => ty.cases.iter_mut().for_each(|it| it.docs = none()),
        TypeDefKind::Flags(ty) => ty.flags.iter_mut().for_each(|it| it.docs = none()),
        _ => {}
    }
}
