//! Which types are the same for everyone who uses them.

use super::{Interface, Model, Side, Type, TypeKind};

impl Model {
    /// Whether values of `ty` hold a resource.
    pub fn holds_resource(&self, ty: &Type) -> bool {
        self.holds(ty, &|ty| matches!(ty, Type::Own(_) | Type::Borrow(_)))
    }

    /// Whether values of `ty` hold what lives only in the component model's async: a future, a stream, an error context.
    pub fn holds_async(&self, ty: &Type) -> bool {
        self.holds(ty, &|ty| {
            matches!(ty, Type::Future(_) | Type::Stream(_) | Type::ErrorContext)
        })
    }

    /// Whether values of `ty` are plain data: equal wherever they are.
    pub fn is_plain(&self, ty: &Type) -> bool {
        !self.holds_resource(ty) && !self.holds_async(ty)
    }

    fn holds(&self, ty: &Type, wanted: &dyn Fn(&Type) -> bool) -> bool {
        if wanted(ty) || ty.parts().into_iter().any(|part| self.holds(part, wanted)) {
            return true;
        }
        let Type::Named(id) = ty else { return false };
        match &self.declaration(*id).kind {
            TypeKind::Record(fields) => fields.iter().any(|field| self.holds(&field.ty, wanted)),
            TypeKind::Variant(cases) => {
                let mut carried = cases.iter().filter_map(|case| case.ty.as_ref());
                carried.any(|ty| self.holds(ty, wanted))
            }
            TypeKind::Alias(target) => self.holds(target, wanted),
            TypeKind::Resource(_) => wanted(&Type::Own(*id)),
            TypeKind::Enum(_) | TypeKind::Flags(_) => false,
        }
    }

    /// One form for all types that a value can have without being converted: aliases are looked through, and copies of
    /// plain types are the first one.
    pub fn canonical(&self, ty: &Type) -> Type {
        match ty {
            Type::Named(id) => {
                let declaration = self.declaration(*id);
                match (&declaration.kind, declaration.same_as) {
                    (TypeKind::Alias(target), _) => self.canonical(target),
                    (_, Some(first)) => self.canonical(&Type::Named(first)),
                    (_, None) => ty.clone(),
                }
            }
            Type::Own(id) => Type::Own(self.dealias(*id)),
            Type::Borrow(id) => Type::Borrow(self.dealias(*id)),
            other => other.map_parts(|part| self.canonical(part)),
        }
    }

    /// Fills in `same_as`: an exported interface, or a second import under another label, repeats the plain types of the
    /// first copy.
    pub(super) fn settle_sameness(&mut self) {
        let mut found = Vec::new();
        let all: Vec<&Interface> = self.interfaces().collect();
        for (position, interface) in all.iter().enumerate() {
            let Some(first) = all[..position]
                .iter()
                .find(|first| self.is_copy(first, interface))
            else {
                continue;
            };
            for ty in &interface.types {
                let original = first.types.iter().find(|known| known.name == ty.name);
                if let Some(original) = original.filter(|_| self.is_plain(&Type::Named(ty.id))) {
                    found.push((ty.id, original.id));
                }
            }
        }
        for (copy, original) in found {
            let home = self.homes[&copy];
            let side = match home.side {
                Side::Import => &mut self.world.imports,
                Side::Export => &mut self.world.exports,
            };
            side[home.interface].types[home.ty].same_as = Some(original);
        }
    }

    fn is_copy(&self, first: &Interface, second: &Interface) -> bool {
        let name = |interface: &Interface| interface.id.and_then(|id| self.resolve.id_of(id));
        name(first).is_some_and(|known| Some(known) == name(second))
    }
}
