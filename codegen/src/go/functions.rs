//! Functions as authors see them: those they call, and those they implement.

use askama::Template;

use super::{
    declarations::{Row, aligned, described, render},
    docs,
    file::File,
    results::{Outcome, outcome},
};
use crate::{
    Error,
    model::{Function, FunctionKind, Interface, Resource, TypeKind},
};

#[derive(Template)]
#[template(path = "go/templates/exports.go", escape = "none")]
struct Exports {
    interface: String,
    methods: String,
}

#[derive(Template)]
#[template(path = "go/templates/native.go", escape = "none")]
struct Native {
    fields: String,
    functions: Vec<NativeFunction>,
    resources: Vec<String>,
}

struct NativeFunction {
    symbol: String,
    signature: String,
    call: String,
}

/// An imported function that authors call.
pub(super) fn public(file: &File<'_>, interface: &Interface, function: &Function) -> String {
    let name = file.names.function(package(file), function);
    let receiver = if function.kind.has_self() {
        format!("({} {}) ", name.receiver, receiver_type(file, function))
    } else {
        String::new()
    };
    let docs = documented(interface, function, &name.name, "");
    let params = file.params(&name.params, function);
    let returns = file.returns(function);
    let call = call(file, function, &format!("host{}", name.symbol));
    format!(
        "{docs}func {receiver}{}{params}{returns} {{\n\t{call}\n}}",
        name.name
    )
}

/// The signature of the function behind [`public`]: a method has its receiver as first parameter.
pub(super) fn flat_signature(file: &File<'_>, function: &Function) -> (String, String) {
    let name = file.names.function(package(file), function);
    let mut params = file.params(&name.params, function);
    if function.kind.has_self() {
        let receiver = format!("{} {}", name.receiver, receiver_type(file, function));
        let separator = if function.params.is_empty() { "" } else { ", " };
        params.insert_str(1, &format!("{receiver}{separator}"));
    }
    (params, file.returns(function))
}

/// What a plugin implements of an interface; nothing when there is nothing to implement.
pub(super) fn exports(file: &File<'_>, interface: &Interface) -> Result<Option<String>, Error> {
    if !is_implemented(interface) {
        return Ok(None);
    }
    let methods = implemented(interface);
    let methods = methods.map(|function| method(file, interface, function));
    let exports = Exports {
        interface: described(interface),
        methods: methods.collect(),
    };
    render(&exports).map(Some)
}

/// Whether a plugin registers an implementation of an exported interface.
pub(super) fn is_implemented(interface: &Interface) -> bool {
    implemented(interface).next().is_some()
}

/// The functions that a plugin registers: all but the methods of resources, which their objects have.
pub(super) fn implemented(interface: &Interface) -> impl Iterator<Item = &Function> {
    let of_resources = resources(interface).flat_map(|resource| &resource.functions);
    let of_resources = of_resources.filter(|function| !function.kind.has_self());
    interface.functions.iter().chain(of_resources)
}

/// The methods of a resource that the plugin implements.
pub(super) fn methods(file: &File<'_>, interface: &Interface, resource: &Resource) -> String {
    let methods = resource.functions.iter();
    let methods = methods.filter(|function| function.kind.has_self());
    methods
        .map(|function| method(file, interface, function))
        .collect()
}

/// The stand-ins for the host in tests.
pub(super) fn native(file: &File<'_>, interface: &Interface) -> Result<String, Error> {
    let functions = all(interface);
    let rows = functions.iter().map(|function| {
        let name = file.names.function(package(file), function);
        let (params, returns) = flat_signature(file, function);
        Row {
            docs: format!("\t// {} is called for {}.\n", name.symbol, function.name),
            name: name.symbol.clone(),
            rest: format!("func{params}{returns}"),
        }
    });
    let native = Native {
        fields: aligned(&rows.collect::<Vec<_>>()),
        functions: functions
            .iter()
            .map(|it| native_function(file, it))
            .collect(),
        resources: interface
            .types
            .iter()
            .filter(|ty| matches!(ty.kind, TypeKind::Resource(_)))
            .map(|ty| file.names.ty(ty.id).name.clone())
            .collect(),
    };
    render(&native)
}

/// All functions of an interface, those of resources included.
pub(super) fn all(interface: &Interface) -> Vec<&Function> {
    let of_resources = resources(interface).flat_map(|resource| &resource.functions);
    interface.functions.iter().chain(of_resources).collect()
}

fn resources(interface: &Interface) -> impl Iterator<Item = &Resource> {
    interface.types.iter().filter_map(|ty| match &ty.kind {
        TypeKind::Resource(resource) => Some(resource),
        _ => None,
    })
}

fn native_function(file: &File<'_>, function: &Function) -> NativeFunction {
    let name = file.names.function(package(file), function);
    let (params, returns) = flat_signature(file, function);
    NativeFunction {
        symbol: name.symbol.clone(),
        signature: format!("{params}{returns}"),
        call: call(file, function, &format!("host.{}", name.symbol)),
    }
}

fn method(file: &File<'_>, interface: &Interface, function: &Function) -> String {
    let name = file.names.function(package(file), function);
    let params = file.params(&name.params, function);
    let docs = documented(interface, function, &name.name, "\t");
    let declared = if function.kind.has_self() {
        &name.name
    } else {
        &name.symbol
    };
    format!("{docs}\t{declared}{params}{}\n", file.returns(function))
}

fn documented(interface: &Interface, function: &Function, name: &str, indent: &str) -> String {
    let verb = match function.kind {
        FunctionKind::Constructor(_) => "makes a".to_owned(),
        _ => "is".to_owned(),
    };
    let otherwise = format!(
        "{name} {verb} {} of {}.",
        function.name,
        described(interface)
    );
    docs::comment(&function.docs, indent, &otherwise)
}

/// A call of `target` with the parameters of `function`, as a statement that ends a function.
pub(super) fn call(file: &File<'_>, function: &Function, target: &str) -> String {
    let name = file.names.function(package(file), function);
    let receiver = function.kind.has_self().then_some(&name.receiver);
    let arguments: Vec<&str> = receiver
        .into_iter()
        .chain(&name.params)
        .map(String::as_str)
        .collect();
    let call = format!("{target}({})", arguments.join(", "));
    match outcome(file.model, function) {
        Outcome::Value(None) => call,
        _ => format!("return {call}"),
    }
}

fn receiver_type(file: &File<'_>, function: &Function) -> String {
    let resource = function.kind.resource();
    resource.map_or_else(String::new, |id| format!("*{}", file.named(id)))
}

fn package(file: &File<'_>) -> usize {
    file.package.unwrap_or_default()
}
