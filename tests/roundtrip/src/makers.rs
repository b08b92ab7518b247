//! Which resources a caller can get hold of, and by which function.

use crate::imports::is_of_the_host;
use crate::shape::Shape;
use plugwright_codegen::Model;
use plugwright_codegen::model::{Echo, Function, Interface, Side, Type, TypeKind};
use std::collections::{HashMap, HashSet};
use wit_parser::TypeId;

/// An exported function, with the resource that it is called on.
#[derive(Clone, Copy)]
pub(crate) struct Exported<'m> {
    pub(crate) interface: &'m Interface,
    pub(crate) function: &'m Function,
    pub(crate) on: Option<TypeId>,
}

/// All exported functions, those of resources included.
pub(crate) fn exported(model: &Model) -> Vec<Exported<'_>> {
    let mut all = Vec::new();
    for interface in &model.world.exports {
        let item = |function, on| Exported {
            interface,
            function,
            on,
        };
        for declaration in &interface.types {
            if let TypeKind::Resource(resource) = &declaration.kind {
                let functions = resource.functions.iter();
                all.extend(functions.map(|function| {
                    item(function, function.kind.has_self().then_some(declaration.id))
                }));
            }
        }
        let functions = interface.functions.iter();
        all.extend(functions.map(|function| item(function, None)));
    }
    all
}

/// How resources come into being.
pub(crate) struct Makers<'m> {
    /// Those that can be made.
    pub(crate) made: HashSet<TypeId>,
    /// The functions of the plugin that make them.
    by: HashMap<TypeId, Exported<'m>>,
}

impl<'m> Makers<'m> {
    /// Resources of the host are given by the prover, if the host has no own implementation of their interface; those of the
    /// plugin come from the first function that answers with a new one and whose parameters can be made.
    pub(crate) fn new(model: &'m Model, functions: &[Exported<'m>]) -> Self {
        let mut makers = Self {
            made: of_the_program(model),
            by: HashMap::new(),
        };
        loop {
            let found = functions.iter().find_map(|exported| {
                let resource = makes(model, exported)?;
                let is_new = !makers.made.contains(&resource) && makers.can_call(model, exported);
                is_new.then_some((resource, *exported))
            });
            let Some((resource, exported)) = found else {
                return makers;
            };
            makers.made.insert(resource);
            makers.by.insert(resource, exported);
        }
    }

    /// The function that makes a resource of the plugin.
    pub(crate) fn of(&self, resource: TypeId) -> Option<Exported<'m>> {
        self.by.get(&resource).copied()
    }

    /// Whether a value of each parameter can be made, and the object that it is called on.
    pub(crate) fn can_call(&self, model: &Model, exported: &Exported<'_>) -> bool {
        let has_self = exported.on.is_none_or(|on| self.made.contains(&on));
        let params = &exported.function.params;
        has_self && params.iter().all(|param| self.can_make(model, &param.ty))
    }

    fn can_make(&self, model: &Model, ty: &Type) -> bool {
        let can = |ty: &Type| self.can_make(model, ty);
        match Shape::of(model, ty) {
            Shape::Handle(resource, _) => self.made.contains(&resource),
            Shape::Async => false,
            Shape::Record(fields) => fields.iter().all(|field| can(&field.ty)),
            Shape::Tuple(items) => items.iter().all(can),
            Shape::FixedList(item, _) => can(&item),
            Shape::Variant(cases) => cases.iter().any(|it| it.ty.as_ref().is_none_or(can)),
            Shape::Result(ok, err) => [ok, err].iter().any(|ty| ty.as_ref().is_none_or(can)),
            _ => true,
        }
    }
}

fn of_the_program(model: &Model) -> HashSet<TypeId> {
    let imports = model.world.imports.iter();
    let served = imports.filter(|interface| !is_of_the_host(&interface.key));
    let types = served.flat_map(|interface| &interface.types);
    let resources = types.filter(|ty| matches!(ty.kind, TypeKind::Resource(_)));
    resources.map(|ty| ty.id).collect()
}

/// The resource that a function answers with a new one of.
fn makes(model: &Model, exported: &Exported<'_>) -> Option<TypeId> {
    let echo = model.echo(exported.interface, exported.function);
    let result = exported.function.result.as_ref()?;
    let resource = match Shape::of(model, result) {
        Shape::Handle(resource, _) => resource,
        Shape::Result(Some(ok), _) => match Shape::of(model, &ok) {
            Shape::Handle(resource, _) => resource,
            _ => return None,
        },
        _ => return None,
    };
    let is_new = matches!(echo, Echo::Default) && model.home(resource).side == Side::Export;
    is_new.then_some(resource)
}
