//! Declarations of types and functions, for both sides of a component.

use super::{
    docs,
    layout::{self, Code},
    names::{self, EXPORTS, Names, ROOT},
    types::Types,
};
use crate::{
    Model,
    model::{
        Case, Docs, Field, Function, FunctionKind, Interface, Label, Resource, Side, Type, TypeDef,
        TypeKind,
    },
};

/// Writes what stands in the declarations of one interface.
pub(super) struct Declarations<'a> {
    types: Types<'a>,
    interface: &'a Interface,
    /// Of the lines that are written.
    indent: usize,
}

impl<'a> Declarations<'a> {
    pub(super) fn new(model: &'a Model, names: &'a Names, interface: &'a Interface) -> Self {
        Self {
            types: Types { model, names },
            interface,
            indent: match interface.side {
                Side::Import => 2,
                Side::Export => 0,
            },
        }
    }

    /// All types, each after an empty line but for the first.
    pub(super) fn types(&self) -> Vec<String> {
        let all = self.interface.types.iter();
        paragraphs(all.map(|ty| self.declaration(ty)))
    }

    /// The functions of an imported interface.
    pub(super) fn imported_functions(&self) -> Vec<String> {
        let all = self.interface.functions.iter();
        paragraphs(all.map(|function| self.imported_function(function)))
    }

    /// A function that is a module of its own: what the world imports by itself.
    pub(super) fn default_function(&self, function: &Function) -> Vec<String> {
        let name = names::declarable(&names::member(&function.name));
        self.function(
            function,
            &format!("export default function {name}"),
            self.indent,
        )
    }

    /// The type of what the plugin implements.
    pub(super) fn exports(&self) -> Vec<String> {
        let about = format!("What a plugin implements of `{}`.", self.interface.key);
        let classes = self
            .interface
            .types
            .iter()
            .filter_map(|ty| self.class_property(ty));
        let functions = self.interface.functions.iter().map(|it| self.member(it));
        let mut lines = docs::framed(&[about]);
        let members: Vec<String> = paragraphs(classes.chain(functions));
        lines.extend(block(&format!("export interface {EXPORTS}"), &members));
        lines
    }

    /// A function as the member of an interface.
    pub(super) fn member(&self, function: &Function) -> Vec<String> {
        let name = names::member(&function.name);
        if name != "new" {
            return self.function(function, &name, self.indent + 2);
        }
        let params = self.params(function).join(", ");
        let answer = self.types.answer(function.result.as_ref());
        let mut lines = self.function_comment(function);
        lines.push(format!("{name}: ({params}) => {answer};"));
        lines
    }

    fn declaration(&self, ty: &TypeDef) -> Vec<String> {
        let names = self.types.names;
        let name = names.ty(ty.id);
        if let Some(original) = ty.same_as {
            return self.same(ty, original);
        }
        match &ty.kind {
            TypeKind::Record(fields) => self.record(ty, fields),
            TypeKind::Variant(cases) => self.variant(ty, cases),
            TypeKind::Enum(labels) => self.enumeration(ty, labels),
            TypeKind::Flags(labels) => self.flags(ty, labels),
            TypeKind::Resource(resource) if self.interface.side == Side::Import => {
                self.imported_class(ty, resource)
            }
            TypeKind::Resource(resource) => self.exported_class(ty, resource),
            TypeKind::Alias(Type::Named(id) | Type::Own(id)) if !self.is_here(*id) => {
                self.same(ty, *id)
            }
            TypeKind::Alias(target) => {
                let code = self.types.code(target);
                let head = format!("export type {name} =");
                documented(
                    &ty.docs,
                    layout::union(self.indent, &head, &[(Vec::new(), code)]),
                )
            }
        }
    }

    /// A type that is declared elsewhere.
    fn same(&self, ty: &TypeDef, original: wit_parser::TypeId) -> Vec<String> {
        let names = self.types.names;
        let target = names.ty(original);
        let name = names.ty(ty.id);
        let home = self.types.model.home(original);
        let module = match home.side {
            Side::Import => names::specifier(home).to_owned(),
            Side::Export => format!("./{}.js", names.file(home)),
        };
        let code = Code::text(format!("import(\"{module}\").{target}"));
        let head = format!("export type {name} =");
        let lines = layout::union(self.indent, &head, &[(Vec::new(), code)]);
        documented(&ty.docs, lines)
    }

    fn is_here(&self, id: wit_parser::TypeId) -> bool {
        let home = self.types.model.home(id);
        home.side == self.interface.side && home.key == self.interface.key
    }

