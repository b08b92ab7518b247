//! What the author starts from: a module for each exported interface, to be written or ready to echo.

use std::collections::HashSet;

use super::{
    Context, declared,
    file::{File, Place},
    functions::{self, Answer, Signature},
    layout, names,
};
use crate::{
    Stubs,
    model::{
        Echo, Function, FunctionKind, Interface, InterfaceName, Resource, Side, Type, TypeDef,
        TypeKind,
    },
    scope::Scope,
};

/// Whether there is anything to implement.
pub(super) fn is_implemented(interface: &Interface) -> bool {
    let is_resource = |ty: &TypeDef| matches!(ty.kind, TypeKind::Resource(_));
    !interface.functions.is_empty() || interface.types.iter().any(is_resource)
}

/// The author's class for the functions of an interface: the name of its protocol, unless a resource has it.
pub(super) fn class_name(context: &Context<'_>, position: usize) -> String {
    let interface = context.model.world.exports.get(position);
    let types = interface.map_or(&[][..], |interface| &interface.types);
    let taken: Vec<String> = types.iter().map(|ty| names::class(&ty.name)).collect();
    let taken: Vec<&str> = taken.iter().map(String::as_str).collect();
    Scope::new(&taken).declare(context.names.protocol(position))
}

/// The author's module for an exported interface; nothing where there is nothing to implement.
pub(super) fn module(context: &Context<'_>, position: usize, stubs: Stubs) -> Option<String> {
    let interface = context.model.world.exports.get(position)?;
    if !is_implemented(interface) {
        return None;
    }
    let mut declared: HashSet<String> = declared::of_interface(interface);
    let class = class_name(context, position);
    declared.insert(class.clone());
    let file = File::new(
        context.model,
        &context.names,
        Place::Author,
        "bindings",
        declared,
    );
    let mut stub = Stub {
        file,
        interface,
        position,
        stubs,
    };
    let mut items = Vec::new();
    for ty in &interface.types {
        if let TypeKind::Resource(resource) = &ty.kind {
            items.push(stub.resource(ty, resource));
        }
    }
    if !interface.functions.is_empty() {
        let protocol = stub.file.own("", "exports");
        let base = format!("{protocol}.{}", context.names.protocol(position));
        items.push(stub.class(&class, &base, &interface.functions));
    }
    let mut text = context.author_docs(position);
    text += "\nfrom __future__ import annotations\n";
    text += &stub.file.import_lines();
    for item in &items {
        text += "\n\n";
        text += item;
    }
    Some(text)
}

/// The author's module while it is written.
struct Stub<'a> {
    file: File<'a>,
    interface: &'a Interface,
    position: usize,
    stubs: Stubs,
}

