//! The page of an interface.

use std::fmt::Write as _;

use super::text;
use crate::{
    Model,
    model::{
        Docs, Function, FunctionKind, Interface, InterfaceName, Resource, Side, Type, TypeDef,
        TypeKind,
    },
    scope::Scope,
};

/// All pages, by the names of their files.
pub(super) struct Pages<'a> {
    model: &'a Model,
    paths: Vec<(Side, String, String)>,
}

/// What an interface is called in a heading.
pub(super) fn title(interface: &Interface) -> &str {
    match interface.name {
        InterfaceName::World => "world",
        _ => &interface.key,
    }
}

impl<'a> Pages<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        let mut scope = Scope::new(&["index"]).separated_by("-");
        let paths = model.interfaces().map(|interface| {
            let side = match interface.side {
                Side::Import => "import",
                Side::Export => "export",
            };
            let name = title(interface).replace(|c: char| !c.is_ascii_alphanumeric(), "-");
            let name = scope.declare(&format!("{side}-{name}"));
            (interface.side, interface.key.clone(), format!("{name}.md"))
        });
        Self {
            model,
            paths: paths.collect(),
        }
    }

    /// The file of an interface.
    pub(super) fn path(&self, interface: &Interface) -> Option<&str> {
        let mut paths = self.paths.iter();
        let found = paths.find(|(side, key, _)| *side == interface.side && *key == interface.key);
        found.map(|(_, _, path)| path.as_str())
    }

    pub(super) fn page(&self, interface: &Interface) -> String {
        let mut page = format!("# `{}`\n", title(interface));
        page.push_str(&text::docs(&interface.docs));
        let does = match interface.side {
            Side::Import => "A plugin may use it.",
            Side::Export => "A plugin implements it.",
        };
        _ = write!(page, "\n{does} [All interfaces](index.md)\n");
        for function in &interface.functions {
            page.push_str(&self.function(interface, function, 2));
        }
        for ty in &interface.types {
            page.push_str(&self.ty(interface, ty));
        }
        page
    }

    fn function(&self, home: &Interface, function: &Function, level: usize) -> String {
        let heading = "#".repeat(level);
        let name = match function.kind {
            FunctionKind::Constructor(_) => "constructor",
            _ => &function.name,
        };
        let mut text = format!(
            "\n{heading} `{name}`\n\n{}\n",
            self.signature(home, function)
        );
        text.push_str(&text::docs(&function.docs));
        text
    }

    fn signature(&self, home: &Interface, function: &Function) -> String {
        let params = function.params.iter();
        let params: Vec<String> = params
            .map(|param| format!("`{}`: {}", param.name, self.link(home, &param.ty)))
            .collect();
        let result = match &function.result {
            Some(ty) => format!(" → {}", self.link(home, ty)),
            None => String::new(),
        };
        let word = if function.is_async { "async " } else { "" };
        format!(
            "{word}{}({}){result}",
            kind(function.kind),
            params.join(", ")
        )
    }

    fn ty(&self, home: &Interface, ty: &TypeDef) -> String {
        let docs = text::docs(&ty.docs);
        let mut page = format!("\n## {} `{}`\n{docs}", word(&ty.kind), ty.name);
        match &ty.kind {
            TypeKind::Record(fields) => {
                let rows = fields
                    .iter()
                    .map(|it| (&it.name, self.link(home, &it.ty), &it.docs));
                page.push_str(&table("field", rows));
            }
            TypeKind::Variant(cases) => {
                let carried = |ty: &Option<Type>| {
                    ty.as_ref()
                        .map_or_else(String::new, |ty| self.link(home, ty))
                };
                let rows = cases.iter().map(|it| (&it.name, carried(&it.ty), &it.docs));
                page.push_str(&table("case", rows));
            }
            TypeKind::Enum(labels) | TypeKind::Flags(labels) => {
                page.push('\n');
                for label in labels {
                    page.push_str(&item(&label.name, &label.docs));
                }
            }
            TypeKind::Resource(Resource { functions, .. }) => {
                for function in functions {
                    page.push_str(&self.function(home, function, 3));
                }
            }
            TypeKind::Alias(target) => {
                _ = write!(page, "\nAnother name of {}.\n", self.link(home, target));
            }
        }
        page
    }

    /// A type with a link to where each of its names is declared.
    fn link(&self, home: &Interface, ty: &Type) -> String {
        let link = |ty: &Type| self.link(home, ty);
        let list = |types: Vec<&Type>| types.into_iter().map(link).collect::<Vec<_>>().join(", ");
        match ty {
            Type::Named(id) | Type::Own(id) => self.declared(home, *id),
            Type::Borrow(id) => format!("borrow‹{}›", self.declared(home, *id)),
            Type::FixedList(item, size) => format!("list‹{}, {size}›", link(item)),
            Type::List(item) => format!("list‹{}›", link(item)),
            Type::Option(item) => format!("option‹{}›", link(item)),
            Type::Map(..) => format!("map‹{}›", list(ty.parts())),
            Type::Tuple(_) => format!("tuple‹{}›", list(ty.parts())),
            Type::Future(_) => angles("future", &list(ty.parts())),
            Type::Stream(_) => angles("stream", &list(ty.parts())),
            Type::Result {
                ok: None,
                err: Some(err),
            } => format!("result‹_, {}›", link(err)),
            Type::Result { .. } => angles("result", &list(ty.parts())),
            other => primitive(other).to_owned(),
        }
    }

    fn declared(&self, home: &Interface, id: wit_parser::TypeId) -> String {
        let name = &self.model.declaration(id).name;
        let declaring = self.model.home(id);
        let anchor = format!("#{}-{name}", word(&self.model.declaration(id).kind));
        let is_here = declaring.side == home.side && declaring.key == home.key;
        let path = self
            .path(declaring)
            .filter(|_| !is_here)
            .unwrap_or_default();
        format!("[`{name}`]({path}{anchor})")
    }
}

