//! What a plugin may use: one file an imported interface.

use askama::Template;
use heck::ToUpperCamelCase;
use wit_bindgen_core::abi::AbiVariant;

use super::{
    HEADER, declarations, docs,
    glue::{Area, Callee, Glue, core_params, core_result, sizes},
    layout,
    module::Module,
    names::{self, Names},
    resources,
};
use crate::{
    Error,
    model::{Function, FunctionCore, Interface, TypeKind},
};

#[derive(Template)]
#[template(path = "assemblyscript/templates/function.ts", escape = "none")]
struct FunctionTemplate {
    docs: String,
    head: String,
    body: String,
    core: String,
}

/// The file of an imported interface.
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
            TypeKind::Resource(resource) => resources::imported(&mut glue, declaration, resource)?,
            _ => declarations::render(names, glue.module, declaration)?,
        });
    }
    for (function, name) in interface.functions.iter().zip(&file.functions) {
        items.push(free(&mut glue, function, name)?);
    }
    Ok(file_text(&module, interface, &items, &area))
}

/// A file with its header and imports before what it declares.
pub(super) fn file_text(
    module: &Module,
    interface: &Interface,
    items: &[String],
    area: &Area,
) -> String {
    let docs = docs::comment(&interface.docs, "");
    let gap = if docs.is_empty() { "" } else { "\n" };
    let items: Vec<&str> = items
        .iter()
        .map(String::as_str)
        .filter(|item| !item.is_empty())
        .collect();
    let imports = module.import_lines();
    let items = items.join("\n");
    let area = area.declaration();
    let text = format!("{HEADER}\n\n{docs}{gap}{imports}{items}{area}");
    layout::wrapped(text.trim_end())
}

fn free(glue: &mut Glue<'_>, function: &Function, name: &str) -> Result<String, Error> {
    let core = glue
        .module
        .declare(&format!("wasm{}", name.to_upper_camel_case()));
    let params = names::params(function);
    let body = glue.import(function, params, Callee::Core(core.clone()))?;
    let head = format!("export function {name}");
    declarations::fill(&FunctionTemplate {
        docs: docs::comment(&function.docs, ""),
        head: signature(glue.names, glue.module, function, "", &head, " {"),
        body: layout::indented(&body, "  "),
        core: external(glue, function, &core),
    })
}

/// The declaration of the core function behind an import.
pub(super) fn external(glue: &Glue<'_>, function: &Function, name: &str) -> String {
    let FunctionCore::Import(module, field) = &function.core else {
        return String::new();
    };
    let model = glue.names.model;
    let params = core_params(model, AbiVariant::GuestImport, function);
    let result = core_result(model, AbiVariant::GuestImport, function);
    declare((module, field), name, &params, result)
}

/// The declaration of a function that the host provides.
pub(super) fn declare(
    (module, field): (&str, &str),
    name: &str,
    params: &[String],
    result: &str,
) -> String {
    let names = [format!("\"{module}\""), format!("\"{field}\"")];
    let external = layout::call("", "@external", &names, "");
    let head = format!("declare function {name}");
    let function = layout::call("", &head, params, &format!(": {result};"));
    format!("// @ts-ignore: decorator\n{external}\n{function}\n")
}

/// `head(parameters): result` and `tail`, in types of the language.
pub(super) fn signature(
    names: &Names<'_>,
    module: &mut Module,
    function: &Function,
    indent: &str,
    head: &str,
    tail: &str,
) -> String {
    let params = function.params.iter().zip(names::params(function));
    let params: Vec<String> = params
        .map(|(param, name)| format!("{name}: {}", names.write(module, &param.ty)))
        .collect();
    let result = match &function.result {
        Some(ty) => names.write(module, ty),
        None => "void".to_owned(),
    };
    layout::call(indent, head, &params, &format!(": {result}{tail}"))
}
