//! All names, settled once: files, types, functions and members.

use std::collections::HashMap;

use heck::{ToLowerCamelCase, ToUpperCamelCase};
use wit_parser::{AccessorKind, TypeId};

use crate::{
    Model,
    model::{
        Case, Field, Function, FunctionKind, Interface, InterfaceName, Label, Resource, Side,
        TypeDef, TypeKind,
    },
    scope::Scope,
};

/// Words that cannot name a variable or a function.
const KEYWORDS: &str = "as async await break case catch class const constructor continue debugger \
    default delete do else enum export extends false finally for function if implements import in \
    instanceof interface is keyof let new null of package private protected public return static \
    super switch this throw true try typeof undefined var void while with yield arguments eval";

/// What the language and the runtime provide to every file, as far as generated code may use it.
const PROVIDED: &str = "abi abort any anyref Array ArrayBuffer bool boolean changetype Handle Table component \
    exported external f32 f64 Float32Array Float64Array i16 i32 i64 i8 idof inline \
    Int16Array Int32Array Int64Array Int8Array isize isNaN load Map memory NaN Infinity number \
    Object offsetof Option plugin reinterpret Result Set StaticArray store string String trace \
    u16 u32 u64 u8 Uint16Array Uint32Array Uint64Array Uint8Array unchecked unit Unit unreachable \
    usize v128 area implementation implemented ref_any void";

/// What every class of an imported resource has.
const OF_HANDLES: [&str; 3] = ["drop", "handle", "take"];

/// Words that the parser takes for something else at the start of a member.
const MODIFIERS: [&str; 10] = [
    "abstract",
    "constructor",
    "declare",
    "export",
    "override",
    "private",
    "protected",
    "public",
    "readonly",
    "static",
];

/// The names of one interface's file.
pub(super) struct File {
    /// Where it is, without extension.
    pub(super) path: String,
    /// The names of its free functions; for an exported interface they are methods.
    pub(super) functions: Vec<String>,
    /// The class that implements an exported interface.
    pub(super) class: String,
    /// The function that registers an implementation.
    pub(super) register: String,
    /// All names that are declared in it.
    pub(super) scope: Scope,
}

impl File {
    /// The last part of its path: what `@plugin` calls the interface.
    pub(super) fn stem(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// The names of a case of a variant.
pub(super) struct CaseNames {
    /// The tag.
    pub(super) label: String,
    /// The function that makes one.
    pub(super) make: String,
    /// What reads the payload.
    pub(super) read: String,
}

/// A method of the class that implements an exported interface.
pub(super) struct Member<'a> {
    /// What it is called.
    pub(super) name: String,
    /// What it implements.
    pub(super) function: &'a Function,
}

/// All names of one world.
pub(super) struct Names<'a> {
    /// The world.
    pub(super) model: &'a Model,
    /// The folder of the bindings, with a slash behind if it is not empty.
    pub(super) root: String,
    files: HashMap<(Side, String), File>,
    types: HashMap<TypeId, String>,
    tags: HashMap<TypeId, String>,
}

impl<'a> Names<'a> {
    /// Settles the names of `model` for bindings in the folder `root`.
    pub(super) fn new(model: &'a Model, root: &str) -> Self {
        let mut names = Self {
            model,
            root: root.to_owned(),
            files: HashMap::new(),
            types: HashMap::new(),
            tags: HashMap::new(),
        };
        for side in [Side::Import, Side::Export] {
            let mut paths = Scope::new(&[]).separated_by("-");
            for interface in model.side(side) {
                let stem = paths.declare(&stem(model.side(side), interface));
                names.settle(interface, &stem);
            }
        }
        names
    }

    fn settle(&mut self, interface: &Interface, stem: &str) {
        let mut scope = global_scope();
        for declaration in &interface.types {
            let name = scope.declare(&declaration.name.to_upper_camel_case());
            if self.is_variant(declaration) {
                let tag = scope.declare(&format!("{name}Tag"));
                self.tags.insert(declaration.id, tag);
            }
            self.types.insert(declaration.id, name);
        }
        let pascal = interface.name.short().to_upper_camel_case();
        let (folder, class, register) = match interface.side {
            Side::Import => ("imports", String::new(), String::new()),
            Side::Export => (
                "exports",
                scope.declare(&format!("{pascal}Exports")),
                scope.declare(&format!("export{pascal}")),
            ),
        };
        let free = interface.functions.iter();
        let functions = match interface.side {
            Side::Import => free
                .map(|function| scope.declare(&function_name(function)))
                .collect(),
            Side::Export => Vec::new(),
        };
        let file = File {
            path: format!("{}{folder}/{stem}", self.root),
            functions,
            class,
            register,
            scope,
        };
        self.files
            .insert((interface.side, interface.key.clone()), file);
    }