fn kind(kind: FunctionKind) -> &'static str {
    match kind {
        FunctionKind::Static(_) => "static ",
        FunctionKind::Accessor {
            kind: wit_parser::AccessorKind::Getter,
            ..
        } => "get ",
        FunctionKind::Accessor {
            kind: wit_parser::AccessorKind::Setter,
            ..
        } => "set ",
        _ => "",
    }
}

fn word(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Record(_) => "record",
        TypeKind::Variant(_) => "variant",
        TypeKind::Enum(_) => "enum",
        TypeKind::Flags(_) => "flags",
        TypeKind::Resource(_) => "resource",
        TypeKind::Alias(_) => "type",
    }
}

fn angles(name: &str, parts: &str) -> String {
    if parts.is_empty() {
        return name.to_owned();
    }
    format!("{name}‹{parts}›")
}

fn primitive(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "bool",
        Type::U8 => "u8",
        Type::U16 => "u16",
        Type::U32 => "u32",
        Type::U64 => "u64",
        Type::S8 => "s8",
        Type::S16 => "s16",
        Type::S32 => "s32",
        Type::S64 => "s64",
        Type::F32 => "f32",
        Type::F64 => "f64",
        Type::Char => "char",
        Type::ErrorContext => "error-context",
        _ => "string",
    }
}

fn table<'a>(first: &str, rows: impl Iterator<Item = (&'a String, String, &'a Docs)>) -> String {
    let mut table = format!("\n| {first} | type | |\n| --- | --- | --- |\n");
    for (name, ty, docs) in rows {
        _ = writeln!(
            table,
            "| `{name}` | {ty} | {} |",
            text::inline(&docs.lines.join(" "))
        );
    }
    table
}

fn item(name: &str, docs: &Docs) -> String {
    if docs.lines.is_empty() {
        return format!("- `{name}`\n");
    }
    format!("- `{name}`: {}\n", text::inline(&docs.lines.join(" ")))
}
