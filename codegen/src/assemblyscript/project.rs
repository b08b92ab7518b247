//! What stands beside the code: the runtime, and the files that make a folder a project.

use std::collections::BTreeSet;

use askama::Template;
use wit_parser::TypeDefKind;

use super::{HEADER, names::Names};
use crate::{Error, Options, Output};

/// The runtime: files that are the same for every world.
const RUNTIME: [(&str, &str); 3] = [
    ("abi", include_str!("runtime/abi.ts")),
    ("handles", include_str!("runtime/handles.ts")),
    ("values", include_str!("runtime/values.ts")),
];

/// The transform of the compiler.
const TRANSFORM: &str = include_str!("runtime/transform.mjs");

#[derive(Template)]
#[template(path = "assemblyscript/templates/tuples.ts", escape = "none")]
struct TuplesTemplate {
    arities: Vec<Vec<usize>>,
}

#[derive(Template)]
#[template(path = "assemblyscript/templates/package.json", escape = "none")]
struct PackageTemplate<'a> {
    package: &'a str,
}

#[derive(Template)]
#[template(path = "assemblyscript/templates/asconfig.json", escape = "none")]
struct ConfigTemplate;

impl Names<'_> {
    /// The folder of the runtime, with a slash behind.
    pub(super) fn runtime(&self) -> String {
        format!("{}runtime/", self.root)
    }
}

/// Adds the runtime.
pub(super) fn runtime(names: &Names<'_>, output: &mut Output) -> Result<(), Error> {
    let folder = names.runtime();
    for (name, text) in RUNTIME {
        output.add(format!("{folder}{name}.ts"), format!("{HEADER}\n\n{text}"));
    }
    output.add(format!("{folder}transform.mjs"), TRANSFORM);
    let arities = arities(names);
    if !arities.is_empty() {
        let arities = arities.into_iter().map(|arity| (0..arity).collect());
        let tuples = TuplesTemplate {
            arities: arities.collect(),
        };
        output.add(
            format!("{folder}tuples.ts"),
            super::declarations::fill(&tuples)?,
        );
    }
    Ok(())
}

/// How many parts the tuples of the world have.
fn arities(names: &Names<'_>) -> BTreeSet<usize> {
    let types = names.model.resolve.types.iter();
    types
        .filter_map(|(_, ty)| match &ty.kind {
            TypeDefKind::Tuple(tuple) => Some(tuple.types.len()),
            _ => None,
        })
        .collect()
}

/// Adds what the compiler and npm want.
pub(super) fn scaffold(
    names: &Names<'_>,
    options: &Options,
    output: &mut Output,
) -> Result<(), Error> {
    let package = options.package.as_deref();
    let package = package.unwrap_or(&names.model.world.name);
    output.add(
        "package.json",
        super::declarations::fill(&PackageTemplate { package })?,
    );
    output.add("asconfig.json", super::declarations::fill(&ConfigTemplate)?);
    output.add("transform.mjs", TRANSFORM_OF_PROJECT);
    output.add("assembly/tsconfig.json", TSCONFIG);
    output.add(".prettierrc.json", PRETTIER);
    output.add(".gitignore", "build/\nnode_modules/\n");
    Ok(())
}

const TSCONFIG: &str = r#"{
  "extends": "assemblyscript/std/assembly.json",
  "include": ["./**/*.ts"]
}
"#;

const PRETTIER: &str = r#"{ "plugins": ["assemblyscript-prettier"] }
"#;

/// The compiler finds a transform by its path only beside `asconfig.json`.
const TRANSFORM_OF_PROJECT: &str = r#"export { default } from "./assembly/bindings/runtime/transform.mjs";
"#;
