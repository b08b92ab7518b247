//! What a plugin imports of another, and whether it can cross from one store to another.

use super::failure;
use crate::dynamic::{Kind, Signature, TypeNames, ValueType};
use wasmtime::component::Component;
use wasmtime::component::types::{ComponentFunc, ComponentItem};

/// The functions that a component imports from one interface.
pub struct ImportedInterface {
    name: Box<str>,
    functions: Box<[ImportedFunction]>,
}

/// One of them.
pub(super) struct ImportedFunction {
    pub(super) name: Box<str>,
    pub(super) signature: Signature,
    /// Whether its result can say that a dependency failed.
    pub(super) can_fail: bool,
}

impl ImportedInterface {
    /// The interface's full name, as the component imports it: `acme:shop/cart@1.0.0`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a component imports under a name, or why that cannot cross.
    pub(super) fn of(component: &Component, name: &str) -> Result<Self, String> {
        let engine = component.engine();
        let world = component.component_type();
        let import = world.get_import(engine, name).map(|import| import.ty);
        let Some(ComponentItem::ComponentInstance(interface)) = import else {
            return Err("it is no interface".into());
        };
        let names = TypeNames::of_interface(engine, &interface);
        let mut functions = Vec::new();
        for (function, item) in interface.exports(engine) {
            match item.ty {
                ComponentItem::ComponentFunc(ty) => {
                    functions.push(ImportedFunction::new(function, &ty, &names)?);
                }
                ComponentItem::Type(_) => {}
                ComponentItem::Resource(_) => return Err(resource(function)),
                _ => return Err(format!("`{function}` is no function")),
            }
        }
        Ok(Self {
            name: name.into(),
            functions: functions.into(),
        })
    }

    pub(super) fn functions(&self) -> &[ImportedFunction] {
        &self.functions
    }
}

impl ImportedFunction {
    fn new(name: &str, ty: &ComponentFunc, names: &TypeNames) -> Result<Self, String> {
        let signature = Signature::new(ty, names).map_err(|error| error.to_string())?;
        if ty.async_() {
            return Err(format!(
                "`{name}` is asynchronous, and calls between plugins are not"
            ));
        }
        let obstacle = signature.types().find_map(obstacle);
        match obstacle {
            Some(obstacle) => Err(obstacle),
            None => Ok(Self {
                name: name.into(),
                can_fail: signature.result().is_some_and(failure::fits),
                signature,
            }),
        }
    }
}

fn resource(name: &str) -> String {
    format!(
        "it passes the resource `{name}`, which lives in one plugin and cannot be held by another; compose the two, or pass \
         values"
    )
}

/// What in a type cannot leave its store.
fn obstacle(ty: &ValueType) -> Option<String> {
    match &ty.kind {
        Kind::Own(_) | Kind::Borrow(_) => Some(resource(ty.name.as_deref().unwrap_or("unnamed"))),
        Kind::Unsupported(what) => Some(format!("it passes a value of the type {what}")),
        Kind::List(ty) | Kind::FixedLengthList(ty, _) | Kind::Option(ty) => obstacle(ty),
        Kind::Map(key, value) => obstacle(key).or_else(|| obstacle(value)),
        Kind::Record(fields) => fields.iter().find_map(|field| obstacle(&field.ty)),
        Kind::Tuple(types) => types.iter().find_map(obstacle),
        Kind::Variant(cases) => cases
            .iter()
            .filter_map(|case| case.payload.as_ref())
            .find_map(obstacle),
        Kind::Result(ok, err) => ok.iter().chain(err).find_map(|ty| obstacle(ty)),
        Kind::Bool
        | Kind::Number(_)
        | Kind::Char
        | Kind::String
        | Kind::Enum(_)
        | Kind::Flags(_) => None,
    }
}
