//! From the parser's tables to the model.

use std::collections::HashMap;

use wit_bindgen_core::abi;
use wit_parser::{
    Docs as WitDocs, Handle, InterfaceId, LiftLowerAbi, ManglingAndAbi, PackageId, Resolve,
    ResourceIntrinsic, Span, Stability, TypeDefKind, TypeId, WasmExport, WasmExportKind,
    WasmImport, WorldId, WorldItem, WorldKey,
};

use super::{
    Case, Docs, ExportedCore, Field, Function, FunctionCore, FunctionKind, Home, Interface,
    InterfaceName, Label, Model, PackageName, Param, Resource, ResourceCore, Side, Type, TypeDef,
    TypeKind, World,
};
use crate::{Error, source};

const MANGLING: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);

/// The model of a world; gives the copies of an interface ids of their own first.
pub(super) fn model(mut resolve: Resolve, id: WorldId) -> Result<Model, Error> {
    let wit = source::print(&resolve, id).map_err(|error| Error::Wit {
        rendered: format!("{error:#}"),
    })?;
    resolve.generate_nominal_type_ids(id);
    let world = world(&resolve, id)?;
    let homes = homes(&world);
    let mut model = Model {
        world,
        wit,
        resolve,
        id,
        homes,
    };
    model.settle_sameness();
    Ok(model)
}

fn homes(world: &World) -> HashMap<TypeId, Home> {
    let mut homes = HashMap::new();
    for (side, interfaces) in [
        (Side::Import, &world.imports),
        (Side::Export, &world.exports),
    ] {
        for (interface, content) in interfaces.iter().enumerate() {
            for (ty, declaration) in content.types.iter().enumerate() {
                homes.insert(
                    declaration.id,
                    Home {
                        side,
                        interface,
                        ty,
                    },
                );
            }
        }
    }
    homes
}

fn world(resolve: &Resolve, id: WorldId) -> Result<World, Error> {
    let world = &resolve.worlds[id];
    let package = world.package.map(|id| package_name(resolve, id));
    Ok(World {
        package: package.ok_or_else(|| Error::World {
            problem: format!("the world {} belongs to no package", world.name),
            worlds: Vec::new(),
        })?,
        name: world.name.clone(),
        docs: Docs::new(&world.docs, &world.stability),
        imports: side(resolve, id, Side::Import),
        exports: side(resolve, id, Side::Export),
    })
}

fn package_name(resolve: &Resolve, id: PackageId) -> PackageName {
    let name = &resolve.packages[id].name;
    PackageName {
        namespace: name.namespace.clone(),
        name: name.name.clone(),
        version: name.version.clone(),
    }
}

fn side(resolve: &Resolve, world: WorldId, side: Side) -> Vec<Interface> {
    let items = match side {
        Side::Import => &resolve.worlds[world].imports,
        Side::Export => &resolve.worlds[world].exports,
    };
    let mut interfaces: Vec<Interface> = Vec::new();
    let mut own = Own::default();
    for (key, item) in items {
        match item {
            WorldItem::Interface { id, .. } => interfaces.push(interface(resolve, side, key, *id)),
            WorldItem::Function(function) => own.functions.push(function),
            WorldItem::Type { id, .. } => own.types.push(*id),
        }
    }
    if !own.functions.is_empty() || !own.types.is_empty() {
        interfaces.push(own.interface(resolve, side));
    }
    interfaces
}

/// What stands in a world itself.
#[derive(Default)]
struct Own<'a> {
    types: Vec<TypeId>,
    functions: Vec<&'a wit_parser::Function>,
}

impl Own<'_> {
    fn interface(&self, resolve: &Resolve, side: Side) -> Interface {
        let scope = Scope {
            resolve,
            side,
            key: None,
            functions: &self.functions,
        };
        Interface {
            side,
            name: InterfaceName::World,
            key: String::new(),
            id: None,
            docs: Docs::default(),
            types: self.types.iter().map(|id| scope.type_def(*id)).collect(),
            functions: scope.free_functions(),
            place: String::new(),
        }
    }
}

fn interface(resolve: &Resolve, side: Side, key: &WorldKey, id: InterfaceId) -> Interface {
    let wit = &resolve.interfaces[id];
    let functions: Vec<&wit_parser::Function> = wit.functions.values().collect();
    let scope = Scope {
        resolve,
        side,
        key: Some(key),
        functions: &functions,
    };
    Interface {
        side,
        name: interface_name(resolve, key, id),
        key: resolve.name_world_key(key),
        id: Some(id),
        docs: Docs::new(&wit.docs, &wit.stability),
        types: wit.types.values().map(|id| scope.type_def(*id)).collect(),
        functions: scope.free_functions(),
        place: place(resolve, wit.span),
    }
}

