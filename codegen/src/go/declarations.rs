//! Types as Go declares them.

use askama::Template;

use super::{docs, errors, file::File, functions};
use crate::{
    Error,
    model::{Case, Docs, Field, Interface, Label, Resource, Side, Type, TypeDef, TypeKind},
};

#[derive(Template)]
#[template(path = "go/templates/record.go", escape = "none")]
struct RecordDeclaration<'a> {
    docs: String,
    name: &'a str,
    fields: String,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "go/templates/enum.go", escape = "none")]
struct EnumDeclaration<'a> {
    docs: String,
    name: &'a str,
    label: &'a str,
    bits: u32,
    cases: Vec<Constant<'a>>,
    is_error: bool,
    wit: &'a str,
}

#[derive(Template)]
#[template(path = "go/templates/flags.go", escape = "none")]
struct FlagsDeclaration<'a> {
    docs: String,
    name: &'a str,
    label: &'a str,
    bits: u32,
    cases: Vec<Constant<'a>>,
    is_error: bool,
}

struct Constant<'a> {
    docs: String,
    name: &'a str,
    wit: &'a str,
}

#[derive(Template)]
#[template(path = "go/templates/variant.go", escape = "none")]
struct VariantDeclaration<'a> {
    docs: String,
    name: &'a str,
    cases: Vec<CaseDeclaration<'a>>,
    is_error: bool,
}

struct CaseDeclaration<'a> {
    docs: String,
    name: &'a str,
    ty: Option<String>,
    error: String,
}

#[derive(Template)]
#[template(path = "go/templates/resource.go", escape = "none")]
struct ImportedResource<'a> {
    docs: String,
    name: &'a str,
    receiver: String,
    abi: &'a str,
    functions: Vec<String>,
}

#[derive(Template)]
#[template(path = "go/templates/exported_resource.go", escape = "none")]
struct ExportedResource<'a> {
    docs: String,
    name: &'a str,
    methods: String,
}

/// A type while it is declared.
struct Declaration<'a> {
    file: &'a File<'a>,
    interface: &'a Interface,
    ty: &'a TypeDef,
    name: &'a str,
    members: &'a [String],
    docs: String,
}

/// The declaration of a type, without a line break at its end.
pub(super) fn declare(
    file: &File<'_>,
    interface: &Interface,
    ty: &TypeDef,
) -> Result<String, Error> {
    let settled = file.names.ty(ty.id);
    let otherwise = format!(
        "{} is {} of {}.",
        settled.name,
        ty.name,
        described(interface)
    );
    let declaration = Declaration {
        file,
        interface,
        ty,
        name: &settled.name,
        members: &settled.members,
        docs: docs::comment(&ty.docs, "", &otherwise),
    };
    declaration.render()
}

/// What an interface is called in a comment.
pub(super) fn described(interface: &Interface) -> String {
    match interface.key.as_str() {
        "" => "the world".to_owned(),
        key => key.to_owned(),
    }
}

