//! Arguments of imported functions, which borrow what they can.

use super::types::Types;
use crate::model::{Type, TypeKind};

impl Types<'_> {
    /// The argument for a parameter of type `ty` of an import, where `value` is owned. Text and lists are borrowed: on the
    /// outside, and inside of what Rust can take apart (options, results and tuples).
    pub(super) fn argument(&self, ty: &Type, value: &str) -> String {
        if !self.holds_list(ty) {
            return value.to_owned();
        }
        match ty {
            Type::Option(_) | Type::Result { .. } => self.part(ty, &format!("({value})")),
            _ => self.part(ty, value),
        }
    }

    /// The argument for a part, where `value` is a place.
    fn part(&self, ty: &Type, value: &str) -> String {
        match ty {
            Type::Option(item) => format!(
                "{value}.as_ref().map(|part| {})",
                self.part(item, "(*part)")
            ),
            Type::Result { ok, err } => {
                let side = |ty: &Option<Box<Type>>| match ty {
                    Some(ty) => self.part(ty, "(*part)"),
                    None => "*part".to_owned(),
                };
                format!(
                    "{value}.as_ref().map(|part| {}).map_err(|part| {})",
                    side(ok),
                    side(err)
                )
            }
            Type::Tuple(items) => {
                let items = items.iter().enumerate();
                let items: String = items
                    .map(|(index, item)| self.part(item, &format!("{value}.{index}")) + ", ")
                    .collect();
                format!("({items})")
            }
            Type::String => format!("{value}.as_str()"),
            Type::List(_) => format!("{value}.as_slice()"),
            Type::Named(id) => match self.model.structure(&Type::Named(*id)) {
                Type::String => format!("{value}.as_str()"),
                Type::List(_) => format!("{value}.as_slice()"),
                _ => format!("&{value}"),
            },
            Type::Map(..) => format!("&{value}"),
            Type::FixedList(..) => format!("{value}.clone()"),
            _ => value.to_owned(),
        }
    }

    fn holds_list(&self, ty: &Type) -> bool {
        let list = matches!(ty, Type::String | Type::List(_) | Type::Map(..));
        if list || ty.parts().iter().any(|part| self.holds_list(part)) {
            return true;
        }
        let Type::Named(id) = ty else { return false };
        match &self.model.declaration(*id).kind {
            TypeKind::Record(fields) => fields.iter().any(|field| self.holds_list(&field.ty)),
            TypeKind::Variant(cases) => cases
                .iter()
                .filter_map(|case| case.ty.as_ref())
                .any(|ty| self.holds_list(ty)),
            TypeKind::Alias(target) => self.holds_list(target),
            _ => false,
        }
    }
}
