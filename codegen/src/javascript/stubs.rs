//! The author's module: what the world exports, to be written or answering as [`Echo`] tells.

use std::collections::HashMap;

use askama::Template;
use wit_parser::TypeId;

use super::{
    layout::{self, Code, VALUES},
    names::{self, KEYWORDS, Names},
    types::Types,
    values::{Values, tagged},
};
use crate::{
    Model, Stubs,
    model::{Echo, Function, FunctionKind, Interface, InterfaceName, Resource, Type, TypeKind},
    scope::Scope,
};

/// What an implementation uses by its name.
const USED: [&str; 5] = ["Array", "ComponentError", "Error", "World", "Object"];

/// The author's module.
#[derive(Template)]
#[template(path = "javascript/templates/plugin.js", escape = "none")]
pub(super) struct Plugin {
    world: String,
    imports: Vec<String>,
    items: Vec<Vec<String>>,
    exports: Vec<String>,
}

/// The module that implements a world.
pub(super) fn plugin(model: &Model, names: &Names, stubs: Stubs) -> Plugin {
    let mut module = Module::new(model, names, stubs);
    for interface in &model.world.exports {
        module.implement(interface);
    }
    module.finish()
}

/// The module while it is written.
struct Module<'a> {
    model: &'a Model,
    names: &'a Names,
    stubs: Stubs,
    scope: Scope,
    /// Local names of imports, by their specifier.
    imports: Vec<(String, Import)>,
    classes: HashMap<TypeId, String>,
    throws: bool,
    items: Vec<Vec<String>>,
    exports: Vec<Code>,
}

/// How an import is used.
struct Import {
    local: String,
    is_default: bool,
}

impl<'a> Module<'a> {
    fn new(model: &'a Model, names: &'a Names, stubs: Stubs) -> Self {
        let mut scope = Scope::new(&[&KEYWORDS[..], &USED].concat());
        let resources = model.world.exports.iter().flat_map(|it| &it.types);
        let resources = resources.filter(|ty| matches!(ty.kind, TypeKind::Resource(_)));
        let classes = resources.map(|ty| (ty.id, scope.declare(&names::class(&ty.name))));
        Self {
            classes: classes.collect(),
            model,
            names,
            stubs,
            scope,
            imports: Vec::new(),
            throws: false,
            items: Vec::new(),
            exports: Vec::new(),
        }
    }

    fn implement(&mut self, interface: &Interface) {
        if interface.name == InterfaceName::World {
            for function in &interface.functions {
                self.world_function(interface, function);
            }
            return;
        }
        let path = format!("World[\"{}\"]", interface.key);
        let mut members = Vec::new();
        for ty in &interface.types {
            if let TypeKind::Resource(resource) = &ty.kind {
                let local = self.classes.get(&ty.id).cloned().unwrap_or_default();
                let property = names::class(&ty.name);
                self.class(
                    interface,
                    resource,
                    &local,
                    &format!("{path}[\"{property}\"]"),
                );
                members.push(if local == property {
                    vec![format!("{local},")]
                } else {
                    vec![format!("{property}: {local},")]
                });
            }
        }
        for function in &interface.functions {
            let mut lines = self.method(interface, function, "", 2);
            if let Some(last) = lines.last_mut() {
                last.push(',');
            }
            members.push(lines);
        }
        let local = self.scope.declare(&names::member(interface.name.short()));
        self.items.push(object(&path, &local, &members));
        self.export(&local, &interface.key);
    }

    fn world_function(&mut self, interface: &Interface, function: &Function) {
        let name = names::member(&function.name);
        let local = self.scope.declare(&name);
        let mut lines = vec![format!("/** @type {{World[\"{name}\"]}} */")];
        let body = self.body(interface, function);
        let head = format!("{}function {local}", asynchronous(function));
        lines.extend(braces(0, &head, &body));
        self.items.push(lines);
        self.export(&local, &name);
    }

