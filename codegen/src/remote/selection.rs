//! Which functions and types take part.

use std::collections::HashSet;

use wit_parser::TypeId;

use super::{Call, Home};
use crate::{
    Model,
    model::{Interface, InterfaceName, Type, TypeDef, TypeKind},
};

pub(super) fn calls(model: &Model) -> Vec<Call<'_>> {
    let mut calls = Vec::new();
    for interface in &model.world.exports {
        calls.extend(interface.functions.iter().map(|function| Call {
            interface,
            function,
            resource: None,
        }));
        for ty in &interface.types {
            let TypeKind::Resource(resource) = &ty.kind else {
                continue;
            };
            calls.extend(resource.functions.iter().map(|function| Call {
                interface,
                function,
                resource: Some(ty),
            }));
        }
    }
    calls
}

/// The interfaces of the exports, and those that their functions take types from, each with the types that are needed.
pub(super) fn homes<'a>(model: &'a Model, calls: &[Call<'a>]) -> Vec<Home<'a>> {
    let mut needed = Needed {
        model,
        types: HashSet::new(),
    };
    for call in calls {
        let params = call.function.params.iter().map(|param| &param.ty);
        params
            .chain(&call.function.result)
            .for_each(|ty| needed.add(ty));
        if let Some(resource) = call.resource {
            needed.types.insert(resource.id);
        }
    }
    let mut homes: Vec<Home<'a>> = Vec::new();
    // The copy of an interface that is exported speaks for all.
    for interface in model.world.exports.iter().chain(&model.world.imports) {
        let types = interface
            .types
            .iter()
            .filter(|ty| needed.types.contains(&ty.id));
        add(&mut homes, interface, types.collect());
    }
    homes.retain(|home| {
        !home.types.is_empty()
            || calls
                .iter()
                .any(|call| same(call.interface, home.interface))
    });
    homes
}

fn add<'a>(homes: &mut Vec<Home<'a>>, interface: &'a Interface, types: Vec<&'a TypeDef>) {
    let known = homes
        .iter_mut()
        .find(|home| same(home.interface, interface));
    let Some(known) = known else {
        homes.push(Home { interface, types });
        return;
    };
    for ty in types {
        if !known.types.iter().any(|known| known.name == ty.name) {
            known.types.push(ty);
        }
    }
}

/// Whether two interfaces of a world are one, imported and exported or under several labels.
pub(super) fn same(a: &Interface, b: &Interface) -> bool {
    match (&a.name, &b.name) {
        (
            InterfaceName::Package {
                package: a,
                name: an,
                ..
            },
            InterfaceName::Package {
                package: b,
                name: bn,
                ..
            },
        ) => a == b && an == bn,
        (InterfaceName::World, InterfaceName::World) => true,
        (InterfaceName::Inline(an), InterfaceName::Inline(bn)) => an == bn && a.side == b.side,
        _ => false,
    }
}

struct Needed<'a> {
    model: &'a Model,
    types: HashSet<TypeId>,
}

impl Needed<'_> {
    fn add(&mut self, ty: &Type) {
        ty.parts().into_iter().for_each(|part| self.add(part));
        match ty {
            Type::Own(id) | Type::Borrow(id) => {
                self.types.insert(self.model.dealias(*id));
            }
            Type::Named(id) => self.add_named(*id),
            _ => {}
        }
    }

    fn add_named(&mut self, id: TypeId) {
        let declaration = self.model.declaration(id);
        if let TypeKind::Alias(target) = &declaration.kind {
            return self.add(target);
        }
        if !self.types.insert(id) {
            return;
        }
        match &declaration.kind {
            TypeKind::Record(fields) => fields.iter().for_each(|field| self.add(&field.ty)),
            TypeKind::Variant(cases) => {
                let carried = cases.iter().filter_map(|case| case.ty.as_ref());
                carried.for_each(|ty| self.add(ty));
            }
            _ => {}
        }
    }
}
