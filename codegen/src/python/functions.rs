//! Functions: what they take and answer in Python, on both sides.

use super::{docs, file::File, layout, names};
use crate::{
    Error, Model,
    model::{Function, FunctionKind, Type, TypeKind},
    scope::Scope,
};

/// How a function hands over its result.
#[derive(Debug)]
pub(super) enum Answer<'a> {
    /// There is none.
    Nothing,
    /// As a value.
    Value(&'a Type),
    /// As a value, or by raising `Err`: the type of the function is a `result` itself.
    Raises {
        ok: Option<&'a Type>,
        err: Option<&'a Type>,
    },
}

/// How `function` hands over its result; as componentize-py decides it, an alias of an alias of a `result` is a value.
pub(super) fn answer<'a>(model: &'a Model, function: &'a Function) -> Answer<'a> {
    let Some(ty) = &function.result else {
        return Answer::Nothing;
    };
    let named = match ty {
        Type::Named(id) => match &model.declaration(*id).kind {
            TypeKind::Alias(target) => Some(target),
            _ => None,
        },
        _ => None,
    };
    match named.unwrap_or(ty) {
        Type::Result { ok, err } => Answer::Raises {
            ok: ok.as_deref(),
            err: err.as_deref(),
        },
        _ => Answer::Value(ty),
    }
}

/// Says where a function stands that Python cannot have.
pub(super) fn unsupported(place: &str, what: String, remedy: &str) -> Error {
    Error::Unsupported {
        place: place.to_owned(),
        what,
        language: "Python",
        remedy: remedy.to_owned(),
    }
}

/// A function as it is declared.
#[derive(Debug)]
pub(super) struct Signature {
    /// The name of the Python function.
    pub(super) name: String,
    /// Names of the parameters, without `self`.
    pub(super) params: Vec<String>,
    /// `self` where it takes one, then the parameters with annotations.
    annotated: Vec<String>,
    returns: String,
    is_async: bool,
}

impl Signature {
    /// The signature of `function` in `file`; `takes_self` for methods and for functions of a protocol.
    pub(super) fn new(file: &mut File<'_>, function: &Function, takes_self: bool) -> Self {
        let is_constructor = matches!(function.kind, FunctionKind::Constructor(_));
        let params: Vec<String> = function
            .params
            .iter()
            .map(|param| names::snake(&param.name))
            .collect();
        let mut annotated = Vec::new();
        if takes_self {
            annotated.push(receiver(&params));
        }
        for (name, param) in params.iter().zip(&function.params) {
            annotated.push(format!("{name}: {}", file.annotation(&param.ty)));
        }
        let returns = if is_constructor {
            "None".to_owned()
        } else {
            returns(file, function)
        };
        let name = if is_constructor {
            "__init__".to_owned()
        } else {
            names::snake(&function.name)
        };
        Self {
            name,
            params,
            annotated,
            returns,
            is_async: function.is_async,
        }
    }

    /// The `def` line or lines.
    pub(super) fn define(&self, indent: usize) -> String {
        let keyword = if self.is_async { "async def" } else { "def" };
        let head = format!("{keyword} {}(", self.name);
        layout::brackets(
            indent,
            &head,
            &self.annotated,
            &format!(") -> {}:", self.returns),
        )
    }

    /// The annotation of what it returns.
    pub(super) fn returns(&self) -> &str {
        &self.returns
    }

    /// The name of the object that a method is called on.
    pub(super) fn receiver(&self) -> String {
        receiver(&self.params)
    }

    /// A name that is no parameter's.
    pub(super) fn local(&self, wanted: &str) -> String {
        let taken: Vec<&str> = self.params.iter().map(String::as_str).collect();
        Scope::new(&taken).declare(wanted)
    }
}

fn receiver(params: &[String]) -> String {
    let taken = params.iter().any(|name| name == "self");
    if taken { "_self" } else { "self" }.to_owned()
}

fn returns(file: &mut File<'_>, function: &Function) -> String {
    let model = file.model;
    match answer(model, function) {
        Answer::Nothing => "None".to_owned(),
        Answer::Value(ty) => file.annotation(ty),
        Answer::Raises { ok, .. } => file.payload(ok),
    }
}

/// The docstring of a function.
pub(super) fn docstring(file: &mut File<'_>, function: &Function, indent: usize) -> String {
    let model = file.model;
    let raises = match answer(model, function) {
        Answer::Raises { err: Some(err), .. } => {
            Some(format!("Raises: Err[{}]", file.described(err)))
        }
        Answer::Raises { err: None, .. } => Some("Raises: Err[None]".to_owned()),
        _ => None,
    };
    let more: Vec<String> = raises.into_iter().collect();
    docs::docstring(&docs::lines(&function.docs, &more), indent)
}

/// `@deprecated(…)` with its line end, where the WIT says so.
pub(super) fn deprecated(file: &mut File<'_>, docs: &crate::model::Docs, indent: usize) -> String {
    let Some(version) = &docs.availability.deprecated else {
        return String::new();
    };
    let decorator = file.own("values", "deprecated");
    let margin = " ".repeat(indent);
    format!("{margin}@{decorator}(\"since {version}\")\n")
}