impl Declaration<'_> {
    fn render(&self) -> Result<String, Error> {
        if let Some(first) = self.ty.same_as {
            return Ok(self.alias(&self.file.named(first)));
        }
        match &self.ty.kind {
            TypeKind::Record(fields) => self.record(fields),
            TypeKind::Variant(cases) => self.variant(cases),
            TypeKind::Enum(labels) => self.enumeration(labels),
            TypeKind::Flags(labels) => self.flags(labels),
            TypeKind::Resource(resource) => self.resource(resource),
            TypeKind::Alias(target) => Ok(self.alias(&self.alias_target(target))),
        }
    }

    fn alias(&self, target: &str) -> String {
        format!("{}type {} = {target}", self.docs, self.name)
    }

    fn alias_target(&self, target: &Type) -> String {
        self.file.ty(target)
    }

    fn is_error(&self) -> bool {
        self.file.names.is_error(self.ty.id)
    }

    fn record(&self, fields: &[Field]) -> Result<String, Error> {
        let rows = fields.iter().zip(self.members);
        let rows = rows.map(|(field, name)| Row {
            docs: field_docs(&field.docs),
            name: name.clone(),
            rest: self.file.ty(&field.ty),
        });
        let text = || errors::record_text(self.file.model, &self.ty.name, fields, self.members);
        render(&RecordDeclaration {
            docs: self.docs.clone(),
            name: self.name,
            fields: aligned(&rows.collect::<Vec<_>>()),
            error: self.is_error().then(text),
        })
    }

    fn constants<'b>(&'b self, labels: &'b [Label]) -> Vec<Constant<'b>> {
        let constant = |(label, name): (&'b Label, &'b String)| Constant {
            docs: field_docs(&label.docs),
            name,
            wit: &label.name,
        };
        labels.iter().zip(self.members).map(constant).collect()
    }

    fn enumeration(&self, labels: &[Label]) -> Result<String, Error> {
        render(&EnumDeclaration {
            docs: self.docs.clone(),
            name: self.name,
            label: &self.ty.name,
            bits: enum_bits(labels.len()),
            cases: self.constants(labels),
            is_error: self.is_error(),
            wit: self.file.wit(),
        })
    }

    fn flags(&self, labels: &[Label]) -> Result<String, Error> {
        render(&FlagsDeclaration {
            docs: self.docs.clone(),
            name: self.name,
            label: &self.ty.name,
            bits: flag_bits(labels.len()),
            cases: self.constants(labels),
            is_error: self.is_error(),
        })
    }

    fn variant(&self, cases: &[Case]) -> Result<String, Error> {
        let case = |(case, name): (&Case, &String)| {
            let otherwise = format!("{name} is the case {} of [{}].", case.name, self.name);
            (
                docs::comment(&case.docs, "", &otherwise),
                case.ty.as_ref().map(|ty| self.file.ty(ty)),
                errors::case_text(self.file.model, &self.ty.name, case),
            )
        };
        let texts: Vec<_> = cases.iter().zip(self.members).map(case).collect();
        let cases = texts.into_iter().zip(self.members);
        render(&VariantDeclaration {
            docs: self.docs.clone(),
            name: self.name,
            cases: cases
                .map(|((docs, ty, error), name)| CaseDeclaration {
                    docs,
                    name,
                    ty,
                    error,
                })
                .collect(),
            is_error: self.is_error(),
        })
    }

    fn resource(&self, resource: &Resource) -> Result<String, Error> {
        match self.interface.side {
            Side::Import => self.imported_resource(resource),
            Side::Export => render(&ExportedResource {
                docs: self.docs.clone(),
                name: self.name,
                methods: functions::methods(self.file, self.interface, resource),
            }),
        }
    }

    fn imported_resource(&self, resource: &Resource) -> Result<String, Error> {
        let functions = resource.functions.iter();
        let functions =
            functions.map(|function| functions::public(self.file, self.interface, function));
        render(&ImportedResource {
            docs: self.docs.clone(),
            name: self.name,
            receiver: self.name.chars().take(1).collect::<String>().to_lowercase(),
            abi: self.file.abi(),
            functions: functions.collect(),
        })
    }
}

/// The number of bits of the smallest integer that tells so many cases apart.
pub(super) fn enum_bits(cases: usize) -> u32 {
    match cases {
        0..=0x100 => 8,
        0x101..=0x1_0000 => 16,
        _ => 32,
    }
}

/// The number of bits of the smallest integer with so many bits.
pub(super) fn flag_bits(flags: usize) -> u32 {
    match flags {
        0..=8 => 8,
        9..=16 => 16,
        17..=32 => 32,
        _ => 64,
    }
}

/// A line of a struct.
pub(super) struct Row {
    pub(super) docs: String,
    pub(super) name: String,
    pub(super) rest: String,
}

/// The lines of a struct, in columns where `gofmt` makes them: in lines that follow each other without a comment.
pub(super) fn aligned(rows: &[Row]) -> String {
    let mut lines = Vec::new();
    let mut rest = rows;
    while let Some((first, following)) = rest.split_first() {
        let more = following.iter().take_while(|row| row.docs.is_empty());
        let (run, after) = rest.split_at(more.count() + 1);
        let width = run.iter().map(|row| row.name.chars().count()).max();
        let width = width.unwrap_or_default();
        lines.push(first.docs.clone());
        lines.extend(
            run.iter()
                .map(|row| format!("\t{:width$} {}\n", row.name, row.rest)),
        );
        rest = after;
    }
    lines.concat()
}

fn field_docs(docs: &Docs) -> String {
    docs::comment(docs, "\t", "")
}

/// Renders a template.
pub(super) fn render(template: &impl Template) -> Result<String, Error> {
    template.render().map_err(|error| Error::Generator {
        language: "Go",
        reason: error.to_string(),
    })
}
