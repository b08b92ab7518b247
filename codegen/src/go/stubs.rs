//! Implementations that are to be written, or that only repeat.

use std::ptr;

use wit_parser::TypeId;

use super::{
    declarations::described,
    file::{File, Head},
    functions,
    results::{Failure, Outcome, outcome},
    settled::Names,
};
use crate::{
    Model, Stubs,
    model::{Echo, Function, Interface, Resource, Side, Type, TypeDef, TypeKind},
};

/// The implementation of one exported interface.
pub(super) struct Stub<'a> {
    file: File<'a>,
    package: usize,
    interface: &'a Interface,
}

/// The default of a type.
enum Default {
    /// The zero value of Go.
    Zero(String),
    /// Another value.
    Made(String),
    /// Only the host can make one.
    Impossible,
}

impl<'a> Stub<'a> {
    pub(super) fn new(
        model: &'a Model,
        names: &'a Names,
        package: usize,
        interface: &'a Interface,
    ) -> Self {
        Self {
            file: File::new(model, names, None),
            package,
            interface,
        }
    }

    /// The name of the file.
    pub(super) fn path(&self) -> String {
        format!("{}.go", self.alias())
    }

    /// The name of the type that implements the interface.
    pub(super) fn implementation(&self) -> String {
        format!("{}Plugin", self.alias())
    }

    /// Whether there is nothing to implement.
    pub(super) fn is_empty(&self) -> bool {
        !functions::is_implemented(self.interface) && self.resources().next().is_none()
    }

    pub(super) fn write(&self, stubs: Stubs) -> String {
        let mut parts = Vec::new();
        if functions::is_implemented(self.interface) {
            let name = self.implementation();
            let what = described(self.interface);
            parts.push(format!(
                "// {name} implements {what}.\ntype {name} struct{{}}"
            ));
        }
        for function in functions::implemented(self.interface) {
            parts.push(self.function(function, &self.implementation(), stubs));
        }
        for (ty, resource) in self.resources() {
            let name = self.object(ty.id);
            parts.push(format!(
                "// {name} implements {}.\ntype {name} struct{{}}",
                ty.name
            ));
            let methods = resource.functions.iter();
            let methods = methods.filter(|function| function.kind.has_self());
            parts.extend(methods.map(|it| self.function(it, &format!("*{name}"), stubs)));
        }
        let head = Head {
            is_generated: false,
            constraint: "",
            docs: String::new(),
            package: "main",
        };
        self.file.finish(&head, &parts.join("\n\n"))
    }

    fn alias(&self) -> &str {
        let alias = &self.file.names.packages[self.package].alias;
        alias.trim_end_matches('_')
    }

