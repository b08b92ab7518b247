//! Types as an implementation names them.

use wit_parser::TypeId;

use super::names::Names;
use crate::{
    Model,
    model::{Interface, Side, Type, TypeKind},
    scope::Scope,
};

/// The words for a world's types outside of the bindings.
pub(super) struct Types<'a> {
    pub(super) model: &'a Model,
    pub(super) names: Names,
    /// The module of each interface: its path, and what it is called in the file.
    modules: Vec<Module>,
}

pub(super) struct Module {
    side: Side,
    key: String,
    pub(super) path: Vec<String>,
    pub(super) name: String,
}

impl Module {
    fn new(model: &Model, names: &Names, interface: &Interface, scope: &mut Scope) -> Self {
        let path = names.module(model, interface);
        Self {
            side: interface.side,
            key: interface.key.clone(),
            name: match path.last() {
                None => "bindings".to_owned(),
                Some(last) if interface.side == Side::Export || scope.is_free(last) => {
                    scope.declare(last)
                }
                Some(last) => scope.declare(&format!("imported_{last}")),
            },
            path,
        }
    }
}

impl<'a> Types<'a> {
    /// Gives each module a name in the file whose names are `scope`.
    pub(super) fn new(model: &'a Model, scope: &mut Scope) -> Self {
        let names = Names::new(&model.resolve, model.id);
        // What the author implements gets the plain names.
        let all = model.world.exports.iter().chain(&model.world.imports);
        let modules = all.map(|interface| Module::new(model, &names, interface, scope));
        let modules = modules.collect();
        Self {
            model,
            names,
            modules,
        }
    }

    pub(super) fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// What the module of `interface` is called in the file.
    pub(super) fn module(&self, interface: &Interface) -> &str {
        let mut modules = self.modules.iter();
        let found = modules.find(|it| it.side == interface.side && it.key == interface.key);
        found.map_or("bindings", |module| &module.name)
    }

    /// `ty` as a value that is owned.
    pub(super) fn owned(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::U8 => "u8".to_owned(),
            Type::U16 => "u16".to_owned(),
            Type::U32 => "u32".to_owned(),
            Type::U64 => "u64".to_owned(),
            Type::S8 => "i8".to_owned(),
            Type::S16 => "i16".to_owned(),
            Type::S32 => "i32".to_owned(),
            Type::S64 => "i64".to_owned(),
            Type::F32 => "f32".to_owned(),
            Type::F64 => "f64".to_owned(),
            Type::Char => "char".to_owned(),
            Type::String => "String".to_owned(),
            Type::ErrorContext => "wit_bindgen::rt::async_support::ErrorContext".to_owned(),
            Type::List(item) => format!("Vec<{}>", self.owned(item)),
            Type::FixedList(item, size) => format!("[{}; {size}]", self.owned(item)),
            Type::Map(key, value) => format!(
                "std::collections::BTreeMap<{}, {}>",
                self.owned(key),
                self.owned(value)
            ),
            Type::Option(item) => format!("Option<{}>", self.owned(item)),
            Type::Result { ok, err } => {
                format!(
                    "Result<{}, {}>",
                    self.or_unit(ok.as_deref()),
                    self.or_unit(err.as_deref())
                )
            }
            Type::Tuple(items) => self.tuple(items),
            Type::Future(item) => format!(
                "wit_bindgen::FutureReader<{}>",
                self.or_unit(item.as_deref())
            ),
            Type::Stream(item) => format!(
                "wit_bindgen::StreamReader<{}>",
                self.or_unit(item.as_deref())
            ),
            Type::Own(id) => self.path(*id),
            Type::Named(id) => self.path(*id) + self.lifetime(ty),
            Type::Borrow(id) => self.borrow(*id),
        }
    }

    pub(super) fn or_unit(&self, ty: Option<&Type>) -> String {
        ty.map_or_else(|| "()".to_owned(), |ty| self.owned(ty))
    }

    /// A named type.
    pub(super) fn path(&self, id: TypeId) -> String {
        let module = self.module(self.model.home(id));
        format!("{module}::{}", self.names.ty(self.model, id))
    }

    fn tuple(&self, items: &[Type]) -> String {
        let items: Vec<String> = items.iter().map(|item| self.owned(item)).collect();
        match items.as_slice() {
            [one] => format!("({one},)"),
            _ => format!("({})", items.join(", ")),
        }
    }

    fn borrow(&self, id: TypeId) -> String {
        if self.is_exported(id) {
            return format!("{}Borrow<'_>", self.path(id));
        }
        format!("&{}", self.path(id))
    }

    /// Whether the resource is the plugin's own.
    pub(super) fn is_exported(&self, id: TypeId) -> bool {
        self.model.home(self.model.dealias(id)).side == Side::Export
    }

    fn lifetime(&self, ty: &Type) -> &'static str {
        if self.holds_borrow(ty) { "<'_>" } else { "" }
    }

    fn holds_borrow(&self, ty: &Type) -> bool {
        if matches!(ty, Type::Borrow(_)) || ty.parts().iter().any(|part| self.holds_borrow(part)) {
            return true;
        }
        let Type::Named(id) = ty else { return false };
        match &self.model.declaration(*id).kind {
            TypeKind::Record(fields) => fields.iter().any(|field| self.holds_borrow(&field.ty)),
            TypeKind::Variant(cases) => cases
                .iter()
                .filter_map(|case| case.ty.as_ref())
                .any(|ty| self.holds_borrow(ty)),
            TypeKind::Alias(target) => self.holds_borrow(target),
            TypeKind::Resource(_) | TypeKind::Enum(_) | TypeKind::Flags(_) => false,
        }
    }
}
