//! Functions that the host has: each calls out of the component by its full name in the world.

use super::{
    file::File,
    functions::{self, Answer, Signature},
    layout, names,
};
use crate::model::{Function, FunctionKind, Interface};

/// The name of a function among all functions of a world, as `plugwright build` numbers them.
pub(super) fn key(interface: &Interface, function: &Function) -> String {
    if interface.key.is_empty() {
        return function.wit.name.clone();
    }
    format!("{}#{}", interface.key, function.wit.name)
}

/// An imported function that belongs to no resource.
pub(super) fn free(file: &mut File<'_>, interface: &Interface, function: &Function) -> String {
    let signature = Signature::new(file, function, false);
    define(file, interface, function, &signature, 0)
}

/// A method, static function or constructor of an imported resource.
pub(super) fn member(file: &mut File<'_>, interface: &Interface, function: &Function) -> String {
    match function.kind {
        FunctionKind::Constructor(_) => constructor(file, interface, function),
        FunctionKind::Static(_) => {
            let mut signature = Signature::new(file, function, false);
            signature.name = names::imported_method(&function.name);
            let decorator = file.builtin("staticmethod");
            format!(
                "    @{decorator}\n{}",
                define(file, interface, function, &signature, 4)
            )
        }
        _ => {
            let mut signature = Signature::new(file, function, true);
            signature.name = names::imported_method(&function.name);
            define(file, interface, function, &signature, 4)
        }
    }
}

fn define(
    file: &mut File<'_>,
    interface: &Interface,
    function: &Function,
    signature: &Signature,
    indent: usize,
) -> String {
    let deprecated = functions::deprecated(file, &function.docs, indent);
    let docs = functions::docstring(file, function, indent + 4);
    let (head, arguments) = call(file, interface, function, signature);
    let indent_of_body = indent + 4;
    let body = match functions::answer(file.model, function) {
        Answer::Nothing => layout::call(indent_of_body, &head, &arguments),
        Answer::Raises { ok, .. } => {
            let unwrap = format!("{}(", file.own("values", "unwrap"));
            let nested =
                |outer: &str| layout::nested_call(indent_of_body, outer, &head, &arguments);
            match ok {
                None => nested(&unwrap),
                Some(_) => answered(signature, indent_of_body, |answer| {
                    nested(&format!("{answer}{unwrap}"))
                }),
            }
        }
        Answer::Value(_) => answered(signature, indent_of_body, |answer| {
            layout::call(indent_of_body, &format!("{answer}{head}"), &arguments)
        }),
    };
    format!("{deprecated}{}\n{docs}{body}", signature.define(indent))
}

/// Gives what a call answers its type, and returns it. `call` writes the call behind an assignment.
fn answered(signature: &Signature, indent: usize, call: impl Fn(&str) -> String) -> String {
    let answer = signature.local("answer");
    let call = call(&format!("{answer}: {} = ", signature.returns()));
    let margin = " ".repeat(indent);
    format!("{call}{margin}return {answer}\n")
}

/// The call of the host up to the parenthesis, and its arguments.
fn call(
    file: &mut File<'_>,
    interface: &Interface,
    function: &Function,
    signature: &Signature,
) -> (String, Vec<String>) {
    let mut arguments = vec![format!("\"{}\"", key(interface, function))];
    if function.kind.has_self() {
        arguments.push(signature.receiver());
    }
    arguments.extend(signature.params.iter().cloned());
    let (wait, name) = if function.is_async {
        ("await ", "call_async")
    } else {
        ("", "call")
    };
    (format!("{wait}{}(", file.own("runtime", name)), arguments)
}

fn constructor(file: &mut File<'_>, interface: &Interface, function: &Function) -> String {
    let signature = Signature::new(file, function, true);
    let docs = functions::docstring(file, function, 8);
    let (head, arguments) = call(file, interface, function, &signature);
    let mut made = format!("{head}{})", arguments.join(", "));
    if let Answer::Raises { .. } = functions::answer(file.model, function) {
        made = format!("{}({made})", file.own("values", "unwrap"));
    }
    let adopt = format!("{}(", file.own("runtime", "adopt"));
    let body = layout::call(8, &adopt, &[signature.receiver(), made]);
    format!("{}\n{docs}{body}", signature.define(4))
}
