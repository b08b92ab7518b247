//! Every name of the output, settled once: packages and their folders, types, functions, parameters.

use std::collections::{HashMap, HashSet};

use wit_parser::{AccessorKind, TypeId};

use super::{
    names::{self, RESERVED},
    packages::{self, Package},
    results,
};
use crate::{
    Model, Options,
    model::{Function, FunctionKind, Interface, Side, TypeDef, TypeKind},
    scope::Scope,
};

/// All names of one output.
pub(super) struct Names {
    /// The import path of the folder that everything is written into.
    pub(super) root: String,
    /// One package an interface, in the order of [`Model::interfaces`].
    pub(super) packages: Vec<Package>,
    types: HashMap<TypeId, TypeName>,
    functions: HashMap<(usize, String), FunctionName>,
    errors: HashSet<TypeId>,
}

/// A named type.
#[derive(Debug, Clone)]
pub(super) struct TypeName {
    /// The package that declares it.
    pub(super) package: usize,
    /// Its name there.
    pub(super) name: String,
    /// Its fields, or what its cases and flags are called in the package.
    pub(super) members: Vec<String>,
}

/// A function or method.
#[derive(Debug, Clone)]
pub(super) struct FunctionName {
    /// What authors call.
    pub(super) name: String,
    /// A name that is unique among all functions and methods of the package.
    pub(super) symbol: String,
    /// The parameters.
    pub(super) params: Vec<String>,
    /// The receiver of a method.
    pub(super) receiver: String,
    /// What is taken inside the function.
    pub(super) locals: Scope,
}

impl Names {
    pub(super) fn settle(model: &Model, options: &Options) -> Self {
        let packages = packages::settle(model);
        let mut names = Self {
            root: root(model, options),
            packages,
            types: HashMap::new(),
            functions: HashMap::new(),
            errors: results::error_types(model),
        };
        for (package, interface) in model.interfaces().enumerate() {
            names.settle_package(package, interface);
        }
        names
    }

    pub(super) fn ty(&self, id: TypeId) -> &TypeName {
        &self.types[&id]
    }

    pub(super) fn function(&self, package: usize, function: &Function) -> &FunctionName {
        &self.functions[&(package, function.wit.name.clone())]
    }

    /// Whether a declaration is also what a function fails with, and so an `error` of Go.
    pub(super) fn is_error(&self, id: TypeId) -> bool {
        self.errors.contains(&id)
    }

    /// What no local variable can be called: words of the language, and packages.
    pub(super) fn locals(&self) -> Scope {
        let mut scope = Scope::new(RESERVED);
        for taken in ["abi", "exports", "host", "unsafe", "wit"] {
            scope.declare(taken);
        }
        for package in &self.packages {
            scope.declare(&package.alias);
        }
        scope
    }

    fn settle_package(&mut self, package: usize, interface: &Interface) {
        let mut scope = Scope::new(match interface.side {
            Side::Import => &["Host", "SetHost"],
            Side::Export => &["Exports", "Export"],
        });
        let mut symbols = Scope::new(&[]);
        reserve_handles(interface, &mut scope, &mut symbols);
        let declared: Vec<(&TypeDef, String)> = interface
            .types
            .iter()
            .map(|ty| (ty, scope.declare(&names::exported(&ty.name))))
            .collect();
        for function in &interface.functions {
            let name = scope.declare(&free_name(function));
            self.add_function(package, function, name, &mut symbols);
        }
        for (ty, name) in &declared {
            self.settle_resource(
                package,
                interface.side,
                (ty, name),
                &mut scope,
                &mut symbols,
            );
        }
        for (ty, name) in declared {
            let members = self.members(ty, &name, &mut scope);
            let settled = TypeName {
                package,
                name,
                members,
            };
            self.types.insert(ty.id, settled);
        }
    }

    fn members(&self, ty: &TypeDef, name: &str, scope: &mut Scope) -> Vec<String> {
        let mut in_package =
            |member: &str| scope.declare(&format!("{name}{}", names::exported(member)));
        match &ty.kind {
            TypeKind::Record(fields) => {
                let is_error = self.is_error(ty.id);
                let mut scope = Scope::new(if is_error { &["Error"] } else { &[] });
                fields
                    .iter()
                    .map(|field| scope.declare(&names::exported(&field.name)))
                    .collect()
            }
            _ if ty.same_as.is_some() => Vec::new(),
            TypeKind::Variant(cases) => cases.iter().map(|case| in_package(&case.name)).collect(),
            TypeKind::Enum(labels) | TypeKind::Flags(labels) => {
                labels.iter().map(|label| in_package(&label.name)).collect()
            }
            TypeKind::Resource(_) | TypeKind::Alias(_) => Vec::new(),
        }
    }

    fn settle_resource(
        &mut self,
        package: usize,
        side: Side,
        (ty, resource): (&TypeDef, &str),
        scope: &mut Scope,
        symbols: &mut Scope,
    ) {
        let TypeKind::Resource(declared) = &ty.kind else {
            return;
        };
        let mut methods = Scope::new(match side {
            Side::Import => &["Drop"],
            Side::Export => &["OnDrop"],
        });
        for function in &declared.functions {
            let own = free_name(function);
            let name = match function.kind {
                kind if kind.has_self() => methods.declare(&own),
                FunctionKind::Constructor(_) => scope.declare(&format!("New{resource}")),
                _ => scope.declare(&format!("{resource}{own}")),
            };
            let symbol = if function.kind.has_self() {
                format!("{resource}{name}")
            } else {
                name.clone()
            };
            let symbol = symbols.declare(&symbol);
            self.insert_function(package, function, name, symbol);
        }
    }

    fn add_function(
        &mut self,
        package: usize,
        function: &Function,
        name: String,
        symbols: &mut Scope,
    ) {
        let symbol = symbols.declare(&name);
        self.insert_function(package, function, name, symbol);
    }

    fn insert_function(
        &mut self,
        package: usize,
        function: &Function,
        name: String,
        symbol: String,
    ) {
        let mut locals = self.locals();
        for internal in ["host", "import"] {
            locals.declare(&format!("{internal}{symbol}"));
        }
        let params = function.params.iter();
        let params = params
            .map(|param| locals.declare(&names::unexported(&param.name)))
            .collect();
        let receiver = symbol.chars().take(1).collect::<String>();
        let receiver = locals.declare(&receiver.to_ascii_lowercase());
        let settled = FunctionName {
            name,
            symbol,
            params,
            receiver,
            locals,
        };
        let key = (package, function.wit.name.clone());
        self.functions.insert(key, settled);
    }
}

fn root(model: &Model, options: &Options) -> String {
    let default = || format!("example.com/{}", model.world.name.to_ascii_lowercase());
    options.package.clone().unwrap_or_else(default)
}

/// What a function would be called, were it alone.
fn free_name(function: &Function) -> String {
    let name = names::exported(&function.name);
    match function.kind {
        FunctionKind::Accessor {
            kind: AccessorKind::Setter,
            ..
        } => format!("Set{name}"),
        _ => name,
    }
}

/// The functions behind the handles of resources have names of their own.
fn reserve_handles(interface: &Interface, scope: &mut Scope, symbols: &mut Scope) {
    let resources = interface.types.iter();
    let resources = resources.filter(|ty| matches!(ty.kind, TypeKind::Resource(_)));
    for name in resources.map(|ty| names::exported(&ty.name)) {
        symbols.declare(&format!("Drop{name}"));
        if interface.side == Side::Export {
            scope.declare(&format!("Lower{name}"));
            scope.declare(&format!("Lift{name}"));
        }
    }
}
