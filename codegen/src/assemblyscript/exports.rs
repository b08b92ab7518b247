//! What a plugin implements: one file an exported interface.

use askama::Template;

use super::{
    declarations::{self, fill},
    docs,
    glue::{Area, Callee, Glue, core_params, core_result, sizes},
    imports, layout,
    module::Module,
    names::{self, Member, Names},
    resources::{self, EXPORT},
};
use crate::{
    Error,
    model::{Function, FunctionCore, Interface, TypeKind},
};

#[derive(Template)]
#[template(path = "assemblyscript/templates/interface.ts", escape = "none")]
struct InterfaceTemplate {
    name: String,
    class: String,
    register: String,
    methods: Vec<Method>,
    functions: Vec<String>,
}

struct Method {
    docs: String,
    head: String,
}

#[derive(Template)]
#[template(path = "assemblyscript/templates/export.ts", escape = "none")]
struct ExportTemplate {
    component: String,
    head: String,
    body: String,
    post_return: Option<PostReturn>,
}

struct PostReturn {
    component: String,
    name: String,
    release: String,
}

/// The file of an exported interface.
pub(super) fn render(names: &Names<'_>, interface: &Interface) -> Result<String, Error> {
    let file = names.file(interface);
    let mut module = Module::new(&file.path, file.scope.clone(), &names.runtime());
    let sizes = sizes(names)?;
    let mut area = Area::default();
    let mut glue = Glue {
        names,
        module: &mut module,
        sizes: &sizes,
        area: &mut area,
    };
    let mut items = Vec::new();
    for declaration in &interface.types {
        items.push(match &declaration.kind {
            TypeKind::Resource(resource) => resources::exported(&mut glue, declaration, resource)?,
            _ => declarations::render(names, glue.module, declaration)?,
        });
    }
    items.push(implementation(&mut glue, interface)?);
    Ok(imports::file_text(&module, interface, &items, &area))
}

/// The class that the author extends, and the core functions that call it.
fn implementation(glue: &mut Glue<'_>, interface: &Interface) -> Result<String, Error> {
    let members = names::members(interface);
    if members.is_empty() {
        return Ok(String::new());
    }
    let mut methods = Vec::new();
    let mut functions = Vec::new();
    for member in &members {
        methods.push(method(glue, member));
        let callee = Callee::Function(format!("implementation!.{}", member.name));
        let name = format!("wasm-{}", member.name);
        let name = heck::ToLowerCamelCase::to_lower_camel_case(name.as_str());
        functions.push(core_function(glue, member.function, &name, callee)?);
    }
    let file = glue.names.file(interface);
    fill(&InterfaceTemplate {
        name: file.stem().to_owned(),
        class: file.class.clone(),
        register: file.register.clone(),
        methods,
        functions,
    })
}

fn method(glue: &mut Glue<'_>, member: &Member<'_>) -> Method {
    let head = format!("abstract {}", member.name);
    Method {
        docs: docs::comment(&member.function.docs, "  "),
        head: imports::signature(glue.names, glue.module, member.function, "  ", &head, ";"),
    }
}

/// The core function that the host calls, and the one that it calls when it has read the answer.
pub(super) fn core_function(
    glue: &mut Glue<'_>,
    function: &Function,
    name: &str,
    callee: Callee,
) -> Result<String, Error> {
    let FunctionCore::Export {
        name: component,
        post_return,
    } = &function.core
    else {
        return Ok(String::new());
    };
    let model = glue.names.model;
    let declared = core_params(model, EXPORT, function);
    let result = core_result(model, EXPORT, function);
    let params = (0..declared.len()).map(|position| format!("arg{position}"));
    let body = glue.export(function, params.collect(), callee)?;
    let name = glue.module.declare(name);
    let head = format!("export function {name}");
    fill(&ExportTemplate {
        component: component.clone(),
        head: layout::call("", &head, &declared, &format!(": {result} {{")),
        body: layout::indented(&body, "  "),
        post_return: post_return.as_ref().map(|component| PostReturn {
            component: component.clone(),
            name: glue.module.declare(&format!("{name}Done")),
            release: glue.module.abi("release"),
        }),
    })
}
