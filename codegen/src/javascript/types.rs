//! Types of WIT in TypeScript, as jco's values have them.

use super::{
    layout::{Code, TYPES},
    names::Names,
};
use crate::{Model, model::Type};

/// The longest fixed list that is written as a tuple; longer ones are arrays whose length the comment tells.
const TUPLE: u32 = 8;

/// Writes types where they are used.
pub(super) struct Types<'a> {
    pub(super) model: &'a Model,
    pub(super) names: &'a Names,
}

impl Types<'_> {
    /// A type in one line.
    pub(super) fn ts(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "boolean".to_owned(),
            Type::U64 | Type::S64 => "bigint".to_owned(),
            Type::Char | Type::String => "string".to_owned(),
            Type::List(item) => self.list(item),
            Type::FixedList(item, size) if *size <= TUPLE => {
                self.tuple(&vec![item.as_ref(); *size as usize])
            }
            Type::FixedList(item, _) => array(&self.ts(item)),
            Type::Map(key, value) => array(&self.tuple(&[key, value])),
            Type::Option(item) if self.is_option(item) => self.nested_option(item),
            Type::Option(item) => format!("{} | undefined", self.ts(item)),
            Type::Result { ok, err } => {
                format!(
                    "{} | {}",
                    self.case("ok", ok.as_deref()),
                    self.case("err", err.as_deref())
                )
            }
            Type::Tuple(items) => self.tuple(&items.iter().collect::<Vec<_>>()),
            Type::Own(id) | Type::Borrow(id) | Type::Named(id) => self.names.ty(*id).to_owned(),
            // Refused before anything is written.
            Type::ErrorContext | Type::Future(_) | Type::Stream(_) => "never".to_owned(),
            _ => "number".to_owned(),
        }
    }

    /// A type that may need several lines.
    pub(super) fn code(&self, ty: &Type) -> Code {
        match ty {
            Type::Tuple(items) => Code::Brackets(items.iter().map(|it| self.code(it)).collect()),
            ty => Code::text(self.ts(ty)),
        }
    }

    /// What a function answers with; failure is thrown.
    pub(super) fn answer(&self, result: Option<&Type>) -> String {
        match result.map(|ty| self.model.structure(ty)) {
            None | Some(Type::Result { ok: None, .. }) => "void".to_owned(),
            Some(Type::Result { ok: Some(ok), .. }) if self.looks_like_a_result(&ok) => {
                self.case("ok", Some(&ok))
            }
            Some(Type::Result { ok: Some(ok), .. }) => self.ts(&ok),
            Some(_) => result.map(|ty| self.ts(ty)).unwrap_or_default(),
        }
    }

    /// Whether jco would take a value of `ty` for a `result`: a variant of the author with such a case. Functions that
    /// succeed with one answer with the `result` itself.
    pub(super) fn looks_like_a_result(&self, ty: &Type) -> bool {
        use crate::model::TypeKind::Variant;
        let Type::Named(id) = self.model.structure(ty) else {
            return false;
        };
        let Variant(cases) = &self.model.declaration(id).kind else {
            return false;
        };
        cases
            .iter()
            .any(|case| ["ok", "err"].contains(&case.name.as_str()))
    }

    /// What a function throws.
    pub(super) fn failure(&self, result: Option<&Type>) -> Option<String> {
        match self.model.structure(result?) {
            Type::Result { err: Some(err), .. } => Some(self.ts(&err)),
            Type::Result { err: None, .. } => Some("undefined".to_owned()),
            _ => None,
        }
    }

    /// A case of a variant.
    pub(super) fn case_code(&self, name: &str, ty: Option<&Type>) -> Code {
        let tag = ("tag".to_owned(), Code::text(format!("\"{name}\"")));
        let val = ty.map(|ty| ("val".to_owned(), Code::text(self.ts(ty))));
        Code::Braces([tag].into_iter().chain(val).collect(), TYPES)
    }

    /// The arrays that jco uses for lists of numbers.
    pub(super) fn typed_array(&self, item: &Type) -> Option<&'static str> {
        Some(match self.model.structure(item) {
            Type::U8 => "Uint8Array",
            Type::U16 => "Uint16Array",
            Type::U32 => "Uint32Array",
            Type::U64 => "BigUint64Array",
            Type::S8 => "Int8Array",
            Type::S16 => "Int16Array",
            Type::S32 => "Int32Array",
            Type::S64 => "BigInt64Array",
            Type::F32 => "Float32Array",
            Type::F64 => "Float64Array",
            _ => return None,
        })
    }

    /// Whether `undefined` is a value of `ty` already, so that an option of it has tags.
    pub(super) fn is_option(&self, ty: &Type) -> bool {
        matches!(self.model.structure(ty), Type::Option(_))
    }

    fn list(&self, item: &Type) -> String {
        match self.typed_array(item) {
            Some(array) => array.to_owned(),
            None => array(&self.ts(item)),
        }
    }

    fn tuple(&self, items: &[&Type]) -> String {
        let items: Vec<String> = items.iter().map(|item| self.ts(item)).collect();
        format!("[{}]", items.join(", "))
    }

    fn nested_option(&self, item: &Type) -> String {
        format!("{} | {{ tag: \"none\" }}", self.case("some", Some(item)))
    }

    /// A case of a `result` or a nested option, which has a value even if it says nothing.
    fn case(&self, tag: &str, ty: Option<&Type>) -> String {
        match ty {
            Some(ty) => format!("{{ tag: \"{tag}\"; val: {} }}", self.ts(ty)),
            None => format!("{{ tag: \"{tag}\"; val?: undefined }}"),
        }
    }
}

fn array(item: &str) -> String {
    if item.contains(" | ") && !item.starts_with('[') {
        return format!("({item})[]");
    }
    format!("{item}[]")
}