    fn record(&self, ty: &TypeDef, fields: &[Field]) -> Vec<String> {
        let fields = fields.iter().flat_map(|field| {
            let name = names::member(&field.name);
            let line = match self.types.model.structure(&field.ty) {
                Type::Option(item) if !self.types.is_option(&item) => {
                    format!("{name}?: {};", self.types.ts(&item))
                }
                _ => format!("{name}: {};", self.types.ts(&field.ty)),
            };
            documented(&field.docs, vec![line])
        });
        let fields: Vec<String> = fields.collect();
        let head = format!("export interface {}", self.types.names.ty(ty.id));
        documented(&ty.docs, block(&head, &fields))
    }

    fn flags(&self, ty: &TypeDef, labels: &[Label]) -> Vec<String> {
        let flags = labels.iter().flat_map(|label| {
            let line = format!("{}?: boolean;", names::member(&label.name));
            documented(&label.docs, vec![line])
        });
        let flags: Vec<String> = flags.collect();
        let head = format!("export interface {}", self.types.names.ty(ty.id));
        documented(&ty.docs, block(&head, &flags))
    }

    fn variant(&self, ty: &TypeDef, cases: &[Case]) -> Vec<String> {
        let cases = cases.iter().map(|case| {
            let code = self.types.case_code(&case.name, case.ty.as_ref());
            (&case.docs, code)
        });
        self.union(ty, cases.collect())
    }

    fn enumeration(&self, ty: &TypeDef, labels: &[Label]) -> Vec<String> {
        let labels = labels.iter().map(|label| {
            let code = Code::text(format!("\"{}\"", label.name));
            (&label.docs, code)
        });
        self.union(ty, labels.collect())
    }

    fn union(&self, ty: &TypeDef, members: Vec<(&Docs, Code)>) -> Vec<String> {
        let about_only = match &members[..] {
            [(docs, _)] => docs.lines.clone(),
            _ => Vec::new(),
        };
        let members = members.into_iter();
        let members: Vec<_> = members
            .map(|(docs, code)| (docs::comment(docs, &[]), code))
            .collect();
        let head = format!("export type {} =", self.types.names.ty(ty.id));
        let mut about = ty.docs.clone();
        about.lines.extend(about_only);
        documented(&about, layout::union(self.indent, &head, &members))
    }

    fn imported_class(&self, ty: &TypeDef, resource: &Resource) -> Vec<String> {
        let mut members: Vec<Vec<String>> = Vec::new();
        let is_constructor = |it: &&Function| matches!(it.kind, FunctionKind::Constructor(_));
        if !resource.functions.iter().any(|it| is_constructor(&it)) {
            members.push(vec!["private constructor();".to_owned()]);
        }
        for function in &resource.functions {
            let head = match function.kind {
                FunctionKind::Constructor(_) => "constructor".to_owned(),
                FunctionKind::Static(_) => format!("static {}", names::member(&function.name)),
                _ => names::member(&function.name),
            };
            members.push(self.function(function, &head, self.indent + 2));
        }
        members.push(vec![
            "/** Gives the resource back to the host. */".to_owned(),
            "[Symbol.dispose](): void;".to_owned(),
        ]);
        let head = format!("export class {}", self.types.names.ty(ty.id));
        documented(&ty.docs, block(&head, &paragraphs(members.into_iter())))
    }

    fn exported_class(&self, ty: &TypeDef, resource: &Resource) -> Vec<String> {
        let (object, class) = (self.types.names.ty(ty.id), self.types.names.class(ty.id));
        let is_method = |it: &&Function| it.kind.has_self();
        let (methods, statics): (Vec<&Function>, Vec<&Function>) =
            resource.functions.iter().partition(is_method);
        let methods = methods.into_iter().map(|it| self.member(it));
        let disposal = vec![
            "/** Called when the host gives the resource back. */".to_owned(),
            "[Symbol.dispose]?(): void;".to_owned(),
        ];
        let methods = paragraphs(methods.chain([disposal]));
        let head = format!("export interface {object}");
        let mut lines = documented(&ty.docs, block(&head, &methods));
        let prototype = vec![format!("readonly prototype: {object};")];
        let statics = statics.into_iter().map(|it| self.class_member(it, object));
        let statics = paragraphs([prototype].into_iter().chain(statics));
        lines.push(String::new());
        lines.extend(docs::framed(&[format!("The class of {{@link {object}}}.")]));
        lines.extend(block(&format!("export interface {class}"), &statics));
        lines
    }

