//! Functions, those of resources included.

use wit_parser::{AccessorKind, TypeId};

use super::{Docs, Type};

/// A function that is imported or exported.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name in WIT, without brackets and the name of its resource. A constructor has the name of its resource.
    pub name: String,
    /// How it is called.
    pub kind: FunctionKind,
    /// Whether the WIT says `async`.
    pub is_async: bool,
    /// Its parameters, without the resource that a method is called on.
    pub params: Vec<Param>,
    /// What it answers with.
    pub result: Option<Type>,
    /// What the WIT says about it.
    pub docs: Docs,
    /// File, line and column, for diagnostics.
    pub place: String,
    /// The names it goes by in a core module.
    pub core: FunctionCore,
    /// The parser's own function, which `wit_bindgen_core::abi` makes bodies from.
    pub wit: wit_parser::Function,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name in WIT.
    pub name: String,
    /// Its type.
    pub ty: Type,
}

/// How a function is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionKind {
    /// By its name.
    Free,
    /// To make a resource. The result is `own<resource>`, or a `result` of that where the constructor can fail.
    Constructor(TypeId),
    /// On a resource.
    Method(TypeId),
    /// By the name of a resource and its own.
    Static(TypeId),
    /// As a property: of the interface, of an object of the resource, or of the resource itself.
    Accessor {
        /// The resource, if it is a property of one.
        resource: Option<TypeId>,
        /// Whether it belongs to the resource and not to one object.
        is_static: bool,
        /// Read or written.
        kind: AccessorKind,
    },
}

impl FunctionKind {
    /// The resource it belongs to.
    pub fn resource(self) -> Option<TypeId> {
        match self {
            Self::Free => None,
            Self::Constructor(id) | Self::Method(id) | Self::Static(id) => Some(id),
            Self::Accessor { resource, .. } => resource,
        }
    }

    /// Whether it is called on an object: whether the core function has the handle as its first parameter.
    pub fn has_self(self) -> bool {
        matches!(
            self,
            Self::Method(_)
                | Self::Accessor {
                    resource: Some(_),
                    is_static: false,
                    ..
                }
        )
    }
}

/// What a function is called in a core module, without component-model async.
#[derive(Debug, Clone)]
pub enum FunctionCore {
    /// Module and field of the import.
    Import(String, String),
    /// Names of the exports.
    Export {
        /// The function.
        name: String,
        /// What the caller calls when it has read the result; there only when the result has memory to give back.
        post_return: Option<String>,
    },
}