impl Stub<'_> {
    fn resource(&mut self, ty: &TypeDef, resource: &Resource) -> String {
        let name = names::class(&ty.name);
        let module = self.file.module(Side::Export, self.position);
        self.class(&name, &format!("{module}.{name}"), &resource.functions)
    }

    fn class(&mut self, name: &str, base: &str, functions: &[Function]) -> String {
        let members: Vec<String> = functions.iter().map(|it| self.member(it)).collect();
        let members = if members.is_empty() {
            "    pass\n".to_owned()
        } else {
            members.join("\n")
        };
        format!("class {name}({base}):\n{members}")
    }

    fn member(&mut self, function: &Function) -> String {
        let is_static = matches!(function.kind, FunctionKind::Static(_));
        let signature = Signature::new(&mut self.file, function, !is_static);
        let decorator = if is_static {
            format!("    @{}\n", self.file.builtin("staticmethod"))
        } else {
            String::new()
        };
        let body = match self.stubs {
            Stubs::Echo => self.echo(function, &signature),
            _ => self.unwritten(function),
        };
        format!("{decorator}{}\n{body}", signature.define(4))
    }

    fn unwritten(&mut self, function: &Function) -> String {
        let error = self.file.builtin("NotImplementedError");
        format!(
            "        raise {error}(\"{} is to be written\")\n",
            function.name
        )
    }

    fn echo(&mut self, function: &Function, signature: &Signature) -> String {
        if matches!(function.kind, FunctionKind::Constructor(_)) {
            return "        pass\n".to_owned();
        }
        let model = self.file.model;
        match model.echo(self.interface, function) {
            Echo::Import(interface, import) => self.pass_on(interface, import, signature),
            Echo::Param(position) => {
                let name = signature.params.get(position).map_or("", String::as_str);
                let returned = match functions::answer(model, function) {
                    Answer::Raises { .. } => {
                        format!("{}({name})", self.file.own("values", "unwrap"))
                    }
                    _ => name.to_owned(),
                };
                format!("        return {returned}\n")
            }
            Echo::Default => self.default(function),
            Echo::Nothing => "        pass\n".to_owned(),
        }
    }

    fn pass_on(
        &mut self,
        import: &Interface,
        function: &Function,
        signature: &Signature,
    ) -> String {
        let model = self.file.model;
        let imports = &model.world.imports;
        let same = |known: &Interface| known.name == import.name && known.key == import.key;
        let position = imports.iter().position(same).unwrap_or_default();
        let module = match import.name {
            InterfaceName::World => self.file.world(),
            _ => self.file.module(Side::Import, position),
        };
        let name = names::snake(&function.name);
        let wait = if function.is_async { "await " } else { "" };
        let call = layout::brackets(
            8,
            &format!("return {wait}{module}.{name}("),
            &signature.params,
            ")",
        );
        match function.result {
            Some(_) => call + "\n",
            None => call.replacen("return ", "", 1) + "\n",
        }
    }

    fn default(&mut self, function: &Function) -> String {
        let model = self.file.model;
        let value = match functions::answer(model, function) {
            Answer::Nothing => Some("None".to_owned()),
            Answer::Raises { ok: None, .. } => return "        pass\n".to_owned(),
            Answer::Raises { ok: Some(ty), .. } | Answer::Value(ty) => self.value(ty),
        };
        match value {
            Some(value) => format!("        return {value}\n"),
            None => format!(
                "        raise {}(\"only the host can make what {} answers with\")\n",
                self.file.builtin("RuntimeError"),
                function.name
            ),
        }
    }

    /// The default of a type; nothing if only the host can make it.
    fn value(&mut self, ty: &Type) -> Option<String> {
        Some(match ty {
            Type::Bool => "False".to_owned(),
            Type::F32 | Type::F64 => "0.0".to_owned(),
            Type::Char => "\"\\x00\"".to_owned(),
            Type::String => "\"\"".to_owned(),
            Type::List(item) if **item == Type::U8 => "b\"\"".to_owned(),
            Type::List(_) | Type::Map(..) => "[]".to_owned(),
            Type::FixedList(item, size) => format!("({},) * {size}", self.value(item)?),
            Type::Option(_) => "None".to_owned(),
            Type::Result { ok, .. } => {
                let value = match ok {
                    Some(ty) => self.value(ty)?,
                    None => "None".to_owned(),
                };
                format!("{}({value})", self.file.own("values", "Ok"))
            }
            Type::Tuple(items) => self.tuple(items)?,
            Type::Own(id) | Type::Borrow(id) => self.resource_value(*id)?,
            Type::Named(id) => self.named_value(*id)?,
            Type::Future(_) | Type::Stream(_) | Type::ErrorContext => return None,
            _ => "0".to_owned(),
        })
    }

    fn tuple(&mut self, items: &[Type]) -> Option<String> {
        let values: Option<Vec<String>> = items.iter().map(|item| self.value(item)).collect();
        let values = values?;
        let comma = if values.len() == 1 { "," } else { "" };
        Some(format!("({}{comma})", values.join(", ")))
    }

    fn named_value(&mut self, id: wit_parser::TypeId) -> Option<String> {
        let model = self.file.model;
        let class = self.file.named(id);
        Some(match &model.declaration(id).kind {
            TypeKind::Record(fields) => {
                let values: Option<Vec<String>> =
                    fields.iter().map(|field| self.value(&field.ty)).collect();
                format!("{class}({})", values?.join(", "))
            }
            TypeKind::Variant(cases) => {
                let case = cases.first()?;
                let value = match &case.ty {
                    Some(ty) => self.value(ty)?,
                    None => String::new(),
                };
                format!("{class}_{}({value})", names::class(&case.name))
            }
            TypeKind::Enum(labels) => {
                format!("{class}.{}", names::constant(&labels.first()?.name))
            }
            TypeKind::Flags(_) => format!("{class}(0)"),
            TypeKind::Alias(target) => self.value(target)?,
            TypeKind::Resource(_) => self.resource_value(id)?,
        })
    }

    /// A new resource of the plugin. It carries nothing, so nobody needs to know what its constructor takes.
    fn resource_value(&mut self, id: wit_parser::TypeId) -> Option<String> {
        let model = self.file.model;
        let (declaration, _) = model.resource(id);
        let (side, position) = self.file.names.home(declaration.id)?;
        if side == Side::Import {
            return None;
        }
        let class = names::class(&declaration.name);
        if position == self.position {
            return Some(format!("{class}.__new__({class})"));
        }
        let module = self.file.author(position);
        Some(format!("{module}.{class}.__new__({module}.{class})"))
    }
}
