//! One Python module while it is written: which names it declares, and what it imports.
//!
//! WIT may call a function `list`, a type `Flag` or a field `str`; whatever a module needs under a name that it declares
//! itself, it imports under another, so that declarations keep the names that they have in WIT.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use wit_parser::TypeId;

use super::names::{self, Names};
use crate::{
    Model,
    model::{InterfaceName, Side, Type},
};

/// The module that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// An interface in `imports`, one in `exports`, or the world's own items.
    Interface(Side, usize),
    /// The protocols of all exported interfaces.
    Protocols,
    /// What an author writes.
    Author,
}

/// A module while it is written.
#[derive(Debug)]
pub(super) struct File<'a> {
    pub(super) model: &'a Model,
    pub(super) names: &'a Names,
    pub(super) place: Place,
    bindings: &'a str,
    declared: HashSet<String>,
    imports: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> File<'a> {
    /// A module in `place` that declares `declared`; `bindings` is the package of the bindings, for authors' modules.
    pub(super) fn new(
        model: &'a Model,
        names: &'a Names,
        place: Place,
        bindings: &'a str,
        declared: HashSet<String>,
    ) -> Self {
        Self {
            model,
            names,
            place,
            bindings,
            declared,
            imports: BTreeMap::new(),
        }
    }

    /// The local name of something that the module imports.
    pub(super) fn import(&mut self, module: &str, name: &str) -> String {
        let (local, item) = if self.declared.contains(name) {
            (format!("_{name}"), format!("{name} as _{name}"))
        } else {
            (name.to_owned(), name.to_owned())
        };
        self.imports
            .entry(module.to_owned())
            .or_default()
            .insert(item);
        local
    }

    /// The local name of something built in.
    pub(super) fn builtin(&mut self, name: &str) -> String {
        if self.declared.contains(name) {
            return self.import("builtins", name);
        }
        name.to_owned()
    }

    /// The local name of something from the bindings' own `module`.
    pub(super) fn own(&mut self, module: &str, name: &str) -> String {
        let module = self.relative(module);
        self.import(&module, name)
    }

    fn relative(&self, module: &str) -> String {
        match self.place {
            Place::Author if module.is_empty() => self.bindings.to_owned(),
            Place::Author => format!("{}.{module}", self.bindings),
            Place::Interface(side, position) if self.is_world(side, position) => {
                format!(".{module}")
            }
            Place::Interface(..) | Place::Protocols => format!("..{module}"),
        }
    }

    fn is_world(&self, side: Side, position: usize) -> bool {
        let interface = self.model.side(side).get(position);
        interface.is_some_and(|interface| interface.name == InterfaceName::World)
    }

    /// The module of an interface under a local name.
    pub(super) fn module(&mut self, side: Side, position: usize) -> String {
        let name = self.names.module(side, position).to_owned();
        if self.is_world(side, position) {
            return self.world();
        }
        let folder = match side {
            Side::Import => "imports",
            Side::Export => "exports",
        };
        let module = match (self.place, side) {
            (Place::Interface(own, at), _) if own == side && !self.is_world(own, at) => {
                ".".to_owned()
            }
            (Place::Protocols, Side::Export) => ".".to_owned(),
            _ => self.relative(folder),
        };
        let beside_imports = matches!(self.place, Place::Interface(Side::Import, _));
        let both = !beside_imports && self.is_on_both_sides(&name);
        let local = if both && side == Side::Import {
            format!("imported_{name}")
        } else {
            name.clone()
        };
        self.alias(&module, &name, &local)
    }

    /// The module of the world's own items.
    pub(super) fn world(&mut self) -> String {
        let module = self.relative("");
        self.alias(&module, "world", "world")
    }

    /// The author's module for another exported interface.
    pub(super) fn author(&mut self, position: usize) -> String {
        let name = self.names.author(position).to_owned();
        self.alias(".", &name, &format!("own_{name}"))
    }

    fn is_on_both_sides(&self, name: &str) -> bool {
        let has = |side| {
            let count = self.model.side(side).len();
            (0..count).any(|position| self.names.module(side, position) == name)
        };
        has(Side::Import) && has(Side::Export)
    }

    fn alias(&mut self, module: &str, name: &str, wanted: &str) -> String {
        let local = if self.declared.contains(wanted) {
            format!("_{wanted}")
        } else {
            wanted.to_owned()
        };
        let item = if local == name {
            name.to_owned()
        } else {
            format!("{name} as {local}")
        };
        self.imports
            .entry(module.to_owned())
            .or_default()
            .insert(item);
        local
    }

    /// The class of a named type.
    pub(super) fn named(&mut self, id: TypeId) -> String {
        let class = names::class(&self.model.declaration(id).name);
        match self.names.home(id) {
            Some((side, position)) if self.place != Place::Interface(side, position) => {
                format!("{}.{class}", self.module(side, position))
            }
            _ => class,
        }
    }

    /// The annotation for a type.
    pub(super) fn annotation(&mut self, ty: &Type) -> String {
        match ty {
            Type::Bool => self.builtin("bool"),
            Type::F32 | Type::F64 => self.builtin("float"),
            Type::Char | Type::String => self.builtin("str"),
            Type::List(item) if **item == Type::U8 => self.builtin("bytes"),
            Type::List(item) => self.generic("list", &[item.as_ref()]),
            Type::FixedList(item, size) => self.fixed(item, *size),
            Type::Map(key, value) => {
                let pair = self.generic("tuple", &[key.as_ref(), value.as_ref()]);
                format!("{}[{pair}]", self.builtin("list"))
            }
            Type::Option(item) => self.option(item),
            Type::Result { ok, err } => self.result(ok.as_deref(), err.as_deref()),
            Type::Tuple(items) => {
                let items: Vec<&Type> = items.iter().collect();
                self.generic("tuple", &items)
            }
            Type::Own(id) | Type::Borrow(id) | Type::Named(id) => self.named(*id),
            Type::Future(item) => self.reader("futures", "FutureReader", item.as_deref()),
            Type::Stream(Some(item)) if matches!(**item, Type::U8 | Type::S8) => {
                self.import("componentize_py_async_support.streams", "ByteStreamReader")
            }
            Type::Stream(item) => self.reader("streams", "StreamReader", item.as_deref()),
            _ => self.builtin("int"),
        }
    }

    /// The annotation for a type as it is written in a docstring: nothing is imported for it.
    pub(super) fn described(&mut self, ty: &Type) -> String {
        let imports = self.imports.clone();
        let text = self.annotation(ty);
        self.imports = imports;
        text
    }

    fn generic(&mut self, head: &str, items: &[&Type]) -> String {
        let items: Vec<String> = items.iter().map(|item| self.annotation(item)).collect();
        format!("{}[{}]", self.builtin(head), items.join(", "))
    }

    fn fixed(&mut self, item: &Type, size: u32) -> String {
        let (tuple, item) = (self.builtin("tuple"), self.annotation(item));
        match usize::try_from(size) {
            Ok(size @ 1..=8) => format!("{tuple}[{}]", vec![item; size].join(", ")),
            _ => format!("{tuple}[{item}, ...]"),
        }
    }

    fn option(&mut self, item: &Type) -> String {
        let inner = self.annotation(item);
        if matches!(self.model.structure(item), Type::Option(_)) {
            return format!("{}[{inner}] | None", self.own("values", "Some"));
        }
        format!("{inner} | None")
    }

    fn result(&mut self, ok: Option<&Type>, err: Option<&Type>) -> String {
        let result = self.own("values", "Result");
        let (ok, err) = (self.payload(ok), self.payload(err));
        format!("{result}[{ok}, {err}]")
    }

    fn reader(&mut self, module: &str, class: &str, item: Option<&Type>) -> String {
        let class = self.import(&format!("componentize_py_async_support.{module}"), class);
        format!("{class}[{}]", self.payload(item))
    }

    /// The annotation for what may carry nothing.
    pub(super) fn payload(&mut self, ty: Option<&Type>) -> String {
        ty.map_or_else(|| "None".to_owned(), |ty| self.annotation(ty))
    }

    /// The import statements, in isort's order.
    pub(super) fn import_lines(&self) -> String {
        let rank = |module: &str| match module.chars().next() {
            Some('.') => 2,
            _ if module.starts_with(self.bindings) => 1,
            _ => 0,
        };
        let mut text = String::new();
        for group in 0..=2 {
            let of_group = self
                .imports
                .iter()
                .filter(|(module, _)| rank(module) == group);
            let mut lines: Vec<(&String, String)> = of_group
                .map(|(module, items)| (module, import_line(module, items)))
                .collect();
            lines.sort_by_key(|(module, _)| {
                let dots = module.chars().take_while(|c| *c == '.').count();
                (std::cmp::Reverse(dots), (*module).clone())
            });
            if !lines.is_empty() {
                text.push('\n');
            }
            for (_, line) in lines {
                text += &line;
            }
        }
        text
    }
}

/// The statements that import from one module: what gets another name has a line of its own.
fn import_line(module: &str, items: &BTreeSet<String>) -> String {
    let head = format!("from {module} import ");
    let is_renamed = |item: &&String| item.contains(" as ");
    let (renamed, mut plain): (Vec<&String>, Vec<&String>) = items.iter().partition(is_renamed);
    plain.sort_by_key(|item| kind(item));
    let plain: Vec<String> = plain.into_iter().cloned().collect();
    let line = format!("{head}{}\n", plain.join(", "));
    let mut text = match plain.as_slice() {
        [] => String::new(),
        _ if line.len() <= super::layout::WIDTH => line,
        _ => super::layout::brackets(0, &format!("{head}("), &plain, ")") + "\n",
    };
    for item in renamed {
        text += &format!("{head}{item}\n");
    }
    text
}

/// What isort sorts names by before their letters: constants, classes, functions and modules.
fn kind(item: &str) -> u8 {
    let name = item.split(' ').next().unwrap_or_default();
    match name.chars().next() {
        Some(first) if first.is_uppercase() => u8::from(name.chars().any(char::is_lowercase)),
        _ => 2,
    }
}
