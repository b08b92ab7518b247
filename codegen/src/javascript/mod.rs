//! JavaScript with TypeScript declarations, on jco.
//!
//! jco and componentize-js make the glue when a plugin is built; what an author needs from us is to be told, while typing,
//! what that glue passes and expects. So the bindings are declarations: an ambient module for each import, the type of
//! each export, and the type of the whole world, against which `tsc` checks plain JavaScript.
//!
//! The mapping of values is that of componentize-js 0.23: see [`types`].

mod declarations;
mod docs;
mod layout;
mod names;
mod stubs;
mod support;
mod types;
mod values;

use askama::Template;

use self::{declarations::Declarations, names::Names};
use crate::{
    Error, Model, Options, Output, Stubs,
    model::{Interface, InterfaceName, Side},
};

pub(crate) fn generate(model: &Model, options: &Options) -> Result<Output, Error> {
    support::check(model)?;
    let names = Names::new(model);
    let mut output = Output::default();
    let folder = match options.stubs {
        Stubs::None => "",
        Stubs::Todo | Stubs::Echo => "bindings/",
    };
    bindings(model, &names, folder, &mut output)?;
    if options.stubs != Stubs::None {
        project(model, &names, options, &mut output)?;
    }
    Ok(output)
}

fn bindings(model: &Model, names: &Names, folder: &str, output: &mut Output) -> Result<(), Error> {
    for interface in model.interfaces() {
        let file = names.file(interface);
        let text = match (interface.side, &interface.name) {
            (Side::Import, InterfaceName::World) => render(&world_import(model, names, interface))?,
            (Side::Import, _) => render(&import(model, names, interface))?,
            (Side::Export, InterfaceName::World) => continue,
            (Side::Export, _) => render(&export(model, names, interface))?,
        };
        let side = match interface.side {
            Side::Import => "imports",
            Side::Export => "exports",
        };
        output.add(format!("{folder}{side}/{file}.d.ts"), text);
    }
    output.add(format!("{folder}world.d.ts"), render(&world(model, names))?);
    output.add(
        format!("{folder}component-error.js"),
        render(&ComponentError)?,
    );
    Ok(())
}

fn project(
    model: &Model,
    names: &Names,
    options: &Options,
    output: &mut Output,
) -> Result<(), Error> {
    let name = options.package.clone();
    let name = name.unwrap_or_else(|| model.world.name.to_lowercase());
    output.add("package.json", render(&Package { name })?);
    output.add("tsconfig.json", render(&TsConfig)?);
    let plugin = stubs::plugin(model, names, options.stubs);
    output.add("src/plugin.js", render(&plugin)?);
    Ok(())
}

fn import(model: &Model, names: &Names, interface: &Interface) -> Import {
    let declarations = Declarations::new(model, names, interface);
    let items = [declarations.types(), declarations.imported_functions()];
    Import {
        modules: vec![Module {
            comment: docs::comment(&interface.docs, &[]),
            specifier: names::specifier(interface).to_owned(),
            lines: layout::indented(&declarations::paragraphs(items.into_iter())),
        }],
    }
}

/// The world's own types are one module, and each function that it imports is one.
fn world_import(model: &Model, names: &Names, interface: &Interface) -> Import {
    let declarations = Declarations::new(model, names, interface);
    let types = (!interface.types.is_empty()).then(|| Module {
        comment: docs::framed(&["Types of the world itself.".to_owned()]),
        specifier: names::ROOT.to_owned(),
        lines: layout::indented(&declarations.types()),
    });
    let functions = interface.functions.iter().map(|function| {
        let types = declarations::root_types(names, &[function], 2);
        let items = [types, declarations.default_function(function)];
        Module {
            comment: Vec::new(),
            specifier: function.name.clone(),
            lines: layout::indented(
                &items
                    .into_iter()
                    .filter(|it| !it.is_empty())
                    .collect::<Vec<_>>()
                    .join(&String::new()),
            ),
        }
    });
    Import {
        modules: types.into_iter().chain(functions).collect(),
    }
}

fn export(model: &Model, names: &Names, interface: &Interface) -> Export {
    let declarations = Declarations::new(model, names, interface);
    let mut lines = docs::comment(&interface.docs, &["@module".to_owned()]);
    if interface.docs.lines.is_empty() {
        lines.clear();
    } else {
        lines.push(String::new());
    }
    let items = [declarations.types(), declarations.exports()];
    lines.extend(declarations::paragraphs(items.into_iter()));
    Export { lines }
}

fn world(model: &Model, names: &Names) -> World {
    let mut members = Vec::new();
    let mut functions = Vec::new();
    for interface in &model.world.exports {
        if interface.name == InterfaceName::World {
            let declarations = Declarations::new(model, names, interface);
            members.extend(interface.functions.iter().map(|it| declarations.member(it)));
            functions.extend(&interface.functions);
            continue;
        }
        let (key, file) = (&interface.key, names.file(interface));
        let ty = format!("import(\"./exports/{file}.js\").{}", names::EXPORTS);
        let name = if names::is_identifier(key) {
            key.clone()
        } else {
            format!("\"{key}\"")
        };
        members.push(vec![format!("{name}: {ty};")]);
    }
    let mut lines = declarations::root_types(names, &functions, 0);
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.extend(docs::comment(&model.world.docs, &[]));
    let members = declarations::paragraphs(members.into_iter());
    lines.extend(declarations::block("export interface World", &members));
    World {
        references: model
            .world
            .imports
            .iter()
            .map(|it| names.file(it).to_owned())
            .collect(),
        lines,
    }
}

fn render(template: &impl Template) -> Result<String, Error> {
    let text = template.render().map_err(|error| Error::Generator {
        language: "JavaScript",
        reason: error.to_string(),
    })?;
    Ok(format!("{}\n", text.trim_end()))
}

#[derive(Template)]
#[template(path = "javascript/templates/import.d.ts", escape = "none")]
struct Import {
    modules: Vec<Module>,
}

/// An ambient module.
struct Module {
    comment: Vec<String>,
    specifier: String,
    lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "javascript/templates/export.d.ts", escape = "none")]
struct Export {
    lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "javascript/templates/world.d.ts", escape = "none")]
struct World {
    references: Vec<String>,
    lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "javascript/templates/component-error.js", escape = "none")]
struct ComponentError;

#[derive(Template)]
#[template(path = "javascript/templates/package.json", escape = "none")]
struct Package {
    name: String,
}

#[derive(Template)]
#[template(path = "javascript/templates/tsconfig.json", escape = "none")]
struct TsConfig;
