//! What form a type of WIT takes in a field.

use super::message::{Body, Field, Message, number};
use crate::{
    model::{Type, TypeKind},
    remote::{Remote, of_type},
    scope::Scope,
};
use heck::ToUpperCamelCase as _;
use wit_parser::TypeId;

const EMPTY: &str = ".google.protobuf.Empty";

/// A field's type with its label.
pub(super) enum Shape {
    /// There once; the default of the type when it is left out.
    Single(String),
    /// There or not.
    Optional(String),
    /// Any number of times.
    Repeated(String),
    /// By key.
    Map(String, String),
}

impl Shape {
    /// As it is written before the name of a field.
    pub(super) fn label(&self) -> String {
        match self {
            Self::Single(ty) => ty.clone(),
            Self::Optional(ty) => format!("optional {ty}"),
            Self::Repeated(ty) => format!("repeated {ty}"),
            Self::Map(key, value) => format!("map<{key}, {value}>"),
        }
    }
}

/// The messages that fields of one message need for themselves.
pub(super) struct Shapes<'a> {
    remote: &'a Remote<'a>,
    scope: Scope,
    pub(super) nested: Vec<Message>,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(remote: &'a Remote<'a>) -> Self {
        Self {
            remote,
            scope: Scope::new(&[]).separated_by("_"),
            nested: Vec::new(),
        }
    }

    /// The form of `ty`, where a message that it needs is named after `hint`.
    pub(super) fn shape(&mut self, ty: &Type, hint: &str) -> Shape {
        match ty {
            Type::List(item) | Type::FixedList(item, _) if self.is_byte(item) => {
                Shape::Single("bytes".to_owned())
            }
            Type::List(item) | Type::FixedList(item, _) => {
                Shape::Repeated(self.single(item, &format!("{hint}Item")))
            }
            Type::Map(key, value) => self.map(key, value, hint),
            Type::Option(item) => match self.shape(item, hint) {
                Shape::Single(ty) => Shape::Optional(ty),
                other => Shape::Optional(self.wrapper(&other, &format!("{hint}Value"))),
            },
            Type::Named(id) => match &self.remote.model.declaration(*id).kind {
                TypeKind::Alias(target) => self.shape(&target.clone(), hint),
                _ => Shape::Single(self.reference(*id)),
            },
            other => Shape::Single(self.plain(other, hint)),
        }
    }

    /// The type of a field without a label: one of a choice, an item, a value.
    pub(super) fn single(&mut self, ty: &Type, hint: &str) -> String {
        match self.shape(ty, hint) {
            Shape::Single(ty) => ty,
            other => self.wrapper(&other, hint),
        }
    }

    /// As [`Shapes::single`]; nothing is there for what carries nothing.
    pub(super) fn single_or_empty(&mut self, ty: Option<&Type>, hint: &str) -> String {
        ty.map_or_else(|| EMPTY.to_owned(), |ty| self.single(ty, hint))
    }

    fn plain(&mut self, ty: &Type, hint: &str) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::U8 | Type::U16 | Type::U32 => "uint32".to_owned(),
            Type::S8 | Type::S16 | Type::S32 => "sint32".to_owned(),
            Type::U64 => "uint64".to_owned(),
            Type::S64 => "sint64".to_owned(),
            Type::F32 => "float".to_owned(),
            Type::F64 => "double".to_owned(),
            Type::Own(id) | Type::Borrow(id) => self.reference(self.remote.model.dealias(*id)),
            Type::Tuple(items) => self.tuple(items, hint),
            Type::Result { ok, err } => self.result(ok.as_deref(), err.as_deref(), hint),
            // Text is what a `char` is on the wire, too. Nothing else comes here: what cannot travel was refused.
            _ => "string".to_owned(),
        }
    }

    fn is_byte(&self, ty: &Type) -> bool {
        self.remote.model.structure(ty) == Type::U8
    }

    fn map(&mut self, key: &Type, value: &Type, hint: &str) -> Shape {
        let is_key = !matches!(
            self.remote.model.structure(key),
            Type::F32 | Type::F64 | Type::Named(_)
        );
        let key = self.single(key, &format!("{hint}Key"));
        let value = self.single(value, &format!("{hint}Value"));
        if is_key {
            return Shape::Map(key, value);
        }
        let fields = vec![plain_field(key, "key", 1), plain_field(value, "value", 2)];
        Shape::Repeated(self.nest(Body::Fields(fields), &format!("{hint}Entry")))
    }

    fn tuple(&mut self, items: &[Type], hint: &str) -> String {
        let mut fields = Vec::new();
        for (position, item) in items.iter().enumerate() {
            let shape = self.shape(item, &format!("{hint}Item{position}"));
            let name = format!("item_{position}");
            fields.push(plain_field(shape.label(), &name, number(position)));
        }
        self.nest(Body::Fields(fields), &format!("{hint}Tuple"))
    }

    fn result(&mut self, ok: Option<&Type>, err: Option<&Type>, hint: &str) -> String {
        let ok = self.single_or_empty(ok, &format!("{hint}Ok"));
        let err = self.single_or_empty(err, &format!("{hint}Err"));
        let fields = vec![plain_field(ok, "ok", 1), plain_field(err, "err", 2)];
        self.nest(Body::OneOf("result", fields), &format!("{hint}Result"))
    }

    /// A message around what cannot stand alone.
    fn wrapper(&mut self, shape: &Shape, hint: &str) -> String {
        let name = match shape {
            Shape::Single(_) | Shape::Optional(_) => "value",
            Shape::Repeated(_) | Shape::Map(..) => "values",
        };
        self.nest(
            Body::Fields(vec![plain_field(shape.label(), name, 1)]),
            hint,
        )
    }

    fn nest(&mut self, body: Body, hint: &str) -> String {
        let name = self.scope.declare(&hint.to_upper_camel_case());
        self.nested.push(Message {
            name: name.clone(),
            body,
            ..Message::default()
        });
        name
    }

    /// The full name of a declared type.
    fn reference(&self, id: TypeId) -> String {
        let model = self.remote.model;
        let package = self.remote.names.package(model.home(id));
        format!(".{package}.{}", of_type(model.declaration(id)))
    }
}

pub(super) fn plain_field(ty: String, name: &str, number: usize) -> Field {
    Field {
        docs: Vec::new(),
        ty,
        name: name.to_owned(),
        number,
    }
}
