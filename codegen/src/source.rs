//! WIT files, read and resolved, before a world is chosen.

use std::path::Path;

use wit_component::{OutputToString, WitPrinter};
use wit_parser::{PackageId, Resolve, World, WorldId, WorldItem, WorldKey};

use crate::Error;

/// WIT packages that refer to each other, with all feature gates open: what is unstable is generated and marked so.
#[derive(Debug, Clone)]
pub struct Source {
    resolve: Resolve,
    main: PackageId,
}

impl Source {
    /// Reads files or folders of WIT, each of which may use the packages of those before it. The last is the main one:
    /// a world's short name is looked for there.
    ///
    /// # Errors
    /// [`Error::Wit`] with the place, when one cannot be parsed or resolved, or when there is none.
    pub fn read<P: AsRef<Path>>(paths: &[P]) -> Result<Self, Error> {
        let mut resolve = open_resolve();
        let mut main = None;
        for path in paths {
            let pushed = resolve.push_path(path);
            let (package, _) = pushed.map_err(|error| invalid(&resolve, &error))?;
            main = Some(package);
        }
        main.map(|main| Self { resolve, main })
            .ok_or_else(|| Error::Wit {
                rendered: "no WIT file was named".to_owned(),
            })
    }

    /// Reads WIT from a string; `name` stands for the file in messages.
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        let mut resolve = open_resolve();
        let pushed = resolve.push_source(name, text);
        let main = pushed.map_err(|error| invalid(&resolve, &error))?;
        Ok(Self { resolve, main })
    }

    /// The worlds of the main package, by name.
    pub fn worlds(&self) -> Vec<&str> {
        let worlds = &self.resolve.packages[self.main].worlds;
        worlds.keys().map(String::as_str).collect()
    }

    /// The parser's tables with one world chosen, by name, full name, or as the only one there is.
    ///
    /// # Errors
    /// [`Error::World`] with the names to choose from.
    pub fn resolve(&self, world: Option<&str>) -> Result<(Resolve, WorldId, String), Error> {
        let (resolve, id) = self.select(world)?;
        let name = resolve.worlds[id].name.clone();
        Ok((resolve, id, name))
    }

    /// Chooses a world: by name, by full name (`acme:shop/plugin@1.0.0`), or the only one there is. A package without a world
    /// gets one that imports and exports all its interfaces.
    ///
    /// # Errors
    /// [`Error::World`] with the names to choose from.
    pub(crate) fn select(&self, world: Option<&str>) -> Result<(Resolve, WorldId), Error> {
        let mut resolve = self.resolve.clone();
        if world.is_none() && resolve.packages[self.main].worlds.is_empty() {
            let id = world_of_all(&mut resolve, self.main);
            return Ok((resolve, id));
        }
        let selected = resolve.select_world(&[self.main], world);
        let id = selected.map_err(|error| Error::World {
            problem: format!("{error:#}"),
            worlds: self.worlds().into_iter().map(str::to_owned).collect(),
        })?;
        Ok((resolve, id))
    }
}

fn open_resolve() -> Resolve {
    let mut resolve = Resolve::new();
    resolve.all_features = true;
    resolve
}

fn invalid(resolve: &Resolve, error: &anyhow::Error) -> Error {
    Error::Wit {
        rendered: resolve.render_error(error),
    }
}

/// Prints `world` with all it needs as one file of WIT, without the other worlds of its package: whoever reads it back
/// finds exactly one.
///
/// # Errors
/// When the world belongs to no package, or holds what has no form in WIT.
pub fn print(resolve: &Resolve, world: WorldId) -> anyhow::Result<String> {
    let mut resolve = resolve.clone();
    let Some(main) = resolve.worlds[world].package else {
        anyhow::bail!("the world belongs to no package");
    };
    let name = resolve.worlds[world].name.clone();
    resolve.packages[main]
        .worlds
        .retain(|other, _| *other == name);
    let mut nested = needed(&resolve, main);
    nested.retain(|package| *package != main);
    let mut printer = WitPrinter::new(OutputToString::default());
    printer.print(&resolve, main, &nested)?;
    Ok(String::from(printer.output))
}

/// The packages that `main` uses, those first that use no other.
fn needed(resolve: &Resolve, main: PackageId) -> Vec<PackageId> {
    let mut found = vec![main];
    let mut next = 0;
    while let Some(package) = found.get(next).copied() {
        for dependency in resolve.package_direct_deps(package) {
            if !found.contains(&dependency) {
                found.push(dependency);
            }
        }
        next += 1;
    }
    let mut order = resolve.topological_packages();
    order.retain(|package| found.contains(package));
    order
}

fn world_of_all(resolve: &mut Resolve, package: PackageId) -> WorldId {
    let interfaces: Vec<_> = resolve.packages[package]
        .interfaces
        .values()
        .copied()
        .collect();
    let items = || {
        let item = |id| {
            (
                WorldKey::Interface(id),
                WorldItem::Interface {
                    id,
                    stability: wit_parser::Stability::Unknown,
                    external_id: None,
                    docs: wit_parser::Docs::default(),
                    span: wit_parser::Span::default(),
                },
            )
        };
        interfaces.iter().copied().map(item).collect()
    };
    let name = free_world_name(resolve, package);
    let id = resolve.worlds.alloc(World {
        name: name.clone(),
        imports: items(),
        exports: items(),
        package: Some(package),
        docs: wit_parser::Docs::default(),
        stability: wit_parser::Stability::Unknown,
        includes: Vec::new(),
        span: wit_parser::Span::default(),
    });
    resolve.packages[package].worlds.insert(name, id);
    id
}

/// Interfaces and worlds share one space of names.
fn free_world_name(resolve: &Resolve, package: PackageId) -> String {
    let interfaces = &resolve.packages[package].interfaces;
    let mut name = "everything".to_owned();
    while interfaces.contains_key(&name) {
        name.push_str("-here");
    }
    name
}
