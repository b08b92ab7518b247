//! What the functions of a stub do.

use wit_parser::TypeId;

use super::Stub;
use crate::{
    Stubs,
    model::{Echo, Function, FunctionKind, Interface, Type},
    rust::names::ident,
};

/// The width up to which rustfmt leaves a tuple on one line.
const TUPLE: usize = 58;

impl Stub<'_> {
    pub(super) fn body(&self, interface: &Interface, function: &Function) -> Vec<String> {
        match self.stubs {
            Stubs::Echo => self.echo(interface, function),
            Stubs::Todo | Stubs::None => todo(function),
        }
    }

    fn echo(&self, interface: &Interface, function: &Function) -> Vec<String> {
        match self.model.echo(interface, function) {
            Echo::Import(home, import) => vec![self.call(home, import)],
            Echo::Param(position) => {
                let param = function.params.get(position);
                param
                    .map(|param| self.given(function, &ident(&param.name)))
                    .into_iter()
                    .collect()
            }
            Echo::Default => vec![self.made_up(function)],
            Echo::Nothing => Vec::new(),
        }
    }

    fn call(&self, interface: &Interface, import: &Function) -> String {
        let name = self.types.names.function(interface, import);
        let arguments: Vec<String> = import
            .params
            .iter()
            .map(|param| {
                let name = ident(&param.name);
                if import.is_async {
                    name
                } else {
                    self.types.argument(&param.ty, &name)
                }
            })
            .collect();
        let call = format!(
            "{}::{name}({})",
            self.types.module(interface),
            arguments.join(", ")
        );
        if import.is_async {
            call + ".await"
        } else {
            call
        }
    }

    /// A parameter as the result. A constructor answers with what stands behind a handle.
    fn given(&self, function: &Function, param: &str) -> String {
        let FunctionKind::Constructor(_) = function.kind else {
            return param.to_owned();
        };
        match function.result.as_ref().map(|ty| self.model.structure(ty)) {
            Some(Type::Result { .. }) => format!("{param}.map(|handle| handle.into_inner())"),
            _ => format!("{param}.into_inner()"),
        }
    }

    fn made_up(&self, function: &Function) -> String {
        let resource = |id: TypeId| self.resources.get(&id).cloned().unwrap_or_default();
        if let FunctionKind::Constructor(id) = function.kind {
            let name = resource(self.model.dealias(id));
            return match function.result.as_ref().map(|ty| self.model.structure(ty)) {
                Some(Type::Result { .. }) => format!("Ok({name})"),
                _ => name,
            };
        }
        let default = function
            .result
            .as_ref()
            .map(|ty| self.types.default(ty, &resource));
        match default {
            Some(None) => "panic!(\"only the host makes such values\")".to_owned(),
            Some(Some(value)) => value,
            None => String::new(),
        }
    }
}

/// A body that says what is missing. It names the parameters, so that the compiler has nothing to say about them.
fn todo(function: &Function) -> Vec<String> {
    let params: Vec<String> = function
        .params
        .iter()
        .map(|param| ident(&param.name))
        .collect();
    let list = params.join(", ");
    let mut body: Vec<String> = match params.as_slice() {
        [_, _, ..] if list.len() <= TUPLE => vec![format!("let _ = ({list});")],
        _ => params
            .iter()
            .map(|name| format!("let _ = {name};"))
            .collect(),
    };
    body.push(format!("todo!(\"`{}` is to be written\")", function.name));
    body
}
