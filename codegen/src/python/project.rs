//! What makes bindings a project: `pyproject.toml`, the author's modules and the entry point of the component.

use askama::Template;
use heck::ToSnakeCase;

use super::{Context, HEADER, names, render, stubs};
use crate::{
    Error, Options, Output, Stubs,
    model::{Interface, InterfaceName, TypeKind},
    scope::Scope,
};

/// What the author's package cannot be called: the bindings and the entry point are beside it.
const BESIDE: [&str; 2] = ["app", "bindings"];

#[derive(Template)]
#[template(path = "python/templates/pyproject.toml", escape = "none")]
struct Pyproject<'a> {
    name: &'a str,
    description: String,
    deprecated: bool,
}

#[derive(Template)]
#[template(path = "python/templates/app.py", escape = "none")]
struct App<'a> {
    header: &'static str,
    package: &'a str,
    modules: Vec<String>,
    resources: Vec<(String, Vec<(String, String)>)>,
    protocols: Vec<(String, String)>,
}

/// Writes the project, if one is asked for.
pub(super) fn write(
    context: &Context<'_>,
    options: &Options,
    output: &mut Output,
) -> Result<(), Error> {
    if options.stubs == Stubs::None {
        return Ok(());
    }
    let world = &context.model.world;
    let name = options.package.as_deref().unwrap_or(&world.name);
    let package = Scope::new(&BESIDE).declare(&names::snake(&name.to_snake_case()));
    let pyproject = Pyproject {
        name,
        description: format!(
            "A plugin for {}:{}/{}",
            world.package.namespace, world.package.name, world.name
        ),
        deprecated: context.has_deprecated(),
    };
    output.add("pyproject.toml", render(&pyproject)?);
    output.add(format!("src/{package}/__init__.py"), "");
    for position in 0..world.exports.len() {
        if let Some(text) = stubs::module(context, position, options.stubs) {
            let module = context.names.author(position);
            output.add(format!("src/{package}/{module}.py"), text);
        }
    }
    output.add("src/app.py", render(&app(context, &package))?);
    Ok(())
}

fn app<'a>(context: &Context<'_>, package: &'a str) -> App<'a> {
    let mut app = App {
        header: HEADER,
        package,
        modules: Vec::new(),
        resources: Vec::new(),
        protocols: Vec::new(),
    };
    for (position, interface) in context.model.world.exports.iter().enumerate() {
        if !stubs::is_implemented(interface) {
            continue;
        }
        let module = context.names.author(position);
        app.modules.push(module.to_owned());
        let resources = resources(interface, module);
        if !resources.is_empty() {
            let looked_for = names::snake(&names::full(interface));
            app.resources.push((looked_for, resources));
        }
        if !interface.functions.is_empty() {
            let looked_for = match interface.name {
                InterfaceName::World => "WitWorld".to_owned(),
                _ => names::class(&names::full(interface)),
            };
            let class = stubs::class_name(context, position);
            app.protocols
                .push((looked_for, format!("_{module}.{class}")));
        }
    }
    app.modules.sort();
    app
}

fn resources(interface: &Interface, module: &str) -> Vec<(String, String)> {
    let resources = interface
        .types
        .iter()
        .filter(|ty| matches!(ty.kind, TypeKind::Resource(_)));
    resources
        .map(|ty| {
            let class = names::class(&ty.name);
            (class.clone(), format!("_{module}.{class}"))
        })
        .collect()
}
