//! The author's side: an implementation to be written, or one that answers what it was asked.

use askama::Template;

use super::{
    declarations::fill,
    imports, layout,
    module::Module,
    names::{self, Names, global_scope},
};
use crate::{
    Error, Output, Stubs,
    model::{Echo, Function, Interface, Resource, Type, TypeDef, TypeKind},
};

#[derive(Template)]
#[template(path = "assemblyscript/templates/stub.ts", escape = "none")]
struct StubTemplate {
    imports: String,
    resources: Vec<Class>,
    interface: Option<Class>,
    name: String,
}

struct Class {
    name: String,
    base: String,
    methods: Vec<String>,
}

/// Adds one file an exported interface, and the entry that reads them all.
pub(super) fn render(names: &Names<'_>, stubs: Stubs, output: &mut Output) -> Result<(), Error> {
    let mut entry = Vec::new();
    for interface in &names.model.world.exports {
        if names::members(interface).is_empty() && !has_resources(interface) {
            continue;
        }
        entry.push(format!("import \"./{}\";\n", stub_stem(names, interface)));
        let text = interface_stub(names, interface, stubs)?;
        output.add(format!("{}.ts", stub_path(names, interface)), text);
    }
    if entry.is_empty() {
        entry.push("// The world has nothing to implement.\n".to_owned());
    }
    output.add("assembly/index.ts", entry.concat());
    Ok(())
}

fn has_resources(interface: &Interface) -> bool {
    let mut types = interface.types.iter();
    types.any(|ty| matches!(ty.kind, TypeKind::Resource(_)))
}

/// The name of the author's file: that of the interface, unless the entry has it.
fn stub_stem<'a>(names: &'a Names<'_>, interface: &Interface) -> &'a str {
    match names.file(interface).stem() {
        "index" => "index-interface",
        stem => stem,
    }
}

fn stub_path(names: &Names<'_>, interface: &Interface) -> String {
    format!("assembly/{}", stub_stem(names, interface))
}

/// What the author's class for the interface is called.
fn author_class(interface: &Interface) -> String {
    heck::ToUpperCamelCase::to_upper_camel_case(interface.name.short())
}

/// What the author's class for a resource is called.
fn class_name(names: &Names<'_>, id: wit_parser::TypeId) -> String {
    format!("My{}", names.ty(id))
}

fn interface_stub(names: &Names<'_>, interface: &Interface, stubs: Stubs) -> Result<String, Error> {
    let file = names.file(interface);
    let runtime = names.runtime();
    let mut stub = Stub {
        names,
        interface,
        stubs,
        module: Module::new(&stub_path(names, interface), global_scope(), &runtime),
    };
    let mut resources = Vec::new();
    for declaration in &interface.types {
        if let TypeKind::Resource(resource) = &declaration.kind {
            resources.push(stub.resource(declaration, resource));
        }
    }
    let members = names::members(interface);
    let interface_class = (!members.is_empty()).then(|| Class {
        name: stub.module.declare(&author_class(interface)),
        base: stub.module.import(&file.path, &file.class),
        methods: members
            .iter()
            .map(|member| stub.method(member.function, &member.name))
            .collect(),
    });
    let text = fill(&StubTemplate {
        imports: stub.module.import_lines(),
        resources,
        interface: interface_class,
        name: file.stem().to_owned(),
    })?;
    Ok(layout::wrapped(&text))
}

/// One stub file while it is written.
struct Stub<'a> {
    names: &'a Names<'a>,
    interface: &'a Interface,
    stubs: Stubs,
    module: Module,
}

