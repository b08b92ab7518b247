//! The tools that made a component, which every toolchain lists in the section `producers`
//! ([tool conventions](https://github.com/WebAssembly/tool-conventions/blob/main/ProducersSection.md)).
//!
//! A generator or an interpreter leaves code of its own in what it makes, so an advisory about it concerns the component.

use wasmparser::{Error, ProducersSectionReader};

use super::{Dependency, DependencySource};

const MAX_TOOLS: usize = 1_000;
const MAX_NAME: usize = 200;

/// The tools, with the registries that they come from as far as their names are known. What cannot be read is left out.
pub(super) fn read(section: ProducersSectionReader<'_>) -> Vec<Dependency> {
    let mut tools = Vec::new();
    let _: Result<(), Error> = section.into_iter().try_for_each(|field| {
        let field = field?;
        for tool in field.values {
            let tool = tool?;
            if tools.len() < MAX_TOOLS
                && tool.name.len() < MAX_NAME
                && tool.version.len() < MAX_NAME
            {
                tools.push(dependency(tool.name, tool.version));
            }
        }
        Ok(())
    });
    tools
}

/// Versions look like `0.227.1`, `1.95.0 (59807616e 2026-04-14)` or `21.1.4-wasi-sdk (https://…)`.
fn dependency(name: &str, version: &str) -> Dependency {
    let version = version.split([' ', '(']).next().unwrap_or(version);
    let (ecosystem, name) = match name {
        "wit-component" | "wit-bindgen-rust" | "wit-bindgen-c" => ("crates.io", name),
        "componentize-py" => ("PyPI", name),
        "ComponentizeJS" | "componentize-js" => ("npm", "@bytecodealliance/componentize-js"),
        "AssemblyScript" | "assemblyscript" => ("npm", "assemblyscript"),
        _ => ("", name),
    };
    Dependency {
        ecosystem: ecosystem.to_owned(),
        name: name.to_owned(),
        version: version.to_owned(),
        source: DependencySource::Producers,
    }
}
