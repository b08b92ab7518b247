//! The world of a component: its exports, its imports, and the capabilities that those imply.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use plugwright_manifest::imports::{Authority, authority};
use serde::Serialize;
use wit_component::{DecodedWasm, WitPrinter};
use wit_parser::{Function, Resolve, World, WorldItem, WorldKey};

/// What a component offers and asks for.
#[derive(Debug, Serialize)]
pub(crate) struct Contract {
    /// What a host can call.
    pub(crate) exports: Vec<Item>,
    /// What the component calls.
    pub(crate) imports: Vec<Item>,
    /// The capabilities behind the imports, each with what it takes and the imports that it serves.
    pub(crate) capabilities: Vec<Capability>,
}

/// An import or export.
#[derive(Debug, Serialize)]
pub(crate) struct Item {
    /// The interface with its version, or the function's name.
    pub(crate) name: String,
    /// The functions, in WIT.
    pub(crate) functions: Vec<String>,
}

/// A capability that the imports imply.
#[derive(Debug, Serialize)]
pub(crate) struct Capability {
    /// The manifest's key, or what stands in its place.
    pub(crate) name: String,
    /// What happens without a grant.
    pub(crate) without_grant: &'static str,
    /// The imports behind it.
    pub(crate) imports: Vec<String>,
}

impl Contract {
    /// Reads the world of the component `bytes`.
    ///
    /// # Errors
    /// When its types cannot be read, or when it only describes WIT.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self> {
        let DecodedWasm::Component(resolve, world) = wit_component::decode(bytes)? else {
            bail!(
                "this is a WIT package, which has nothing to run; `plugwright compat` compares those"
            );
        };
        let World {
            imports, exports, ..
        } = &resolve.worlds[world];
        let lower = |items: &mut dyn Iterator<Item = (&WorldKey, &WorldItem)>| {
            items
                .filter_map(|(key, item)| lower(&resolve, key, item).transpose())
                .collect::<Result<Vec<_>>>()
        };
        let imports = lower(&mut imports.iter())?;
        let capabilities = capabilities(imports.iter().map(|item| item.name.as_str()));
        Ok(Self {
            exports: lower(&mut exports.iter())?,
            imports,
            capabilities,
        })
    }
}

fn lower(resolve: &Resolve, key: &WorldKey, item: &WorldItem) -> Result<Option<Item>> {
    let name = resolve.name_world_key(key);
    let functions = match item {
        WorldItem::Type { .. } => return Ok(None),
        WorldItem::Function(function) => vec![signature(resolve, function)?],
        WorldItem::Interface { id, .. } => {
            let functions = resolve.interfaces[*id].functions.values();
            functions
                .map(|function| signature(resolve, function))
                .collect::<Result<_>>()?
        }
    };
    Ok(Some(Item { name, functions }))
}

fn signature(resolve: &Resolve, function: &Function) -> Result<String> {
    let text = |ty| -> Result<String> {
        let mut printer = WitPrinter::default();
        printer.print_type_name(resolve, ty)?;
        Ok(printer.output.to_string())
    };
    let params = function
        .params
        .iter()
        .map(|param| Ok(format!("{}: {}", param.name, text(&param.ty)?)));
    let params: Vec<String> = params.collect::<Result<_>>()?;
    let result = function
        .result
        .as_ref()
        .map(|ty| Ok::<_, anyhow::Error>(format!(" -> {}", text(ty)?)))
        .transpose()?;
    let word = if function.kind.is_async() {
        "async func"
    } else {
        "func"
    };
    Ok(format!(
        "{}: {word}({}){}",
        function.name,
        params.join(", "),
        result.unwrap_or_default()
    ))
}

fn capabilities<'a>(imports: impl Iterator<Item = &'a str>) -> Vec<Capability> {
    let mut found: BTreeMap<(String, &'static str), Vec<String>> = BTreeMap::new();
    for import in imports {
        let key = match authority(import) {
            Authority::Free => continue,
            Authority::Empty(kind) => (kind.to_string(), "the component sees nothing"),
            Authority::Needs(kind) => (kind.to_string(), "the component does not load"),
            Authority::Never => ("none gives this".to_owned(), "the component does not load"),
            Authority::Embedder => (
                "the embedding program".to_owned(),
                "the component does not load",
            ),
        };
        found.entry(key).or_default().push(import.to_owned());
    }
    found
        .into_iter()
        .map(|((name, without_grant), imports)| Capability {
            name,
            without_grant,
            imports,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_summed_up_by_the_capability_that_serves_them() {
        let imports = [
            "wasi:keyvalue/store@0.2.0-draft",
            "wasi:keyvalue/atomics@0.2.0-draft",
            "wasi:io/error@0.2.12",
        ];
        let found = capabilities(imports.into_iter());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].name, "kv");
        assert_eq!(found[0].imports.len(), 2);
    }
}