    fn resources(&self) -> impl Iterator<Item = (&'a TypeDef, &'a Resource)> + use<'a> {
        self.interface.types.iter().filter_map(|ty| match &ty.kind {
            TypeKind::Resource(resource) => Some((ty, resource)),
            _ => None,
        })
    }

    /// The type that implements a resource.
    fn object(&self, id: TypeId) -> String {
        let settled = self.file.names.ty(self.file.model.dealias(id));
        let alias = &self.file.names.packages[settled.package].alias;
        format!("{}{}", alias.trim_end_matches('_'), settled.name)
    }

    fn function(&self, function: &Function, receiver: &str, stubs: Stubs) -> String {
        let name = self.file.names.function(self.package, function);
        let declared = if function.kind.has_self() {
            &name.name
        } else {
            &name.symbol
        };
        let params = self.file.params(&name.params, function);
        let returns = self.file.returns(function);
        let body = match stubs {
            Stubs::Echo => self.echo(function, &name.params),
            _ => format!("\tpanic(\"to be written: {}\")\n", function.name),
        };
        format!("func ({receiver}) {declared}{params}{returns} {{\n{body}}}")
    }

    fn echo(&self, function: &Function, params: &[String]) -> String {
        match self.file.model.echo(self.interface, function) {
            Echo::Nothing => String::new(),
            Echo::Import(interface, import) => self.repeat_import(interface, import, params),
            Echo::Param(position) => self.repeat(function, &params[position]),
            Echo::Default => self.default_answer(function),
        }
    }

    fn repeat_import(&self, interface: &Interface, import: &Function, params: &[String]) -> String {
        let model = self.file.model;
        let position = model.interfaces().position(|it| ptr::eq(it, interface));
        let package = position.unwrap_or_default();
        let name = &self.file.names.function(package, import).name;
        let call = format!("{}{name}({})", self.file.prefix(package), params.join(", "));
        match outcome(model, import) {
            Outcome::Value(None) => format!("\t{call}\n"),
            _ => format!("\treturn {call}\n"),
        }
    }

    fn repeat(&self, function: &Function, param: &str) -> String {
        let Outcome::Fallible { ok, failure } = outcome(self.file.model, function) else {
            return format!("\treturn {param}\n");
        };
        let err = format!("{param}.Err");
        let err = match failure {
            Failure::Nothing => format!("{}ErrFailed", self.file.wit()),
            Failure::Message => format!("{}Message({err})", self.file.wit()),
            Failure::Itself(_) => err,
            Failure::Wrapped(_) => format!("{}{{Value: {err}}}", self.file.error_type(&failure)),
        };
        let value = if ok.is_some() {
            format!("{param}.OK, ")
        } else {
            String::new()
        };
        format!("\tif {param}.IsErr {{\n\t\treturn {value}{err}\n\t}}\n\treturn {value}nil\n")
    }

    fn default_answer(&self, function: &Function) -> String {
        let (ty, ending) = match outcome(self.file.model, function) {
            Outcome::Value(ty) => (ty, ""),
            Outcome::Fallible { ok: None, .. } => return "\treturn nil\n".to_owned(),
            Outcome::Fallible { ok, .. } => (ok, ", nil"),
        };
        match ty.map(|ty| self.default(&ty)) {
            None => String::new(),
            Some(Default::Zero(text) | Default::Made(text)) => format!("\treturn {text}{ending}\n"),
            Some(Default::Impossible) => {
                "\tpanic(\"only the host can make this resource\")\n".to_owned()
            }
        }
    }

    fn default(&self, ty: &Type) -> Default {
        match ty {
            Type::Bool => Default::Zero("false".to_owned()),
            Type::String => Default::Zero("\"\"".to_owned()),
            Type::List(_) | Type::Map(..) => Default::Zero("nil".to_owned()),
            Type::Option(_) => Default::Zero(format!("{}{{}}", self.file.ty(ty))),
            Type::Result { ok, .. } => {
                let field = ok.as_deref().map(|ok| ("OK".to_owned(), self.default(ok)));
                composite(&self.file.ty(ty), field.into_iter().collect())
            }
            Type::Tuple(items) => {
                let items = items.iter().enumerate();
                let fields =
                    items.map(|(position, item)| (format!("F{position}"), self.default(item)));
                composite(&self.file.ty(ty), fields.collect())
            }
            Type::FixedList(item, size) => self.default_list(ty, item, *size),
            Type::Own(id) => self.default_resource(*id),
            Type::Borrow(_) => Default::Impossible,
            Type::Named(id) => self.default_named(*id),
            _ => Default::Zero("0".to_owned()),
        }
    }

    fn default_list(&self, list: &Type, item: &Type, size: u32) -> Default {
        let list = self.file.ty(list);
        match self.default(item) {
            Default::Zero(_) => Default::Zero(format!("{list}{{}}")),
            Default::Made(text) => {
                let items = vec![text; usize::try_from(size).unwrap_or_default()];
                Default::Made(format!("{list}{{{}}}", items.join(", ")))
            }
            Default::Impossible => Default::Impossible,
        }
    }

    fn default_resource(&self, id: TypeId) -> Default {
        let model = self.file.model;
        match model.home(model.dealias(id)).side {
            Side::Import => Default::Impossible,
            Side::Export => Default::Made(format!("&{}{{}}", self.object(id))),
        }
    }

    fn default_named(&self, id: TypeId) -> Default {
        let declaration = self.file.model.declaration(id);
        let original = declaration.same_as.unwrap_or(id);
        let settled = self.file.names.ty(original);
        match &declaration.kind {
            TypeKind::Alias(target) => self.default(target),
            TypeKind::Enum(_) | TypeKind::Flags(_) => Default::Zero("0".to_owned()),
            TypeKind::Resource(_) => Default::Impossible,
            TypeKind::Record(fields) => {
                let fields = settled.members.iter().zip(fields);
                let fields = fields.map(|(name, field)| (name.clone(), self.default(&field.ty)));
                composite(&self.file.named(id), fields.collect())
            }
            TypeKind::Variant(cases) => {
                let (Some(case), Some(name)) = (cases.first(), settled.members.first()) else {
                    return Default::Impossible;
                };
                let carried = case.ty.as_ref();
                let carried = carried.map(|ty| ("Value".to_owned(), self.default(ty)));
                let name = format!("{}{name}", self.file.prefix(settled.package));
                match composite(&name, carried.into_iter().collect()) {
                    Default::Zero(text) => Default::Made(text),
                    other => other,
                }
            }
        }
    }
}

/// A literal that names only what is not zero.
fn composite(name: &str, fields: Vec<(String, Default)>) -> Default {
    let mut made = Vec::new();
    for (field, value) in fields {
        match value {
            Default::Zero(_) => {}
            Default::Made(text) => made.push(format!("{field}: {text}")),
            Default::Impossible => return Default::Impossible,
        }
    }
    if made.is_empty() {
        Default::Zero(format!("{name}{{}}"))
    } else {
        Default::Made(format!("{name}{{{}}}", made.join(", ")))
    }
}
