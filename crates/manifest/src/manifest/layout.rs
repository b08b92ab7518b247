//! Three layouts, one tree.
//!
//! The layouts differ in where things stand, not in what they mean. So the difference is settled here, on the tree, where
//! every value still knows its line: a flat file gets a `plugin` mapping around its descriptive keys, and a TOML file has
//! its `[metadata]` and its crates moved. One decoder does the rest.

use super::dependencies::KINDS;
use crate::document::{Fail, Key, Node, Position, Problem, Value};

/// Keys of the nested layout beside `plugin`.
pub(super) const BLOCKS: [&str; 5] = ["remote", "capabilities", "limits", "dependencies", "claims"];

/// Which layout a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// YAML with a `plugin` mapping.
    Nested,
    /// YAML with everything at the top.
    Flat,
    /// TOML with `[plugin]`, `[capabilities]`, `[dependencies]` and `[metadata]`.
    Toml,
}

impl Layout {
    /// The layout of a YAML file: it has a key `plugin` or not.
    pub(super) fn of_yaml(root: &Node) -> Self {
        if root.get("plugin").is_some() {
            Self::Nested
        } else {
            Self::Flat
        }
    }

    /// The same manifest in the nested layout.
    pub(super) fn nest(self, root: Node) -> Result<Node, Fail> {
        let Node { at, value } = root;
        let Value::Map(entries) = value else {
            let reason = "a manifest is a mapping; begin with `plugin:`".to_owned();
            return Err(Fail::at(at, Problem::Value(reason)));
        };
        let entries = match self {
            Self::Nested => entries,
            Self::Flat => nest_flat(entries, at),
            Self::Toml => nest_toml(entries)?,
        };
        let value = Value::Map(entries);
        Ok(Node { at, value })
    }
}

type Entries = Vec<(Key, Node)>;

fn nest_flat(entries: Entries, at: Position) -> Entries {
    let is_block = |(key, _): &(Key, Node)| BLOCKS.contains(&key.text.as_str());
    let (mut nested, plugin): (Entries, Entries) = entries.into_iter().partition(is_block);
    nested.push(entry("plugin", at, Value::Map(plugin)));
    nested
}

fn nest_toml(mut entries: Entries) -> Result<Entries, Fail> {
    let metadata = take(&mut entries, "metadata");
    let dependencies = take(&mut entries, "dependencies");
    let mut moved = match metadata {
        Some(node) => check_metadata(node)?,
        None => Entries::new(),
    };
    if let Some((key, node)) = dependencies {
        let (api, kinds) = split_crates(node)?;
        moved.extend(api);
        entries.push((key, kinds));
    }
    add_to_plugin(&mut entries, moved)?;
    Ok(entries)
}

/// What `[metadata]` may say; anything else would silently become a key of the plugin.
fn check_metadata((key, node): (Key, Node)) -> Result<Entries, Fail> {
    const KNOWN: [&str; 3] = ["category", "tags", "license"];
    let Value::Map(entries) = node.value else {
        return Err(
            Fail::at(node.at, Problem::Value("expected a table".to_owned())).within_key(&key.text),
        );
    };
    if let Some((unknown, _)) = entries
        .iter()
        .find(|(key, _)| !KNOWN.contains(&key.text.as_str()))
    {
        let problem = Problem::UnknownKey {
            key: unknown.text.clone(),
            known: KNOWN.to_vec(),
        };
        return Err(Fail::at(unknown.at, problem).within_key(&key.text));
    }
    Ok(entries)
}

/// The SDK sets the version of the interface; other crates are information. Tables and lists named like a kind mean what they
/// mean in YAML.
fn split_crates(node: Node) -> Result<(Option<(Key, Node)>, Node), Fail> {
    let Value::Map(entries) = node.value else {
        return Ok((None, node));
    };
    let (mut kinds, mut crates) = (Entries::new(), Entries::new());
    let mut api = None;
    for (key, node) in entries {
        let is_kind = KINDS.contains(&key.text.as_str());
        if is_kind && !matches!(node.value, Value::Text(_)) {
            kinds.push((key, node));
        } else if is_sdk(&key.text) {
            api = Some(entry("api", key.at, requirement_of(&key, node)?.value));
        } else {
            let requirement = requirement_of(&key, node)?;
            crates.push((key, requirement));
        }
    }
    add_crates(&mut kinds, crates)?;
    let value = Value::Map(kinds);
    Ok((api, Node { at: node.at, value }))
}

fn is_sdk(name: &str) -> bool {
    matches!(
        name,
        "plugwright-plugin-sdk" | "parseltongue-plugin-sdk" | "mockforge-plugin-sdk"
    )
}

/// `serde = "1"`, or `serde = { version = "1", features = ["derive"] }` as in a `Cargo.toml`.
fn requirement_of(key: &Key, node: Node) -> Result<Node, Fail> {
    const KNOWN: [&str; 4] = ["version", "features", "default-features", "optional"];
    let Value::Map(entries) = node.value else {
        return Ok(node);
    };
    if let Some((unknown, _)) = entries
        .iter()
        .find(|(key, _)| !KNOWN.contains(&key.text.as_str()))
    {
        let problem = Problem::UnknownKey {
            key: unknown.text.clone(),
            known: KNOWN.to_vec(),
        };
        return Err(Fail::at(unknown.at, problem)
            .within_key(&key.text)
            .within_key("dependencies"));
    }
    let version = entries.into_iter().find(|(key, _)| key.text == "version");
    version.map(|(_, node)| node).ok_or_else(|| {
        Fail::at(node.at, Problem::MissingKey("version"))
            .within_key(&key.text)
            .within_key("dependencies")
    })
}

fn add_crates(kinds: &mut Entries, crates: Entries) -> Result<(), Fail> {
    let Some((first, _)) = crates.first() else {
        return Ok(());
    };
    if let Some((key, _)) = kinds.iter().find(|(key, _)| key.text == "build") {
        let reason = "crates stand both here and directly in `dependencies`; keep one of the two";
        return Err(Fail::at(key.at, Problem::Value(reason.to_owned()))
            .within_key("build")
            .within_key("dependencies"));
    }
    let at = first.at;
    kinds.push(entry("build", at, Value::Map(crates)));
    Ok(())
}

fn add_to_plugin(entries: &mut Entries, moved: Entries) -> Result<(), Fail> {
    let plugin = entries.iter_mut().find(|(key, _)| key.text == "plugin");
    // Without a table `plugin`, the decoder says that it is missing or no table.
    let Some((
        _,
        Node {
            value: Value::Map(plugin),
            ..
        },
    )) = plugin
    else {
        return Ok(());
    };
    for (key, node) in moved {
        if plugin.iter().any(|(own, _)| own.text == key.text) {
            return Err(
                Fail::at(key.at, Problem::DuplicateKey(key.text.clone())).within_key("plugin")
            );
        }
        plugin.push((key, node));
    }
    Ok(())
}

fn take(entries: &mut Entries, key: &str) -> Option<(Key, Node)> {
    let index = entries.iter().position(|(own, _)| own.text == key)?;
    Some(entries.remove(index))
}

fn entry(key: &str, at: Position, value: Value) -> (Key, Node) {
    let text = key.to_owned();
    (Key { at, text }, Node { at, value })
}