fn interface_name(resolve: &Resolve, key: &WorldKey, id: InterfaceId) -> InterfaceName {
    let wit = &resolve.interfaces[id];
    let label = match key {
        WorldKey::Name(label) => Some(label.clone()),
        WorldKey::Interface(_) => None,
    };
    match (&wit.name, wit.package) {
        (Some(name), Some(package)) => InterfaceName::Package {
            package: package_name(resolve, package),
            name: name.clone(),
            label,
        },
        _ => InterfaceName::Inline(label.unwrap_or_default()),
    }
}

fn place(resolve: &Resolve, span: Span) -> String {
    resolve.render_location(span)
}

/// An interface while its content is read.
struct Scope<'a> {
    resolve: &'a Resolve,
    side: Side,
    key: Option<&'a WorldKey>,
    functions: &'a [&'a wit_parser::Function],
}

impl Scope<'_> {
    fn free_functions(&self) -> Vec<Function> {
        let free = self
            .functions
            .iter()
            .filter(|function| function.kind.resource().is_none());
        free.map(|function| self.function(function)).collect()
    }

    fn type_def(&self, id: TypeId) -> TypeDef {
        let wit = &self.resolve.types[id];
        TypeDef {
            id,
            name: wit.name.clone().unwrap_or_default(),
            docs: Docs::new(&wit.docs, &wit.stability),
            kind: self.type_kind(id),
            same_as: None,
            place: place(self.resolve, wit.span),
        }
    }

    fn type_kind(&self, id: TypeId) -> TypeKind {
        let label = |name: &str, docs: &WitDocs| Label {
            name: name.to_owned(),
            docs: Docs::new(docs, &Stability::Unknown),
        };
        match &self.resolve.types[id].kind {
            TypeDefKind::Record(record) => {
                TypeKind::Record(record.fields.iter().map(|it| self.field(it)).collect())
            }
            TypeDefKind::Variant(variant) => {
                TypeKind::Variant(variant.cases.iter().map(|it| self.case(it)).collect())
            }
            TypeDefKind::Enum(ty) => TypeKind::Enum(
                ty.cases
                    .iter()
                    .map(|it| label(&it.name, &it.docs))
                    .collect(),
            ),
            TypeDefKind::Flags(ty) => TypeKind::Flags(
                ty.flags
                    .iter()
                    .map(|it| label(&it.name, &it.docs))
                    .collect(),
            ),
            TypeDefKind::Resource => TypeKind::Resource(self.resource(id)),
            kind => TypeKind::Alias(anonymous(self.resolve, kind)),
        }
    }

    fn field(&self, field: &wit_parser::Field) -> Field {
        Field {
            name: field.name.clone(),
            ty: type_of(self.resolve, &field.ty),
            docs: Docs::new(&field.docs, &Stability::Unknown),
        }
    }

    fn case(&self, case: &wit_parser::Case) -> Case {
        Case {
            name: case.name.clone(),
            ty: case.ty.as_ref().map(|ty| type_of(self.resolve, ty)),
            docs: Docs::new(&case.docs, &Stability::Unknown),
        }
    }

    fn resource(&self, id: TypeId) -> Resource {
        let own = self
            .functions
            .iter()
            .filter(|function| function.kind.resource() == Some(id));
        Resource {
            functions: own.map(|function| self.function(function)).collect(),
            core: self.resource_core(id),
        }
    }

    fn resource_core(&self, resource: TypeId) -> ResourceCore {
        let import = |intrinsic| {
            let interface = self.key;
            self.resolve.wasm_import_name(
                MANGLING,
                WasmImport::ResourceIntrinsic {
                    interface,
                    resource,
                    intrinsic,
                },
            )
        };
        let Some(interface) = self.key.filter(|_| self.side == Side::Export) else {
            return ResourceCore {
                drop: import(ResourceIntrinsic::ImportedDrop),
                exported: None,
            };
        };
        ResourceCore {
            drop: import(ResourceIntrinsic::ExportedDrop),
            exported: Some(ExportedCore {
                new: import(ResourceIntrinsic::ExportedNew),
                rep: import(ResourceIntrinsic::ExportedRep),
                dtor: self.resolve.wasm_export_name(
                    MANGLING,
                    WasmExport::ResourceDtor {
                        interface,
                        resource,
                    },
                ),
            }),
        }
    }

    fn function(&self, wit: &wit_parser::Function) -> Function {
        let kind = function_kind(&wit.kind);
        let params = wit.params.iter().skip(usize::from(kind.has_self()));
        Function {
            name: self.function_name(wit, kind),
            kind,
            is_async: wit.kind.is_async(),
            params: params
                .map(|param| Param {
                    name: param.name.clone(),
                    ty: type_of(self.resolve, &param.ty),
                })
                .collect(),
            result: wit.result.as_ref().map(|ty| type_of(self.resolve, ty)),
            docs: Docs::new(&wit.docs, &wit.stability),
            place: place(self.resolve, wit.span),
            core: self.function_core(wit),
            wit: wit.clone(),
        }
    }

    fn function_name(&self, wit: &wit_parser::Function, kind: FunctionKind) -> String {
        if let FunctionKind::Constructor(id) = kind {
            return self.resolve.types[id].name.clone().unwrap_or_default();
        }
        wit.item_name().to_owned()
    }

    fn function_core(&self, func: &wit_parser::Function) -> FunctionCore {
        let interface = self.key;
        if self.side == Side::Import {
            let (module, field) = self
                .resolve
                .wasm_import_name(MANGLING, WasmImport::Func { interface, func });
            return FunctionCore::Import(module, field);
        }
        let export = |kind| {
            self.resolve.wasm_export_name(
                MANGLING,
                WasmExport::Func {
                    interface,
                    func,
                    kind,
                },
            )
        };
        let needs_post_return = abi::guest_export_needs_post_return(self.resolve, func);
        FunctionCore::Export {
            name: export(WasmExportKind::Normal),
            post_return: needs_post_return.then(|| export(WasmExportKind::PostReturn)),
        }
    }
}

