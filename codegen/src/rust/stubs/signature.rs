//! The first line of a function, as rustfmt breaks it.

use super::Stub;
use crate::{
    Stubs,
    model::{Function, FunctionKind, Interface, Param, Type},
    rust::names::ident,
};

/// The width of a line in rustfmt's default style.
const WIDTH: usize = 100;
const INDENT: usize = 4;

impl Stub<'_> {
    pub(super) fn signature(
        &self,
        interface: &Interface,
        function: &Function,
        body: &[String],
    ) -> String {
        let mut params: Vec<String> = Vec::new();
        if function.kind.has_self() {
            params.push("&self".to_owned());
        }
        params.extend(function.params.iter().map(|it| self.param(it, body)));
        let start = format!(
            "{}fn {}",
            if function.is_async { "async " } else { "" },
            self.types.names.function(interface, function)
        );
        let result = self.result(function);
        let line = format!("{start}({}){result}", params.join(", "));
        if params.is_empty() || line.len() + INDENT + " {".len() <= WIDTH {
            return line;
        }
        let lines = params.join(",\n        ");
        format!("{start}(\n        {lines},\n    ){result}")
    }

    fn param(&self, param: &Param, body: &[String]) -> String {
        let name = self.variable(param, body);
        format!("{name}: {}", self.types.owned(&param.ty))
    }

    /// A parameter that the body does not name says so.
    fn variable(&self, param: &Param, body: &[String]) -> String {
        let name = ident(&param.name);
        let is_used = self.stubs == Stubs::Todo || body.iter().any(|line| names(line, &name));
        if is_used { name } else { format!("_{name}") }
    }

    fn result(&self, function: &Function) -> String {
        let Some(result) = &function.result else {
            return String::new();
        };
        if !matches!(function.kind, FunctionKind::Constructor(_)) {
            return format!(" -> {}", self.types.owned(result));
        }
        match self.model.structure(result) {
            Type::Result { err, .. } => {
                format!(" -> Result<Self, {}>", self.types.or_unit(err.as_deref()))
            }
            _ => " -> Self".to_owned(),
        }
    }
}

/// Whether `line` names the variable.
fn names(line: &str, variable: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(variable).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + variable.len()..].chars().next();
        !before.is_some_and(|c| word(c) || c == '.' || c == ':') && !after.is_some_and(word)
    })
}