    fn class(&mut self, interface: &Interface, resource: &Resource, local: &str, path: &str) {
        let mut members = Vec::new();
        for function in &resource.functions {
            let name = names::member(&function.name);
            let (of, prefix) = match function.kind {
                FunctionKind::Constructor(_) => {
                    members.extend(self.constructor(function, path));
                    continue;
                }
                FunctionKind::Static(_) => (path.to_owned(), "static "),
                _ => (format!("{path}[\"prototype\"]"), ""),
            };
            let mut lines = vec![format!("/** @type {{{of}[\"{name}\"]}} */")];
            lines.extend(self.method(interface, function, prefix, 2));
            members.push(lines);
        }
        let members = members.join(&String::new());
        let item = super::declarations::block(&format!("class {local}"), &members);
        self.items.push(item);
    }

    /// A constructor that is to be written; an echo needs none.
    fn constructor(&self, function: &Function, path: &str) -> Option<Vec<String>> {
        if self.stubs == Stubs::Echo {
            return None;
        }
        let params = names::params(function, &[]);
        let body = Body {
            params: params.clone(),
            lines: vec![to_be_written("the constructor")],
        };
        let types = params.iter().enumerate();
        let types = types
            .map(|(at, name)| format!("@param {{ConstructorParameters<{path}>[{at}]}} {name}"));
        let comment = super::docs::framed(&types.collect::<Vec<_>>());
        Some([comment, braces(2, "constructor", &body)].concat())
    }

    fn method(
        &mut self,
        interface: &Interface,
        function: &Function,
        prefix: &str,
        indent: usize,
    ) -> Vec<String> {
        let body = self.body(interface, function);
        let name = names::member(&function.name);
        let head = format!("{prefix}{}{name}", asynchronous(function));
        braces(indent, &head, &body)
    }

    fn body(&mut self, interface: &Interface, function: &Function) -> Body {
        let params = names::params(function, &USED);
        if self.stubs != Stubs::Echo {
            let lines = vec![to_be_written(&format!("`{}`", function.name))];
            return Body { params, lines };
        }
        match self.model.echo(interface, function) {
            Echo::Import(from, import) => {
                let callee = self.callee(from, import);
                let lines = self.passed_on(function, &callee, &params);
                Body { params, lines }
            }
            Echo::Param(position) => {
                let used = params.get(..=position).unwrap_or_default().to_vec();
                let name = used.last().cloned().unwrap_or_default();
                let lines = self.repeated(function, &name);
                Body {
                    params: used,
                    lines,
                }
            }
            Echo::Default => Body::bare(self.made_up(function)),
            Echo::Nothing => Body::bare(Vec::new()),
        }
    }

    /// The local name of an imported function.
    fn callee(&mut self, interface: &Interface, function: &Function) -> String {
        let name = names::member(&function.name);
        if interface.name == InterfaceName::World {
            return self.import(&function.name, &format!("imported-{}", function.name), true);
        }
        let label = format!("imported-{}", interface.name.short());
        let local = self.import(&interface.key, &label, false);
        format!("{local}.{name}")
    }

    fn import(&mut self, specifier: &str, label: &str, is_default: bool) -> String {
        let known = self.imports.iter().find(|(known, _)| known == specifier);
        if let Some((_, import)) = known {
            return import.local.clone();
        }
        let local = self.scope.declare(&names::member(label));
        let import = Import {
            local: local.clone(),
            is_default,
        };
        self.imports.push((specifier.to_owned(), import));
        local
    }

    fn passed_on(&self, function: &Function, callee: &str, params: &[String]) -> Vec<String> {
        let call = format!("{callee}({})", params.join(", "));
        if function.result.is_none() {
            return layout::call(4, callee, params, ";");
        }
        if self.answers_with_a_tag(function) {
            return returned(&tagged("ok", Some(Code::text(call))));
        }
        layout::call(4, &format!("return {callee}"), params, ";")
    }