fn function_kind(kind: &wit_parser::FunctionKind) -> FunctionKind {
    use wit_parser::FunctionKind as Wit;
    if let Some(accessor) = kind.accessor() {
        return FunctionKind::Accessor {
            resource: kind.resource(),
            is_static: matches!(kind, Wit::StaticGetter(_) | Wit::StaticSetter(_)),
            kind: accessor,
        };
    }
    match *kind {
        Wit::Method(id) | Wit::AsyncMethod(id) => FunctionKind::Method(id),
        Wit::Static(id) | Wit::AsyncStatic(id) => FunctionKind::Static(id),
        Wit::Constructor(id) => FunctionKind::Constructor(id),
        _ => FunctionKind::Free,
    }
}

/// The model's type for one of the parser's.
pub(super) fn type_of(resolve: &Resolve, ty: &wit_parser::Type) -> Type {
    use wit_parser::Type as Wit;
    match ty {
        Wit::Bool => Type::Bool,
        Wit::U8 => Type::U8,
        Wit::U16 => Type::U16,
        Wit::U32 => Type::U32,
        Wit::U64 => Type::U64,
        Wit::S8 => Type::S8,
        Wit::S16 => Type::S16,
        Wit::S32 => Type::S32,
        Wit::S64 => Type::S64,
        Wit::F32 => Type::F32,
        Wit::F64 => Type::F64,
        Wit::Char => Type::Char,
        Wit::String => Type::String,
        Wit::ErrorContext => Type::ErrorContext,
        Wit::Id(id) if resolve.types[*id].name.is_some() => Type::Named(*id),
        Wit::Id(id) => anonymous(resolve, &resolve.types[*id].kind),
    }
}

fn anonymous(resolve: &Resolve, kind: &TypeDefKind) -> Type {
    let one = |ty: &wit_parser::Type| Box::new(type_of(resolve, ty));
    let maybe = |ty: &Option<wit_parser::Type>| ty.as_ref().map(one);
    match kind {
        TypeDefKind::Type(ty) => type_of(resolve, ty),
        TypeDefKind::List(item) => Type::List(one(item)),
        TypeDefKind::FixedLengthList(item, size) => Type::FixedList(one(item), *size),
        TypeDefKind::Map(key, value) => Type::Map(one(key), one(value)),
        TypeDefKind::Option(item) => Type::Option(one(item)),
        TypeDefKind::Result(result) => Type::Result {
            ok: maybe(&result.ok),
            err: maybe(&result.err),
        },
        TypeDefKind::Tuple(tuple) => {
            Type::Tuple(tuple.types.iter().map(|ty| type_of(resolve, ty)).collect())
        }
        TypeDefKind::Handle(Handle::Own(id)) => Type::Own(*id),
        TypeDefKind::Handle(Handle::Borrow(id)) => Type::Borrow(*id),
        TypeDefKind::Future(item) => Type::Future(maybe(item)),
        TypeDefKind::Stream(item) => Type::Stream(maybe(item)),
        // The parser gives all other kinds a name, and has no unknown ones once it has resolved them.
        TypeDefKind::Record(_)
        | TypeDefKind::Resource
        | TypeDefKind::Flags(_)
        | TypeDefKind::Variant(_)
        | TypeDefKind::Enum(_)
        | TypeDefKind::Unknown => Type::Tuple(Vec::new()),
    }
}
