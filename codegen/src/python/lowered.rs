//! The world as componentize-py 0.25 can read it.
//!
//! It reads WIT of an older grammar and does not know `list<T, N>`. In the canonical ABI a list of fixed length is a tuple,
//! so it gets that. Where it puts stubs in the place of WASI it does so with everything whose name begins with `wasi:`, so
//! those packages go by another name. Whoever builds the component gives types and names their true form back. Docs are left
//! out, since componentize-py copies them into Python unescaped.

use indexmap::IndexMap;
use wit_parser::{
    Docs, InterfaceId, Resolve, Stability, Tuple, TypeDef, TypeDefKind, WorldId, WorldItem,
    WorldKey,
};

use super::functions::unsupported;
use crate::{Error, Source, source};

/// The namespace that componentize-py can put stubs in the place of.
pub const WASI: &str = "wasi";

/// What packages of that namespace are called while the component is built.
pub const OTHER_WASI: &str = "host-wasi";

/// A world of WIT for componentize-py.
#[derive(Debug, Clone)]
pub struct Lowered {
    /// The world with all it needs as one file.
    pub wit: String,
    /// The lengths of lists that became tuples.
    pub fixed_lists: Vec<u32>,
    /// The full names of imported functions, in the order in which componentize-py numbers them.
    pub imports: Vec<String>,
    /// The same for exported functions.
    pub exports: Vec<String>,
}

/// Writes the only world of a project as componentize-py can read it.
///
/// # Errors
/// [`Error::World`] when there are several worlds, [`Error::Wit`] when the world belongs to no package.
pub fn lower(source: &Source) -> Result<Lowered, Error> {
    let (mut resolve, world, _) = source.resolve(None)?;
    inline_named_imports(&mut resolve, world);
    let fixed_lists = replace_fixed_lists(&mut resolve)?;
    drop_unstable_wasi(&mut resolve);
    rename_wasi(&mut resolve);
    strip(&mut resolve);
    let wit = source::print(&resolve, world).map_err(|error| Error::Wit {
        rendered: format!("{error:#}"),
    })?;
    // componentize-py counts in what it reads, and not in what that was printed from.
    let (resolve, world, _) = Source::parse("world.wit", &wit)?.resolve(None)?;
    let imports = functions(&resolve, &resolve.worlds[world].imports);
    let exports = functions(&resolve, &resolve.worlds[world].exports);
    let (own, others): (Vec<String>, Vec<String>) =
        exports.into_iter().partition(|name| !name.contains('#'));
    Ok(Lowered {
        wit,
        fixed_lists,
        imports,
        exports: [own, others].concat(),
    })
}

fn functions(resolve: &Resolve, items: &IndexMap<WorldKey, WorldItem>) -> Vec<String> {
    let mut found = Vec::new();
    for (key, item) in items {
        match item {
            WorldItem::Interface { id, .. } => {
                let key = resolve.name_world_key(key);
                let functions = resolve.interfaces[*id].functions.values();
                let key = key.replacen(&format!("{OTHER_WASI}:"), &format!("{WASI}:"), 1);
                found.extend(functions.map(|function| format!("{key}#{}", function.name)));
            }
            WorldItem::Function(function) => found.push(function.name.clone()),
            WorldItem::Type { .. } => {}
        }
    }
    found
}

/// `import primary: store` becomes an interface that is written in the world.
fn inline_named_imports(resolve: &mut Resolve, world: WorldId) {
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
        return;
    }
    resolve.generate_nominal_type_ids(world);
    for id in labelled(resolve) {
        resolve.interfaces[id].name = None;
    }
}

/// Turns lists of fixed length into tuples, and answers with the lengths.
fn replace_fixed_lists(resolve: &mut Resolve) -> Result<Vec<u32>, Error> {
    let mut lengths = Vec::new();
    for (_, ty) in &mut resolve.types {
        if let TypeDefKind::FixedLengthList(_, length) = ty.kind {
            lengths.push(length);
        }
    }
    refuse_alike(resolve, &lengths)?;
    for (_, ty) in &mut resolve.types {
        if let TypeDefKind::FixedLengthList(item, length) = ty.kind {
            let types = vec![item; usize::try_from(length).unwrap_or_default()];
            ty.kind = TypeDefKind::Tuple(Tuple { types });
        }
    }
    Ok(lengths)
}

/// A tuple of equal types and a list of the same length would be one type in the component, and could not be told apart.
fn refuse_alike(resolve: &Resolve, lengths: &[u32]) -> Result<(), Error> {
    for (_, ty) in &resolve.types {
        let TypeDefKind::Tuple(tuple) = &ty.kind else {
            continue;
        };
        let is_uniform = tuple.types.windows(2).all(|pair| pair[0] == pair[1]);
        let length = u32::try_from(tuple.types.len()).unwrap_or_default();
        if is_uniform && lengths.contains(&length) {
            return Err(unsupported(
                &resolve.render_location(ty.span),
                format!("a tuple of {length} equal types beside a list of {length} items"),
                "write the tuple as a record",
            ));
        }
    }
    Ok(())
}

/// Removes what hosts do not serve. Other languages import the functions that a plugin calls; componentize-py imports all of
/// an interface, so that one unstable function of WASI would keep every host from loading the plugin.
fn drop_unstable_wasi(resolve: &mut Resolve) {
    for (_, interface) in &mut resolve.interfaces {
        let package = interface.package.map(|id| &resolve.packages[id].name);
        if package.is_some_and(|name| name.namespace == WASI) {
            let is_served = |function: &wit_parser::Function| {
                !matches!(function.stability, Stability::Unstable { .. })
            };
            interface
                .functions
                .retain(|_, function| is_served(function));
        }
    }
}

fn rename_wasi(resolve: &mut Resolve) {
    for (_, package) in &mut resolve.packages {
        if package.name.namespace == WASI {
            OTHER_WASI.clone_into(&mut package.name.namespace);
        }
    }
}

/// Removes docs, gates and other annotations.
fn strip(resolve: &mut Resolve) {
    for (_, package) in &mut resolve.packages {
        package.docs = Docs::default();
    }
    for (_, world) in &mut resolve.worlds {
        world.docs = Docs::default();
        world.stability = Stability::Unknown;
        for item in world.imports.values_mut().chain(world.exports.values_mut()) {
            strip_item(item);
        }
    }
    for (_, interface) in &mut resolve.interfaces {
        interface.docs = Docs::default();
        interface.stability = Stability::Unknown;
        interface.functions.values_mut().for_each(strip_function);
    }
    for (_, ty) in &mut resolve.types {
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
