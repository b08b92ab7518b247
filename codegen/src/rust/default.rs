//! Values that an implementation can make up.

use super::{names::ident, types::Types};
use crate::model::{Type, TypeKind};
use heck::ToUpperCamelCase as _;
use wit_parser::TypeId;

impl Types<'_> {
    /// The default of `ty`: zero, empty, none, the first case. Nothing when only the host can make such a value.
    ///
    /// `resource` makes the representation of a resource of the plugin.
    pub(super) fn default(&self, ty: &Type, resource: &dyn Fn(TypeId) -> String) -> Option<String> {
        Some(match ty {
            Type::Bool => "false".to_owned(),
            Type::U8
            | Type::U16
            | Type::U32
            | Type::U64
            | Type::S8
            | Type::S16
            | Type::S32
            | Type::S64 => "0".to_owned(),
            Type::F32 | Type::F64 => "0.0".to_owned(),
            Type::Char => "'\\0'".to_owned(),
            Type::String => "String::new()".to_owned(),
            Type::ErrorContext => format!("{}::new(\"\")", self.owned(ty)),
            Type::List(_) => "Vec::new()".to_owned(),
            Type::Map(..) => "std::collections::BTreeMap::new()".to_owned(),
            Type::Option(_) => "None".to_owned(),
            Type::FixedList(item, _) => {
                format!("std::array::from_fn(|_| {})", self.default(item, resource)?)
            }
            Type::Result { ok, .. } => {
                format!("Ok({})", self.default_or_unit(ok.as_deref(), resource)?)
            }
            Type::Tuple(items) => self.default_tuple(items, resource)?,
            Type::Own(id) => self.new_resource(*id, resource)?,
            Type::Borrow(_) => return None,
            Type::Future(item) => {
                let default = self.default_or_unit(item.as_deref(), resource)?;
                format!("bindings::wit_future::new(|| {default}).1")
            }
            Type::Stream(_) => "bindings::wit_stream::new().1".to_owned(),
            Type::Named(id) => self.default_named(*id, resource)?,
        })
    }

    fn default_or_unit(
        &self,
        ty: Option<&Type>,
        resource: &dyn Fn(TypeId) -> String,
    ) -> Option<String> {
        ty.map_or_else(|| Some("()".to_owned()), |ty| self.default(ty, resource))
    }

    fn default_tuple(&self, items: &[Type], resource: &dyn Fn(TypeId) -> String) -> Option<String> {
        let items: Option<Vec<String>> = items
            .iter()
            .map(|item| self.default(item, resource))
            .collect();
        let items = items?;
        Some(match items.as_slice() {
            [one] => format!("({one},)"),
            _ => format!("({})", items.join(", ")),
        })
    }

    fn new_resource(&self, id: TypeId, resource: &dyn Fn(TypeId) -> String) -> Option<String> {
        let id = self.model.dealias(id);
        self.is_exported(id)
            .then(|| format!("{}::new({})", self.path(id), resource(id)))
    }

    fn default_named(&self, id: TypeId, resource: &dyn Fn(TypeId) -> String) -> Option<String> {
        Some(match &self.model.declaration(id).kind {
            TypeKind::Record(fields) => {
                let field = |field: &crate::model::Field| {
                    let value = self.default(&field.ty, resource)?;
                    Some(format!("{}: {value}", ident(&field.name)))
                };
                let fields: Option<Vec<String>> = fields.iter().map(field).collect();
                format!("{} {{ {} }}", self.path(id), fields?.join(", "))
            }
            TypeKind::Variant(cases) => {
                let first = cases.first()?;
                let case = format!("{}::{}", self.path(id), first.name.to_upper_camel_case());
                match &first.ty {
                    Some(ty) => format!("{case}({})", self.default(ty, resource)?),
                    None => case,
                }
            }
            TypeKind::Enum(cases) => {
                format!(
                    "{}::{}",
                    self.path(id),
                    cases.first()?.name.to_upper_camel_case()
                )
            }
            TypeKind::Flags(_) => format!("{}::empty()", self.path(id)),
            TypeKind::Resource(_) => return None,
            TypeKind::Alias(target) => self.default(target, resource)?,
        })
    }
}