impl Stub<'_> {
    fn resource(&mut self, declaration: &TypeDef, resource: &Resource) -> Class {
        let file = self.names.file(self.interface);
        let (methods, _) = names::object_members(resource);
        Class {
            name: class_name(self.names, declaration.id),
            base: self
                .module
                .import(&file.path, self.names.ty(declaration.id)),
            methods: methods
                .into_iter()
                .map(|(name, function)| self.method(function, &name))
                .collect(),
        }
    }

    fn method(&mut self, function: &Function, name: &str) -> String {
        let head = imports::signature(self.names, &mut self.module, function, "  ", name, " {");
        let body = self.body(function, name);
        if body.is_empty() {
            return format!("{head}}}");
        }
        format!("{head}\n{}  }}", layout::indented(&body, "    "))
    }

    fn body(&mut self, function: &Function, name: &str) -> String {
        if self.stubs == Stubs::Todo {
            return format!("throw new Error(\"`{name}` is to be written\");");
        }
        let params = names::params(function);
        match self.names.model.echo(self.interface, function) {
            Echo::Import(interface, import) => self.call(interface, import, &params),
            Echo::Param(position) => format!("return {};", params[position]),
            Echo::Nothing => String::new(),
            Echo::Default => self.default_of(function),
        }
    }

    fn call(&mut self, interface: &Interface, import: &Function, params: &[String]) -> String {
        let file = self.names.file(interface);
        let position = interface
            .functions
            .iter()
            .position(|known| known.name == import.name && known.kind == import.kind);
        let name = position.map_or("", |position| &file.functions[position]);
        let preferred = format!("host-{name}");
        let preferred = heck::ToLowerCamelCase::to_lower_camel_case(preferred.as_str());
        let local = self.module.import_as(&file.path, name, &preferred);
        let head = match import.result {
            Some(_) => format!("return {local}"),
            None => local,
        };
        layout::call("", &head, params, ";")
    }

    fn default_of(&mut self, function: &Function) -> String {
        let Some(result) = &function.result else {
            return String::new();
        };
        match self.value(result) {
            Some(value) => format!("return {value};"),
            None => "throw new Error(\"only the host can make the answer\");".to_owned(),
        }
    }

    /// The default of a type; none where only the host can make a value.
    fn value(&mut self, ty: &Type) -> Option<String> {
        let names = self.names;
        Some(match names.model.structure(ty) {
            Type::Bool => "false".to_owned(),
            Type::String => "\"\"".to_owned(),
            Type::List(item) => match names.view(&item) {
                Some(view) => format!("new {view}(0)"),
                None => "[]".to_owned(),
            },
            Type::Map(..) => format!(
                "new {}()",
                names.write(&mut self.module, &structured(names, ty))
            ),
            Type::FixedList(item, size) => self.fixed(&structured(names, ty), &item, size)?,
            Type::Option(item) if names.is_nullable(&item) => "null".to_owned(),
            Type::Option(item) => {
                let option = self.module.runtime("values", "Option");
                let item = names.write(&mut self.module, &item);
                format!("{option}.none<{item}>()")
            }
            Type::Result { ok, err } => self.success(ok.as_deref(), err.as_deref())?,
            Type::Tuple(items) => {
                let class = names.write(&mut self.module, &structured(names, ty));
                let items: Option<Vec<String>> =
                    items.iter().map(|item| self.value(item)).collect();
                format!("new {class}({})", items?.join(", "))
            }
            Type::Own(id) | Type::Borrow(id) => self.resource_value(id)?,
            Type::Named(id) => self.declared_value(id)?,
            _ => "0".to_owned(),
        })
    }

    fn fixed(&mut self, ty: &Type, item: &Type, size: u32) -> Option<String> {
        let class = self.names.write(&mut self.module, ty);
        let list = format!("new {class}({size})");
        let item = self.value(item)?;
        Some(match item.as_str() {
            "0" | "false" | "null" => list,
            item => format!("{list}.fill({item})"),
        })
    }

    fn success(&mut self, ok: Option<&Type>, err: Option<&Type>) -> Option<String> {
        let names = self.names;
        let value = match ok {
            Some(ty) => self.value(ty)?,
            None => self.module.runtime("values", "unit"),
        };
        let class = self.module.runtime("values", "Result");
        let ok = names.or_unit(&mut self.module, ok);
        let err = names.or_unit(&mut self.module, err);
        Some(format!("{class}.ok<{ok}, {err}>({value})"))
    }

    fn resource_value(&mut self, id: wit_parser::TypeId) -> Option<String> {
        if !self.names.is_exported(id) {
            return None;
        }
        let root = self.names.root_of(id);
        let path = stub_path(self.names, self.names.model.home(root));
        let class = class_name(self.names, root);
        Some(format!("new {}()", self.module.import(&path, &class)))
    }

    fn declared_value(&mut self, id: wit_parser::TypeId) -> Option<String> {
        let names = self.names;
        let class = names.declared(&mut self.module, id);
        Some(match &names.model.declaration(id).kind {
            TypeKind::Record(fields) => {
                let fields: Option<Vec<String>> =
                    fields.iter().map(|field| self.value(&field.ty)).collect();
                format!("new {class}({})", fields?.join(", "))
            }
            TypeKind::Variant(cases) => {
                let first = names::cases(cases).into_iter().next()?;
                let payload = match &cases.first()?.ty {
                    Some(ty) => self.value(ty)?,
                    None => String::new(),
                };
                format!("{class}.{}({payload})", first.make)
            }
            TypeKind::Enum(labels) => {
                format!("{class}.{}", names::labels(labels).into_iter().next()?)
            }
            TypeKind::Resource(_) => self.resource_value(id)?,
            TypeKind::Flags(_) | TypeKind::Alias(_) => "0".to_owned(),
        })
    }
}

fn structured(names: &Names<'_>, ty: &Type) -> Type {
    names.model.structure(ty)
}