    fn repeated(&mut self, function: &Function, name: &str) -> Vec<String> {
        let result = function.result.as_ref();
        let structure = result.map(|ty| self.model.structure(ty));
        let Some(Type::Result { .. }) = structure else {
            return vec![format!("return {name};")];
        };
        self.throws = true;
        let mut lines = vec![
            format!("if ({name}.tag === \"err\") {{"),
            format!("  throw new ComponentError({name}.val);"),
            "}".to_owned(),
        ];
        let val = Code::text(format!("{name}.val"));
        lines.extend(if self.answers_with_a_tag(function) {
            returned(&tagged("ok", Some(val)))
        } else {
            returned(&val)
        });
        lines
    }

    fn made_up(&self, function: &Function) -> Vec<String> {
        let values = Values {
            types: self.types(),
            classes: &self.classes,
        };
        let result = function.result.as_ref().map(|ty| self.model.structure(ty));
        let made = match &result {
            Some(Type::Result { ok: None, .. }) | None => return Vec::new(),
            Some(Type::Result { ok: Some(ok), .. }) => values.default(ok),
            Some(ty) => values.default(ty),
        };
        match made {
            None => vec!["throw new Error(\"only the host can make this value\");".to_owned()],
            Some(made) if self.answers_with_a_tag(function) => returned(&tagged("ok", Some(made))),
            Some(made) => returned(&made),
        }
    }

    fn answers_with_a_tag(&self, function: &Function) -> bool {
        let result = function.result.as_ref().map(|ty| self.model.structure(ty));
        match result {
            Some(Type::Result { ok: Some(ok), .. }) => self.types().looks_like_a_result(&ok),
            _ => false,
        }
    }

    fn types(&self) -> Types<'a> {
        Types {
            model: self.model,
            names: self.names,
        }
    }

    fn export(&mut self, local: &str, name: &str) {
        self.exports.push(Code::text(if local == name {
            local.to_owned()
        } else if names::is_identifier(name) {
            format!("{local} as {name}")
        } else {
            format!("{local} as \"{name}\"")
        }));
    }

    fn finish(self) -> Plugin {
        let mut imports = Vec::new();
        for (specifier, import) in &self.imports {
            let local = &import.local;
            imports.push(if import.is_default {
                format!("import {local} from \"{specifier}\";")
            } else {
                format!("import * as {local} from \"{specifier}\";")
            });
        }
        if self.throws {
            let from = "../bindings/component-error.js";
            imports.push(format!("import {{ ComponentError }} from \"{from}\";"));
        }
        if !imports.is_empty() {
            imports.insert(0, String::new());
        }
        let exports = self.exports.into_iter().map(|code| (String::new(), code));
        Plugin {
            world: self.model.world.name.clone(),
            imports,
            items: self.items,
            exports: Code::Braces(exports.collect(), VALUES).print(0, "export ", ";"),
        }
    }
}

/// Parameters and statements of a function.
struct Body {
    params: Vec<String>,
    lines: Vec<String>,
}

impl Body {
    fn bare(lines: Vec<String>) -> Self {
        Self {
            params: Vec::new(),
            lines,
        }
    }
}

fn returned(code: &Code) -> Vec<String> {
    code.print(4, "return ", ";")
}

fn to_be_written(what: &str) -> String {
    format!("throw new Error(\"{what} is to be written\");")
}

fn asynchronous(function: &Function) -> &'static str {
    if function.is_async { "async " } else { "" }
}

/// A function with its body.
fn braces(indent: usize, head: &str, body: &Body) -> Vec<String> {
    if body.lines.is_empty() {
        return layout::call(indent, head, &body.params, " {}");
    }
    let mut lines = layout::call(indent, head, &body.params, " {");
    lines.extend(layout::indented(&body.lines));
    lines.push("}".to_owned());
    lines
}

/// The object that implements an interface.
fn object(path: &str, local: &str, members: &[Vec<String>]) -> Vec<String> {
    let mut lines = vec![format!("/** @type {{{path}}} */")];
    let members = super::declarations::paragraphs(members.iter().cloned());
    if members.is_empty() {
        lines.push(format!("const {local} = {{}};"));
        return lines;
    }
    lines.extend(super::declarations::block(
        &format!("const {local} ="),
        &members,
    ));
    if let Some(last) = lines.last_mut() {
        last.push(';');
    }
    lines
}