    fn is_variant(&self, declaration: &TypeDef) -> bool {
        match &declaration.kind {
            TypeKind::Variant(_) => true,
            TypeKind::Alias(crate::model::Type::Named(target)) => {
                self.is_variant(self.model.declaration(*target))
            }
            _ => false,
        }
    }

    /// The file of an interface.
    pub(super) fn file(&self, interface: &Interface) -> &File {
        &self.files[&(interface.side, interface.key.clone())]
    }

    /// The file that declares a type.
    pub(super) fn home(&self, id: TypeId) -> &File {
        self.file(self.model.home(id))
    }

    /// The name of a type in its own file.
    pub(super) fn ty(&self, id: TypeId) -> &str {
        &self.types[&id]
    }

    /// The name of a variant's enum of tags, in the variant's own file.
    pub(super) fn tag(&self, id: TypeId) -> Option<&str> {
        self.tags.get(&id).map(String::as_str)
    }
}

/// A scope in which nothing is declared but what the language provides.
pub(super) fn global_scope() -> Scope {
    let words: Vec<&str> = KEYWORDS.split(' ').chain(PROVIDED.split(' ')).collect();
    let mut scope = Scope::new(&words);
    for arity in 0..=32 {
        scope.declare(&format!("Tuple{arity}"));
    }
    scope
}

/// A scope for parameters and members, which only keywords are kept out of.
pub(super) fn keyword_scope() -> Scope {
    let words: Vec<&str> = KEYWORDS.split(' ').collect();
    Scope::new(&words)
}

/// The methods of the class that implements an exported interface: its functions, and what makes its resources or
/// belongs to them as a whole.
pub(super) fn members(interface: &Interface) -> Vec<Member<'_>> {
    let mut scope = Scope::new(&MODIFIERS);
    let free = interface.functions.iter();
    let mut members: Vec<Member<'_>> = free
        .map(|function| Member {
            name: scope.declare(&function_name(function)),
            function,
        })
        .collect();
    for declaration in &interface.types {
        let TypeKind::Resource(resource) = &declaration.kind else {
            continue;
        };
        for function in resource.functions.iter().filter(|it| !it.kind.has_self()) {
            let name = scope.declare(&static_member(declaration, function));
            members.push(Member { name, function });
        }
    }
    members
}

fn static_member(declaration: &TypeDef, function: &Function) -> String {
    match function.kind {
        FunctionKind::Constructor(_) => {
            format!("new{}", declaration.name.to_upper_camel_case())
        }
        _ => format!("{}-{}", declaration.name, function_name(function)).to_lower_camel_case(),
    }
}

/// The names of all functions of an imported resource, in their order.
pub(super) fn handle_members(resource: &Resource) -> Vec<String> {
    let mut scope = Scope::new(&[&MODIFIERS[..], &OF_HANDLES].concat());
    let name = |function: &Function| match function.kind {
        FunctionKind::Constructor(_) => "create".to_owned(),
        _ => function_name(function),
    };
    let functions = resource.functions.iter();
    functions.map(|it| scope.declare(&name(it))).collect()
}

/// The methods of an exported resource, and the name of what is called when nobody holds it any longer.
pub(super) fn object_members(resource: &Resource) -> (Vec<(String, &Function)>, String) {
    let mut scope = Scope::new(&MODIFIERS);
    let methods = resource.functions.iter().filter(|it| it.kind.has_self());
    let methods = methods
        .map(|it| (scope.declare(&function_name(it)), it))
        .collect();
    (methods, scope.declare("dispose"))
}

/// The names of a function's parameters.
pub(super) fn params(function: &Function) -> Vec<String> {
    let mut scope = global_scope();
    let params = function.params.iter();
    params
        .map(|param| scope.declare(&param.name.to_lower_camel_case()))
        .collect()
}

