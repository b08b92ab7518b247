//! Doc comments on their way around wit-bindgen.
//!
//! wit-bindgen copies documentation into comments and, for the cases of an error, into string literals, as it stands. So it
//! gets a token instead of each text, and the token is replaced once the code is there, by a comment or a literal that holds
//! whatever the text holds.

use std::fmt::Write as _;

use wit_parser::{Docs as WitDocs, Function, Resolve, Stability, TypeDefKind, WorldId, WorldItem};

use crate::model::Docs;

const TOKEN: &str = "plugwright-docs-";

/// The documentation of a world, by the numbers in the tokens that stand for it.
#[derive(Default)]
pub(super) struct Texts {
    texts: Vec<Text>,
}

struct Text {
    docs: Docs,
    /// A function that the author calls: the compiler says that it is deprecated.
    called: bool,
}

impl Texts {
    /// Takes the documentation out of `resolve`, as far as `world` needs it, and leaves tokens.
    pub(super) fn take(resolve: &mut Resolve, world: WorldId) -> Self {
        let mut texts = Self::default();
        let exported = exported_interfaces(resolve, world);
        for (_, ty) in &mut resolve.types {
            texts.take_one(&mut ty.docs, &ty.stability, false);
            texts.take_members(&mut ty.kind);
        }
        for (id, interface) in &mut resolve.interfaces {
            texts.take_one(&mut interface.docs, &interface.stability, false);
            for function in interface.functions.values_mut() {
                texts.take_function(function, !exported.contains(&id));
            }
        }
        for item in resolve.worlds[world].imports.values_mut() {
            texts.take_item(item, true);
        }
        for item in resolve.worlds[world].exports.values_mut() {
            texts.take_item(item, false);
        }
        texts
    }

    fn take_item(&mut self, item: &mut WorldItem, called: bool) {
        if let WorldItem::Function(function) = item {
            self.take_function(function, called);
        }
    }

    fn take_function(&mut self, function: &mut Function, called: bool) {
        let stability = function.stability.clone();
        self.take_one(&mut function.docs, &stability, called);
    }

    fn take_members(&mut self, kind: &mut TypeDefKind) {
        let members: Vec<&mut WitDocs> = match kind {
            TypeDefKind::Record(it) => it.fields.iter_mut().map(|it| &mut it.docs).collect(),
            TypeDefKind::Variant(it) => it.cases.iter_mut().map(|it| &mut it.docs).collect(),
            TypeDefKind::Enum(it) => it.cases.iter_mut().map(|it| &mut it.docs).collect(),
            TypeDefKind::Flags(it) => it.flags.iter_mut().map(|it| &mut it.docs).collect(),
            _ => Vec::new(),
        };
        for docs in members {
            self.take_one(docs, &Stability::Unknown, false);
        }
    }

    fn take_one(&mut self, docs: &mut WitDocs, stability: &Stability, called: bool) {
        let text = Docs::new(docs, stability);
        docs.contents = None;
        if text == Docs::default() {
            return;
        }
        docs.contents = Some(format!("{TOKEN}{}-", self.texts.len()));
        self.texts.push(Text { docs: text, called });
    }

    /// Puts the texts where their tokens stand in `code`.
    pub(super) fn restore(&self, code: &str) -> String {
        let mut restored = String::with_capacity(code.len());
        for line in code.lines() {
            match self.find(line) {
                Some((before, text, _)) if before.trim() == "///" => {
                    restored.push_str(&text.comment());
                }
                Some((before, text, after)) => {
                    restored.push_str(before);
                    restored.push_str(&text.docs.lines.join("\n").escape_debug().to_string());
                    restored.push_str(after);
                    restored.push('\n');
                }
                None => {
                    restored.push_str(line);
                    restored.push('\n');
                }
            }
        }
        restored
    }

    fn find<'a>(&self, line: &'a str) -> Option<(&'a str, &Text, &'a str)> {
        let (before, rest) = line.split_once(TOKEN)?;
        let (number, after) = rest.split_once('-')?;
        let text = self.texts.get(number.parse::<usize>().ok()?)?;
        Some((before, text, after))
    }
}

fn exported_interfaces(resolve: &Resolve, world: WorldId) -> Vec<wit_parser::InterfaceId> {
    let exports = resolve.worlds[world].exports.values();
    exports
        .filter_map(|item| match item {
            WorldItem::Interface { id, .. } => Some(*id),
            _ => None,
        })
        .collect()
}

impl Text {
    fn comment(&self) -> String {
        let mut comment = String::new();
        for line in lines(&self.docs) {
            comment.push_str(format!("/// {line}").trim_end());
            comment.push('\n');
        }
        if let Some(version) = self.deprecated() {
            // Writing into a string cannot fail.
            _ = writeln!(comment, "#[deprecated(since = \"{version}\")]");
        }
        comment
    }

    fn deprecated(&self) -> Option<&semver::Version> {
        let version = self.docs.availability.deprecated.as_ref();
        version.filter(|_| self.called)
    }
}

/// The lines of a doc comment: what the WIT says, and what its gates say.
pub(super) fn lines(docs: &Docs) -> Vec<String> {
    let mut lines = prose(&docs.lines);
    let gates = gates(docs);
    if !lines.is_empty() && !gates.is_empty() {
        lines.push(String::new());
    }
    lines.extend(gates);
    lines
}

/// An example in a WIT file is not Rust: rustdoc must not compile it.
fn prose(lines: &[String]) -> Vec<String> {
    let mut inside = false;
    let text = lines.iter().map(|line| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        let opens_unnamed = fence && inside && line.trim() == "```";
        if opens_unnamed {
            format!("{line}text")
        } else {
            line.clone()
        }
    });
    text.collect()
}

fn gates(docs: &Docs) -> Vec<String> {
    let availability = &docs.availability;
    let since = availability.since.as_ref();
    let unstable = availability.unstable.as_ref();
    let deprecated = availability.deprecated.as_ref();
    [
        since.map(|version| format!("Available since {version}.")),
        unstable.map(|feature| format!("Unstable: part of the feature `{feature}`.")),
        deprecated.map(|version| format!("Deprecated since {version}.")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lines: &[&str]) -> Texts {
        let docs = Docs {
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            ..Docs::default()
        };
        Texts {
            texts: vec![Text {
                docs,
                called: false,
            }],
        }
    }

    #[test]
    fn no_text_leaves_its_comment() {
        let texts = text(&["*/ \"# {{ `", "", "C:\\"]);
        let code = texts.restore("    /// plugwright-docs-0-\nfn f() {}\n");
        assert_eq!(code, "/// */ \"# {{ `\n///\n/// C:\\\nfn f() {}\n");
    }

    #[test]
    fn a_text_in_a_literal_is_escaped() {
        let texts = text(&["say \"no\"", "C:\\"]);
        let code = texts.restore("Error::No => \"plugwright-docs-0-\",\n");
        assert_eq!(code, "Error::No => \"say \\\"no\\\"\\nC:\\\\\",\n");
    }

    #[test]
    fn examples_are_not_compiled() {
        let lines: Vec<String> = ["```", "call me", "```", "```wit"].map(String::from).into();
        assert_eq!(prose(&lines), ["```text", "call me", "```", "```wit"]);
    }
}
