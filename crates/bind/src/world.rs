//! Reads the world, and lets wasmtime's generator write its bindings.

use crate::options::Options;
use std::path::{Path, PathBuf};
use syn::{Error, Result};
use wasmtime_internal_wit_bindgen::{FunctionFilter, FunctionFlags, Opts};
use wit_parser_wasmtime::{Function, Resolve, WorldId, WorldItem, WorldKey};

/// A world and its bindings.
pub(crate) struct World {
    /// `namespace:package/world`.
    pub(crate) full_name: String,
    /// The world's name.
    pub(crate) name: String,
    /// Every exported function, as `interface#function`, or `function` at the world's level.
    pub(crate) exports: Vec<String>,
    /// wasmtime's bindings.
    pub(crate) bindings: syn::File,
    /// Files that the bindings depend on.
    pub(crate) files: Vec<PathBuf>,
}

impl World {
    pub(crate) fn read(options: &Options) -> Result<Self> {
        let span = options
            .world
            .as_ref()
            .map_or_else(proc_macro2::Span::call_site, syn::LitStr::span);
        let failed = |error: String| Error::new(span, error);
        let mut resolve = Resolve::default();
        let mut files = Vec::new();
        let mut packages = Vec::new();
        for path in &options.paths {
            let full = manifest_dir().join(path.value());
            let (package, sources) = resolve
                .push_path(&full)
                .map_err(|error| Error::new(path.span(), format!("{error:#}")))?;
            // A world without its package's name is one of the last.
            packages = vec![package];
            files.extend(sources.paths().map(Path::to_owned));
        }
        if let Some(inline) = &options.inline {
            let package = resolve
                .push_str("inline.wit", &inline.value())
                .map_err(|error| Error::new(inline.span(), format!("{error:#}")))?;
            packages = vec![package];
        }
        let name = options.world.as_ref().map(syn::LitStr::value);
        let world = resolve
            .select_world(&packages, name.as_deref())
            .map_err(|error| failed(format!("{error:#}")))?;
        drop_served_imports(&mut resolve, world);
        let exports = exports(&resolve, world);
        let full_name = full_name(&resolve, world);
        let source = generator(options)
            .generate(&mut resolve, world)
            .map_err(|error| failed(format!("{error:#}")))?;
        Ok(Self {
            full_name,
            name: resolve.worlds[world].name.clone(),
            exports,
            bindings: syn::parse_file(&source)?,
            files,
        })
    }
}

fn manifest_dir() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .unwrap_or_default()
}

fn full_name(resolve: &Resolve, world: WorldId) -> String {
    let world = &resolve.worlds[world];
    match world.package {
        Some(package) => format!("{}/{}", resolve.packages[package].name, world.name),
        None => world.name.clone(),
    }
}

/// What the host serves itself needs no bindings here; interfaces whose types the exports use stay, as do the program's own.
fn drop_served_imports(resolve: &mut Resolve, world: WorldId) {
    let has_functions = |resolve: &Resolve, item: &WorldItem| match item {
        WorldItem::Interface { id, .. } => !resolve.interfaces[*id].functions.is_empty(),
        _ => false,
    };
    let used = interfaces_that_exports_use(resolve, world);
    let served: Vec<WorldKey> = resolve.worlds[world]
        .imports
        .iter()
        .filter(|(key, item)| {
            let name = resolve.name_world_key(key);
            let ours = name.starts_with("wasi:") || name.starts_with("plugwright:");
            ours && has_functions(resolve, item)
                && !matches!(item, WorldItem::Interface { id, .. } if used.contains(id))
        })
        .map(|(key, _)| key.clone())
        .collect();
    let imports = &mut resolve.worlds[world].imports;
    imports.retain(|key, _| !served.contains(key));
}

fn interfaces_that_exports_use(
    resolve: &Resolve,
    world: WorldId,
) -> Vec<wit_parser_wasmtime::InterfaceId> {
    let world = &resolve.worlds[world];
    let mut open: Vec<_> = world
        .exports
        .values()
        .chain(world.imports.values())
        .filter_map(|item| match item {
            WorldItem::Interface { id, .. } => Some(*id),
            _ => None,
        })
        .collect();
    let exported = world.exports.len();
    open.truncate(exported);
    let mut used = Vec::new();
    while let Some(interface) = open.pop() {
        for dependency in resolve.interface_direct_deps(interface) {
            if !used.contains(&dependency) {
                used.push(dependency);
                open.push(dependency);
            }
        }
    }
    used
}

fn exports(resolve: &Resolve, world: WorldId) -> Vec<String> {
    let mut names = Vec::new();
    for (key, item) in &resolve.worlds[world].exports {
        match item {
            WorldItem::Interface { id, .. } => {
                let interface = resolve.name_world_key(key);
                let functions = resolve.interfaces[*id].functions.values();
                names.extend(
                    functions.map(|function: &Function| format!("{interface}#{}", function.name)),
                );
            }
            WorldItem::Function(function) => names.push(function.name.clone()),
            WorldItem::Type { .. } => {}
        }
    }
    names
}

fn generator(options: &Options) -> Opts {
    let runtime = &options.runtime;
    let path = quote::quote!(#runtime::runtime::wasmtime)
        .to_string()
        .replace(' ', "");
    let mut opts = Opts {
        wasmtime_crate: Some(path),
        ..Opts::default()
    };
    opts.exports
        .push(FunctionFilter::Default, FunctionFlags::ASYNC);
    if options.async_imports {
        opts.imports
            .push(FunctionFilter::Default, FunctionFlags::ASYNC);
    }
    opts
}
