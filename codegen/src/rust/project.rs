//! The crate around the bindings.

use askama::Template;
use heck::ToKebabCase as _;

use super::failed;
use crate::{
    Error, Model, Options,
    model::{Type, TypeKind},
};

#[derive(Template)]
#[template(path = "rust/templates/Cargo.toml", escape = "none")]
struct Manifest {
    name: String,
    description: String,
    features: String,
}

pub(super) fn generate(model: &Model, options: &Options) -> Result<String, Error> {
    let world = &model.world;
    let manifest = Manifest {
        name: crate_name(options.package.as_deref().unwrap_or(&world.name)),
        description: format!("A plugin for the world {} of {}", world.name, world.package),
        features: features(model).join(", "),
    };
    manifest.render().map(|text| text + "\n").map_err(failed)
}

/// Crates have names of letters, digits and hyphens that start with a letter, and none of the compiler's own.
fn crate_name(name: &str) -> String {
    let kept = name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let name = kept.to_kebab_case();
    let usable = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_taken = super::names::ident(&name) != name.replace('-', "_")
        || [
            "test",
            "core",
            "std",
            "alloc",
            "proc-macro",
            "wit-bindgen",
            "deps",
            "build",
            "examples",
            "incremental",
        ]
        .contains(&name.as_str());
    if usable && !is_taken {
        return name;
    }
    format!("plugin-{name}").trim_end_matches('-').to_owned()
}

/// The parts of wit-bindgen that the world needs.
fn features(model: &Model) -> Vec<&'static str> {
    let types = || model.interfaces().flat_map(|interface| &interface.types);
    let mut features = vec!["\"realloc\""];
    if needs_async(model) {
        features.push("\"async\"");
    }
    if types().any(|ty| matches!(ty.kind, TypeKind::Flags(_))) {
        features.push("\"bitflags\"");
    }
    features
}

fn needs_async(model: &Model) -> bool {
    model.interfaces().any(|interface| {
        let of_resources = interface.types.iter().flat_map(|ty| match &ty.kind {
            TypeKind::Resource(resource) => resource.functions.as_slice(),
            _ => &[],
        });
        let mut functions = interface.functions.iter().chain(of_resources);
        let in_functions = functions.any(|function| {
            let params = function.params.iter().map(|param| &param.ty);
            let mut types = params.chain(&function.result);
            function.is_async || types.any(|ty| model.holds_async(ty))
        });
        let mut types = interface.types.iter();
        in_functions || types.any(|ty| model.holds_async(&Type::Named(ty.id)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_has_a_name_that_cargo_takes() {
        assert_eq!(crate_name("auth-plugin"), "auth-plugin");
        assert_eq!(crate_name("@acme/Shop_Cart"), "acme-shop-cart");
        assert_eq!(crate_name("test"), "plugin-test");
        assert_eq!(crate_name("type"), "plugin-type");
        assert_eq!(crate_name("1"), "plugin-1");
        assert_eq!(crate_name(""), "plugin");
    }
}
