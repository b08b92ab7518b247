//! What an author implements: a protocol for each exported interface, and one for each of its resources.

use super::{
    calls, docs,
    file::File,
    functions::{self, Signature},
    names,
};
use crate::model::{Docs, Function, FunctionKind, Interface};

/// The protocol `name` of an exported interface.
pub(super) fn interface(file: &mut File<'_>, interface: &Interface, name: &str) -> String {
    let title = if interface.key.is_empty() {
        "What the component itself offers.".to_owned()
    } else {
        format!("The interface `{}`.", interface.key)
    };
    let lines = docs::lines(&interface.docs, &[]);
    let lines = if lines.is_empty() { vec![title] } else { lines };
    let members = members(file, interface, &interface.functions);
    class(file, name, &lines, members)
}

/// The protocol of an exported resource.
pub(super) fn resource(
    file: &mut File<'_>,
    interface: &Interface,
    name: &str,
    functions: &[Function],
    docs: &Docs,
) -> String {
    let members = members(file, interface, functions);
    class(file, name, &docs::lines(docs, &[]), members)
}

fn class(file: &mut File<'_>, name: &str, lines: &[String], mut members: Vec<String>) -> String {
    let protocol = file.import("typing", "Protocol");
    let docs = docs::docstring(lines, 4);
    if !docs.is_empty() {
        members.insert(0, docs);
    }
    if members.is_empty() {
        members.push("    pass\n".to_owned());
    }
    format!("class {name}({protocol}):\n{}", members.join("\n"))
}

fn members(file: &mut File<'_>, interface: &Interface, functions: &[Function]) -> Vec<String> {
    let mut members = Vec::new();
    for function in functions {
        members.push(member(file, function));
        if function.is_async {
            members.push(start(file, interface, function));
        }
    }
    members
}

fn member(file: &mut File<'_>, function: &Function) -> String {
    let is_static = matches!(function.kind, FunctionKind::Static(_));
    let signature = Signature::new(file, function, !is_static);
    let mut decorators = String::new();
    if is_static {
        decorators += &format!("    @{}\n", file.builtin("staticmethod"));
    }
    decorators += &format!("    @{}\n", file.import("abc", "abstractmethod"));
    let docs = functions::docstring(file, function, 8);
    format!(
        "{decorators}{}\n{docs}        raise {}\n",
        signature.define(4),
        file.builtin("NotImplementedError")
    )
}

/// The method through which componentize-py starts an `async` function.
fn start(file: &mut File<'_>, interface: &Interface, function: &Function) -> String {
    let key = calls::key(interface, function);
    let name = names::snake(&function.name);
    let params: Vec<String> = function
        .params
        .iter()
        .map(|param| names::snake(&param.name))
        .collect();
    let first_poll = file.own("runtime", "first_poll");
    let any = match params.as_slice() {
        [] => String::new(),
        _ => file.import("typing", "Any"),
    };
    let int = file.builtin("int");
    let is_static = matches!(function.kind, FunctionKind::Static(_));
    let (decorator, receiver) = if is_static {
        (format!("    @{}\n", file.builtin("classmethod")), "cls")
    } else {
        (String::new(), "self")
    };
    let mut annotated = vec![receiver.to_owned()];
    annotated.extend(params.iter().map(|param| format!("{param}: {any}")));
    annotated.push(format!("_borrows: {int}"));
    let head = super::layout::brackets(
        4,
        &format!("def _async_start_{name}("),
        &annotated,
        &format!(") -> {int}:"),
    );
    format!(
        "{decorator}{head}\n        return {first_poll}(\"{key}\", _borrows, {receiver}.{name}({}))\n",
        params.join(", ")
    )
}
