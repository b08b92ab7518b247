//! Functions that the host has: each calls out of the component by its position among all imports.

use std::collections::HashMap;

use wit_parser::{Resolve, WorldId, WorldItem};

use super::{
    file::File,
    functions::{self, Answer, Signature},
    names,
};
use crate::{
    Error, Source,
    model::{Function, FunctionKind},
};

/// The positions of imported and exported functions as componentize-py counts them: by the key of the interface, which is
/// empty for the world, and the full name of the function.
#[derive(Debug, Default)]
pub(super) struct Positions {
    imports: HashMap<(String, String), usize>,
    exports: HashMap<(String, String), usize>,
}

impl Positions {
    /// Counts what is in the world that componentize-py reads, in the order in which it reads it.
    pub(super) fn count(wit: &str) -> Result<Self, Error> {
        let (resolve, world, _) = Source::parse("world.wit", wit)?.resolve(None)?;
        let order = |items: Vec<(String, String)>| {
            let numbered = items.into_iter().enumerate();
            numbered.map(|(position, key)| (key, position)).collect()
        };
        let exports = functions_of(&resolve, world, false);
        let (own, others): (Vec<_>, Vec<_>) =
            exports.into_iter().partition(|(key, _)| key.is_empty());
        Ok(Self {
            imports: order(functions_of(&resolve, world, true)),
            exports: order([own, others].concat()),
        })
    }

    pub(super) fn import(&self, key: &str, function: &Function) -> usize {
        position(&self.imports, key, function)
    }

    pub(super) fn export(&self, key: &str, function: &Function) -> usize {
        position(&self.exports, key, function)
    }
}

fn position(all: &HashMap<(String, String), usize>, key: &str, function: &Function) -> usize {
    let name = (key.to_owned(), function.wit.name.clone());
    all.get(&name).copied().unwrap_or_default()
}

fn functions_of(resolve: &Resolve, world: WorldId, imports: bool) -> Vec<(String, String)> {
    let world = &resolve.worlds[world];
    let items = if imports {
        &world.imports
    } else {
        &world.exports
    };
    let mut found = Vec::new();
    for (key, item) in items {
        match item {
            WorldItem::Interface { id, .. } => {
                let key = resolve.name_world_key(key);
                let functions = resolve.interfaces[*id].functions.values();
                found.extend(functions.map(|function| (key.clone(), function.name.clone())));
            }
            WorldItem::Function(function) => found.push((String::new(), function.name.clone())),
            WorldItem::Type { .. } => {}
        }
    }
    found
}

/// An imported function that belongs to no resource.
pub(super) fn free(file: &mut File<'_>, function: &Function, position: usize) -> String {
    let signature = Signature::new(file, function, false);
    define(file, function, &signature, position, 0)
}

/// A method, static function or constructor of an imported resource.
pub(super) fn member(file: &mut File<'_>, function: &Function, position: usize) -> String {
    match function.kind {
        FunctionKind::Constructor(_) => constructor(file, function, position),
        FunctionKind::Static(_) => {
            let mut signature = Signature::new(file, function, false);
            signature.name = names::imported_method(&function.name);
            let decorator = file.builtin("staticmethod");
            format!("    @{decorator}\n{}", define(file, function, &signature, position, 4))
        }
        _ => {
            let mut signature = Signature::new(file, function, true);
            signature.name = names::imported_method(&function.name);
            define(file, function, &signature, position, 4)
        }
    }
}

fn define(
    file: &mut File<'_>,
    function: &Function,
    signature: &Signature,
    position: usize,
    indent: usize,
) -> String {
    let deprecated = functions::deprecated(file, &function.docs, indent);
    let docs = functions::docstring(file, function, indent + 4);
    let call = call(file, function, signature, position);
    let margin = " ".repeat(indent + 4);
    let body = match functions::answer(file.model, function) {
        Answer::Nothing => format!("{margin}{call}\n"),
        Answer::Raises { ok: None, .. } => {
            format!("{margin}{}({call})\n", file.own("values", "unwrap"))
        }
        Answer::Value(_) => answered(signature, &margin, &call),
        Answer::Raises { .. } => {
            let unwrap = file.own("values", "unwrap");
            answered(signature, &margin, &format!("{unwrap}({call})"))
        }
    };
    format!("{deprecated}{}\n{docs}{body}", signature.define(indent))
}

/// Gives what a call answers its type, and returns it.
fn answered(signature: &Signature, margin: &str, call: &str) -> String {
    let answer = signature.local("answer");
    let returns = signature.returns();
    format!("{margin}{answer}: {returns} = {call}\n{margin}return {answer}\n")
}

fn call(
    file: &mut File<'_>,
    function: &Function,
    signature: &Signature,
    position: usize,
) -> String {
    let mut arguments = vec![position.to_string()];
    if function.kind.has_self() {
        arguments.push(signature.receiver());
    }
    arguments.extend(signature.params.iter().cloned());
    let name = if function.is_async { "call_async" } else { "call" };
    let call = format!("{}({})", file.own("runtime", name), arguments.join(", "));
    if function.is_async {
        return format!("await {call}");
    }
    call
}

fn constructor(file: &mut File<'_>, function: &Function, position: usize) -> String {
    let signature = Signature::new(file, function, true);
    let docs = functions::docstring(file, function, 8);
    let mut made = call(file, function, &signature, position);
    if let Answer::Raises { .. } = functions::answer(file.model, function) {
        made = format!("{}({made})", file.own("values", "unwrap"));
    }
    let adopt = file.own("runtime", "adopt");
    let receiver = signature.receiver();
    format!(
        "{}\n{docs}        {adopt}({receiver}, {made})\n",
        signature.define(4)
    )
}
