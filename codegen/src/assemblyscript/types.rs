//! What a WIT type is called in the language.

use wit_parser::TypeId;

use super::{module::Module, names::Names};
use crate::model::{Side, Type, TypeKind};

impl Names<'_> {
    /// The type as it is written in `module`, which imports what it needs.
    pub(super) fn write(&self, module: &mut Module, ty: &Type) -> String {
        match ty {
            Type::List(item) => match self.view(item) {
                Some(view) => view.to_owned(),
                None => format!("Array<{}>", self.write(module, item)),
            },
            Type::FixedList(item, _) => format!("StaticArray<{}>", self.write(module, item)),
            Type::Map(key, value) => {
                let key = self.write(module, key);
                format!("Map<{key}, {}>", self.write(module, value))
            }
            Type::Option(item) => self.option(module, item),
            Type::Result { ok, err } => {
                let name = module.runtime("values", "Result");
                let ok = self.or_unit(module, ok.as_deref());
                format!("{name}<{ok}, {}>", self.or_unit(module, err.as_deref()))
            }
            Type::Tuple(items) => self.tuple(module, items),
            Type::Own(id) | Type::Borrow(id) => self.declared(module, *id),
            Type::Named(id) => self.named(module, *id),
            other => scalar(other).to_owned(),
        }
    }

    fn option(&self, module: &mut Module, item: &Type) -> String {
        let payload = self.write(module, item);
        if self.is_nullable(item) {
            return format!("{payload} | null");
        }
        format!("{}<{payload}>", module.runtime("values", "Option"))
    }

    /// What a part of a result is, or `Unit` where it says nothing.
    pub(super) fn or_unit(&self, module: &mut Module, ty: Option<&Type>) -> String {
        match ty {
            Some(ty) => self.write(module, ty),
            None => module.runtime("values", "Unit"),
        }
    }

    fn tuple(&self, module: &mut Module, items: &[Type]) -> String {
        let name = module.runtime("tuples", &format!("Tuple{}", items.len()));
        if items.is_empty() {
            return name;
        }
        let items: Vec<String> = items.iter().map(|item| self.write(module, item)).collect();
        format!("{name}<{}>", items.join(", "))
    }

    fn named(&self, module: &mut Module, id: TypeId) -> String {
        let declaration = self.model.declaration(id);
        match &declaration.kind {
            TypeKind::Alias(target @ (Type::Own(_) | Type::Borrow(_) | Type::Named(_))) => {
                self.write(module, target)
            }
            _ => self.declared(module, id),
        }
    }

    /// The name of a type that has a declaration of its own, once aliases and copies are looked through.
    pub(super) fn declared(&self, module: &mut Module, id: TypeId) -> String {
        let id = self.root_of(id);
        module.import(&self.home(id).path, self.ty(id))
    }

    /// The name of a variant's enum of tags.
    pub(super) fn declared_tag(&self, module: &mut Module, id: TypeId) -> String {
        let id = self.root_of(id);
        module.import(&self.home(id).path, self.tag(id).unwrap_or_default())
    }

    /// The declaration behind aliases and copies.
    pub(super) fn root_of(&self, id: TypeId) -> TypeId {
        let declaration = self.model.declaration(id);
        match (&declaration.kind, declaration.same_as) {
            (_, Some(first)) => self.root_of(first),
            (TypeKind::Alias(Type::Named(target)), None) => self.root_of(*target),
            _ => id,
        }
    }

    /// Whether `T | null` can stand for an option of this type: it is an object, and not an option itself.
    pub(super) fn is_nullable(&self, ty: &Type) -> bool {
        match self.model.structure(ty) {
            Type::Named(id) => !matches!(
                self.model.declaration(id).kind,
                TypeKind::Enum(_) | TypeKind::Flags(_)
            ),
            Type::Option(_) | Type::Bool | Type::Char => false,
            other => scalar(&other) == "string" || scalar(&other).is_empty(),
        }
    }

    /// The typed array for a list of numbers.
    pub(super) fn view(&self, item: &Type) -> Option<&'static str> {
        Some(match self.model.structure(item) {
            Type::U8 => "Uint8Array",
            Type::U16 => "Uint16Array",
            Type::U32 => "Uint32Array",
            Type::U64 => "Uint64Array",
            Type::S8 => "Int8Array",
            Type::S16 => "Int16Array",
            Type::S32 => "Int32Array",
            Type::S64 => "Int64Array",
            Type::F32 => "Float32Array",
            Type::F64 => "Float64Array",
            _ => return None,
        })
    }

    /// Whether this component implements the resource that `id` names.
    pub(super) fn is_exported(&self, id: TypeId) -> bool {
        self.model.home(self.model.dealias(id)).side == Side::Export
    }
}

/// The name of a type without parts; empty for others.
fn scalar(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "bool",
        Type::U8 => "u8",
        Type::U16 => "u16",
        Type::U32 => "u32",
        Type::U64 => "u64",
        Type::S8 => "i8",
        Type::S16 => "i16",
        Type::S32 | Type::Char => "i32",
        Type::S64 => "i64",
        Type::F32 => "f32",
        Type::F64 => "f64",
        Type::String => "string",
        _ => "",
    }
}
