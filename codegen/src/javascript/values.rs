//! Default values, as jco expects them.

use std::collections::HashMap;

use wit_parser::TypeId;

use super::{
    layout::{Code, VALUES},
    names,
    types::Types,
};
use crate::model::{Field, Side, Type, TypeKind};

/// The longest fixed list whose items are written down.
const WRITTEN: u32 = 8;

/// Writes default values.
pub(super) struct Values<'a> {
    pub(super) types: Types<'a>,
    /// The classes of exported resources in the scope of the implementation.
    pub(super) classes: &'a HashMap<TypeId, String>,
}

impl Values<'_> {
    /// The default of a type; nothing when only the host can make a value of it.
    pub(super) fn default(&self, ty: &Type) -> Option<Code> {
        Some(match ty {
            Type::Bool => Code::text("false"),
            Type::U64 | Type::S64 => Code::text("0n"),
            Type::Char => Code::text("\"\\0\""),
            Type::String => Code::text("\"\""),
            Type::List(item) => match self.types.typed_array(item) {
                Some(array) => Code::text(format!("new {array}()")),
                None => Code::text("[]"),
            },
            Type::Map(..) => Code::text("[]"),
            Type::FixedList(item, size) => self.fixed(item, *size)?,
            Type::Option(item) if self.types.is_option(item) => tagged("none", None),
            Type::Option(_) => Code::text("undefined"),
            Type::Result { ok, .. } => tagged("ok", Some(self.maybe(ok.as_deref())?)),
            Type::Tuple(items) => {
                let items = items.iter().map(|item| self.default(item));
                Code::Brackets(items.collect::<Option<_>>()?)
            }
            Type::Own(id) => self.resource(*id)?,
            Type::Named(id) => self.named(*id)?,
            Type::Borrow(_) | Type::ErrorContext | Type::Future(_) | Type::Stream(_) => {
                return None;
            }
            _ => Code::text("0"),
        })
    }

    fn maybe(&self, ty: Option<&Type>) -> Option<Code> {
        match ty {
            Some(ty) => self.default(ty),
            None => Some(Code::text("undefined")),
        }
    }

    fn fixed(&self, item: &Type, size: u32) -> Option<Code> {
        let item = self.default(item)?;
        if size <= WRITTEN {
            return Some(Code::Brackets(vec![item; size as usize]));
        }
        let item = item.flat();
        Some(Code::text(format!(
            "Array.from({{ length: {size} }}, () => {item})"
        )))
    }

    fn resource(&self, id: TypeId) -> Option<Code> {
        let (declaration, _) = self.types.model.resource(id);
        let class = self.classes.get(&declaration.id)?;
        let is_ours = self.types.model.home(declaration.id).side == Side::Export;
        is_ours.then(|| Code::text(format!("new {class}()")))
    }

    fn named(&self, id: TypeId) -> Option<Code> {
        match &self.types.model.declaration(id).kind {
            TypeKind::Record(fields) => self.record(fields),
            TypeKind::Variant(cases) => {
                let case = cases.first()?;
                let val = match &case.ty {
                    Some(ty) => Some(self.default(ty)?),
                    None => None,
                };
                Some(tagged(&case.name, val))
            }
            TypeKind::Enum(labels) => {
                let label = labels.first()?;
                Some(Code::text(format!("\"{}\"", label.name)))
            }
            TypeKind::Flags(_) => Some(Code::text("{}")),
            TypeKind::Resource(_) => self.resource(id),
            TypeKind::Alias(target) => self.default(target),
        }
    }

    fn record(&self, fields: &[Field]) -> Option<Code> {
        let fields = fields.iter().map(|field| {
            let value = self.default(&field.ty)?;
            Some((names::member(&field.name), value))
        });
        Some(Code::Braces(fields.collect::<Option<_>>()?, VALUES))
    }
}

/// A case of a variant.
pub(super) fn tagged(tag: &str, val: Option<Code>) -> Code {
    let tag = ("tag".to_owned(), Code::text(format!("\"{tag}\"")));
    let val = val.map(|val| ("val".to_owned(), val));
    Code::Braces([tag].into_iter().chain(val).collect(), VALUES)
}
