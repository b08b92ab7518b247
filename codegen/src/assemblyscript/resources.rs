//! Resources: classes around the host's handles, and classes that the author extends.

use askama::Template;
use wit_bindgen_core::abi::AbiVariant;

use super::{
    declarations::fill,
    docs, exports,
    glue::{Callee, Glue},
    imports, layout, names,
};
use crate::{
    Error,
    model::{Function, FunctionKind, Resource, Type, TypeDef},
};

/// Starts the name of the function that makes a handle for an object.
pub(super) const LOWER: &str = "lower";
/// Starts the name of the function that takes the object back, with the handle gone.
pub(super) const TAKE: &str = "take";
/// Starts the name of the function that finds the object which is lent for a call.
pub(super) const GET: &str = "find";

#[derive(Template)]
#[template(path = "assemblyscript/templates/handle.ts", escape = "none")]
struct HandleTemplate {
    docs: String,
    name: String,
    base: String,
    members: Vec<MemberText>,
    core_drop: String,
    externals: Vec<String>,
}

struct MemberText {
    docs: String,
    head: String,
    body: String,
}

#[derive(Template)]
#[template(path = "assemblyscript/templates/object.ts", escape = "none")]
struct ObjectTemplate {
    docs: String,
    name: String,
    methods: Vec<MemberText>,
    dispose: String,
    table: String,
    objects: String,
    lower: String,
    take: String,
    get: String,
    new: Core,
    rep: Core,
    drop: Core,
    dtor: String,
    dtor_function: String,
    functions: Vec<String>,
}

/// A core function: its name here, and its declaration.
struct Core {
    name: String,
    declaration: String,
}

/// The class of a resource that the host implements.
pub(super) fn imported(
    glue: &mut Glue<'_>,
    declaration: &TypeDef,
    resource: &Resource,
) -> Result<String, Error> {
    let name = glue.names.ty(declaration.id).to_owned();
    let mut members = Vec::new();
    let mut externals = Vec::new();
    let member_names = names::handle_members(resource);
    for (function, member) in resource.functions.iter().zip(member_names) {
        let core = glue
            .module
            .declare(&format!("wasm{name}{}", pascal(&member)));
        members.push(handle_member(glue, declaration, function, &member, &core)?);
        externals.push(imports::external(glue, function, &core));
    }
    let core_drop = core(
        glue,
        &resource.core.drop,
        &format!("resourceDrop{name}"),
        "void",
    );
    externals.push(core_drop.declaration);
    let base = glue.module.runtime("handles", "Handle");
    fill(&HandleTemplate {
        docs: docs::comment(&declaration.docs, ""),
        name,
        base,
        members,
        core_drop: core_drop.name,
        externals,
    })
}

fn pascal(name: &str) -> String {
    heck::ToUpperCamelCase::to_upper_camel_case(name)
}

fn handle_member(
    glue: &mut Glue<'_>,
    declaration: &TypeDef,
    function: &Function,
    member: &str,
    core: &str,
) -> Result<MemberText, Error> {
    let mut params = names::params(function);
    let core = core.to_owned();
    let docs = docs::comment(&function.docs, "  ");
    if makes_itself(declaration, function) {
        let body = glue.import(function, params, Callee::Constructor(core))?;
        let signature = imports::signature(
            glue.names,
            glue.module,
            &without_result(function),
            "  ",
            "constructor",
            " {",
        );
        return Ok(MemberText {
            docs,
            head: signature.replace("): void {", ") {"),
            body: layout::indented(&format!("super();\n{body}"), "    "),
        });
    }
    let mut head = format!("static {member}");
    if function.kind.has_self() {
        member.clone_into(&mut head);
        params.insert(0, "this".to_owned());
    }
    let body = glue.import(function, params, Callee::Core(core))?;
    Ok(MemberText {
        docs,
        head: imports::signature(glue.names, glue.module, function, "  ", &head, " {"),
        body: layout::indented(&body, "    "),
    })
}

/// Whether it is a constructor that cannot fail, which `new` calls.
fn makes_itself(declaration: &TypeDef, function: &Function) -> bool {
    matches!(function.kind, FunctionKind::Constructor(_))
        && matches!(function.result, Some(Type::Own(id)) if id == declaration.id)
}

fn without_result(function: &Function) -> Function {
    Function {
        result: None,
        ..function.clone()
    }
}

fn core(glue: &mut Glue<'_>, (module, field): &(String, String), name: &str, result: &str) -> Core {
    let name = glue.module.declare(name);
    let declaration = imports::declare((module, field), &name, &["handle: i32".to_owned()], result);
    Core { name, declaration }
}

/// The class that the author extends for a resource of the component's own, with the table of its objects.
pub(super) fn exported(
    glue: &mut Glue<'_>,
    declaration: &TypeDef,
    resource: &Resource,
) -> Result<String, Error> {
    let name = glue.names.ty(declaration.id).to_owned();
    let Some(own) = &resource.core.exported else {
        return Ok(String::new());
    };
    let (methods, dispose) = names::object_members(resource);
    let mut texts = Vec::new();
    let mut functions = Vec::new();
    for (member, function) in methods {
        let head = format!("abstract {member}");
        texts.push(MemberText {
            docs: docs::comment(&function.docs, "  "),
            head: imports::signature(glue.names, glue.module, function, "  ", &head, ";"),
            body: String::new(),
        });
        let callee = Callee::Method(member.clone());
        let wasm = format!("wasm{name}{}", pascal(&member));
        functions.push(exports::core_function(glue, function, &wasm, callee)?);
    }
    let new = core(glue, &own.new, &format!("resourceNew{name}"), "i32");
    let rep = core(glue, &own.rep, &format!("resourceRep{name}"), "i32");
    let drop = core(
        glue,
        &resource.core.drop,
        &format!("resourceDrop{name}"),
        "void",
    );
    let objects = glue.module.declare(&format!("objectsOf{name}"));
    fill(&ObjectTemplate {
        docs: docs::comment(&declaration.docs, ""),
        methods: texts,
        dispose,
        table: glue.module.runtime("handles", "Table"),
        objects,
        lower: format!("{LOWER}{name}"),
        take: format!("{TAKE}{name}"),
        get: format!("{GET}{name}"),
        new,
        rep,
        drop,
        dtor: own.dtor.clone(),
        dtor_function: glue.module.declare(&format!("wasmDispose{name}")),
        functions,
        name,
    })
}

/// The variant of the ABI that exported functions have.
pub(super) const EXPORT: AbiVariant = AbiVariant::GuestExport;