/// The names of a record's fields.
pub(super) fn fields(fields: &[Field]) -> Vec<String> {
    let mut scope = keyword_scope();
    let fields = fields.iter();
    fields
        .map(|field| scope.declare(&field.name.to_lower_camel_case()))
        .collect()
}

/// The names of the cases of an enum, or of flags.
pub(super) fn labels(labels: &[Label]) -> Vec<String> {
    let mut scope = Scope::new(&[]);
    let labels = labels.iter();
    labels
        .map(|label| scope.declare(&label.name.to_upper_camel_case()))
        .collect()
}

/// The names of a variant's cases.
pub(super) fn cases(cases: &[Case]) -> Vec<CaseNames> {
    let mut tags = Scope::new(&[]);
    let mut makers = Scope::new(&[&MODIFIERS[..], &["prototype", "name", "length"]].concat());
    let mut readers = Scope::new(&["constructor", "tag"]);
    let cases = cases.iter();
    cases
        .map(|case| CaseNames {
            label: tags.declare(&case.name.to_upper_camel_case()),
            make: makers.declare(&case.name.to_lower_camel_case()),
            read: readers.declare(&format!("as{}", case.name.to_upper_camel_case())),
        })
        .collect()
}

fn function_name(function: &Function) -> String {
    let name = match function.kind {
        FunctionKind::Accessor {
            kind: AccessorKind::Getter,
            ..
        } => format!("get-{}", function.name),
        FunctionKind::Accessor {
            kind: AccessorKind::Setter,
            ..
        } => format!("set-{}", function.name),
        _ => function.name.clone(),
    };
    name.to_lower_camel_case()
}

/// The name of an interface's file: its short name, and as much of its package as keeps it apart from others.
fn stem(all: &[Interface], interface: &Interface) -> String {
    let InterfaceName::Package {
        package,
        name,
        label: None,
    } = &interface.name
    else {
        return interface.name.short().to_owned();
    };
    let same = |other: &&Interface| other.name.short() == name;
    if all.iter().filter(same).count() == 1 {
        return name.clone();
    }
    let long = format!("{}-{}-{name}", package.namespace, package.name);
    let of_package = |other: &&Interface| match &other.name {
        InterfaceName::Package { package: known, .. } => {
            (&known.namespace, &known.name) == (&package.namespace, &package.name)
        }
        _ => false,
    };
    match &package.version {
        Some(version) if all.iter().filter(same).filter(of_package).count() > 1 => {
            format!("{long}-{}", version.to_string().replace(['.', '+'], "-"))
        }
        _ => long,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

    const WIT: &str = "package a:b@1.0.0;
        interface one {
            record error { class: u32 }
            variant value { null, new(u32) }
            load: func(this: u32, x-y: u32);
            resource file { constructor(); drop: func(); open: static func() -> file; }
        }
        world w { import one; export one; }";

    fn with_names(test: impl Fn(&Model, &Names<'_>)) {
        let source = Source::parse("a.wit", WIT).unwrap();
        let model = Model::new(&source, None).unwrap();
        test(&model, &Names::new(&model, ""));
    }

    #[test]
    fn what_the_glue_calls_is_not_hidden_by_a_function_of_the_wit() {
        with_names(|model, names| {
            let interface = &model.world.imports[0];
            assert_eq!(names.file(interface).functions, ["load_"]);
            assert_eq!(params(&interface.functions[0]), ["this_", "xY"]);
        });
    }

    #[test]
    fn a_type_may_have_the_name_of_a_class_that_the_language_has() {
        with_names(|model, names| {
            let id = model.world.imports[0].types[0].id;
            assert_eq!(names.ty(id), "Error");
        });
    }

    #[test]
    fn a_method_of_a_resource_leaves_the_methods_of_handles_alone() {
        with_names(|model, _| {
            let types = &model.world.imports[0].types;
            let resource = types.iter().find_map(|ty| match &ty.kind {
                TypeKind::Resource(resource) => Some(resource),
                _ => None,
            });
            let names = handle_members(resource.unwrap());
            assert_eq!(names, ["create", "drop_", "open"]);
        });
    }

    #[test]
    fn what_makes_an_exported_resource_stands_beside_its_functions() {
        with_names(|model, _| {
            let members = members(&model.world.exports[0]);
            let names: Vec<String> = members.into_iter().map(|member| member.name).collect();
            assert_eq!(names, ["load", "newFile", "fileOpen"]);
        });
    }
}