    fn class_member(&self, function: &Function, object: &str) -> Vec<String> {
        if !matches!(function.kind, FunctionKind::Constructor(_)) {
            return self.member(function);
        }
        let mut lines = self.function_comment(function);
        let params = self.params(function);
        lines.extend(layout::call(
            self.indent + 2,
            "new ",
            &params,
            &format!(": {object};"),
        ));
        lines
    }

    fn class_property(&self, ty: &TypeDef) -> Option<Vec<String>> {
        let TypeKind::Resource(_) = ty.kind else {
            return None;
        };
        let property = names::class(&ty.name);
        Some(vec![format!(
            "{property}: {};",
            self.types.names.class(ty.id)
        )])
    }

    fn imported_function(&self, function: &Function) -> Vec<String> {
        let name = names::member(&function.name);
        let declared = names::declarable(&name);
        let mut lines = self.function(
            function,
            &format!("export function {declared}"),
            self.indent,
        );
        if declared != name {
            let last = lines
                .iter()
                .rposition(|line| line.starts_with("export function"));
            if let Some(line) = last.and_then(|at| lines.get_mut(at)) {
                *line = line.trim_start_matches("export ").to_owned();
            }
            lines.push(format!("export {{ {declared} as {name} }};"));
        }
        lines
    }

    fn function(&self, function: &Function, head: &str, indent: usize) -> Vec<String> {
        let answer = match function.kind {
            FunctionKind::Constructor(_) => ";".to_owned(),
            _ => format!(": {};", self.answer(function)),
        };
        let mut lines = self.function_comment(function);
        lines.extend(layout::call(indent, head, &self.params(function), &answer));
        lines
    }

    fn answer(&self, function: &Function) -> String {
        let answer = self.types.answer(function.result.as_ref());
        if function.is_async && self.interface.side == Side::Export {
            return format!("{answer} | Promise<{answer}>");
        }
        answer
    }

    fn params(&self, function: &Function) -> Vec<String> {
        let names = names::params(function, &[]);
        let params = names.iter().zip(&function.params);
        params
            .map(|(name, param)| format!("{name}: {}", self.types.ts(&param.ty)))
            .collect()
    }

    fn function_comment(&self, function: &Function) -> Vec<String> {
        let failure = self.types.failure(function.result.as_ref());
        let failure = failure.map(|err| match err.as_str() {
            "undefined" => "@throws An error whose `payload` is `undefined`.".to_owned(),
            err => format!("@throws An error whose `payload` is of the type `{err}`."),
        });
        let failure: Vec<String> = failure.into_iter().collect();
        docs::comment(&function.docs, &failure)
    }
}

fn documented(docs: &Docs, lines: Vec<String>) -> Vec<String> {
    [docs::comment(docs, &[]), lines].concat()
}

/// `head { … }` around lines.
pub(super) fn block(head: &str, lines: &[String]) -> Vec<String> {
    if lines.is_empty() {
        return vec![format!("{head} {{}}")];
    }
    let mut all = vec![format!("{head} {{")];
    all.extend(layout::indented(lines));
    all.push("}".to_owned());
    all
}

/// Items with an empty line between those that have a comment or several lines.
pub(super) fn paragraphs(items: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut after_long = false;
    for item in items.filter(|item| !item.is_empty()) {
        let long = item.len() > 1;
        if !lines.is_empty() && (long || after_long) {
            lines.push(String::new());
        }
        after_long = long;
        lines.extend(item);
    }
    lines
}

/// The import of the world's types that `functions` need.
pub(super) fn root_types(names: &Names, functions: &[&Function], indent: usize) -> Vec<String> {
    let mut used: Vec<&str> = Vec::new();
    for function in functions {
        let params = function.params.iter().map(|param| &param.ty);
        for ty in params.chain(&function.result) {
            collect(names, ty, &mut used);
        }
    }
    used.sort_unstable();
    used.dedup();
    if used.is_empty() {
        return Vec::new();
    }
    let used = used
        .into_iter()
        .map(|name| (String::new(), Code::text(name)));
    let used = Code::Braces(used.collect(), layout::VALUES);
    used.print(indent, "import type ", &format!(" from \"{ROOT}\";"))
}

fn collect<'a>(names: &'a Names, ty: &Type, used: &mut Vec<&'a str>) {
    match ty {
        Type::Named(id) | Type::Own(id) | Type::Borrow(id) => used.push(names.ty(*id)),
        _ => {
            for part in ty.parts() {
                collect(names, part, used);
            }
        }
    }
}
