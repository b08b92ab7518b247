//! `cargo xtask codegen`: the bindings in `sdk/` are what the generator makes of `wit/` today.

use std::path::{Path, PathBuf};

use anstream::println;
use anyhow::{Context as _, Result};
use clap::Args;
use plugwright_codegen::{Difference, Language, Options, Output, Source, Stubs, generate};

use crate::{exit::Verdict, workspace::Workspace};

/// Write the bindings of the SDKs from `wit/`.
#[derive(Debug, Args)]
pub(crate) struct CodegenArgs {
    /// Write nothing; name the files that differ.
    #[arg(long)]
    check: bool,
}

/// A standard world: its name, and the folder of `wit/` that its package stands in.
struct World {
    name: &'static str,
    folder: &'static str,
}

const WORLDS: [World; 4] = [
    World {
        name: "auth-plugin",
        folder: "auth",
    },
    World {
        name: "template-plugin",
        folder: "template",
    },
    World {
        name: "response-plugin",
        folder: "response",
    },
    World {
        name: "data-source-plugin",
        folder: "data-source",
    },
];

/// Where an SDK keeps its bindings.
struct Sdk {
    language: Language,
    /// The folder below `sdk/` that a world's bindings go into.
    folder: fn(&World) -> String,
    /// The package that they become part of.
    package: fn(&World) -> String,
}

const SDKS: [Sdk; 2] = [
    Sdk {
        language: Language::AssemblyScript,
        folder: |world| format!("assemblyscript/assembly/{}", world.folder),
        package: |_| "@plugwright/plugin-sdk".to_owned(),
    },
    Sdk {
        language: Language::JavaScript,
        folder: |world| format!("javascript/bindings/{}", world.folder),
        package: |_| "plugwright-plugin-sdk".to_owned(),
    },
];

/// The SDK of Go has one set of bindings for all worlds, since a plugin takes of a Go module only the packages that it imports.
const GO_MODULE: &str = "github.com/plugwright/plugwright/sdk/go";

/// Runs `cargo xtask codegen`.
pub(crate) fn run(args: &CodegenArgs) -> Result<Verdict> {
    let workspace = Workspace::read()?;
    if args.check {
        let differences = differences(&workspace)?;
        for path in &differences {
            println!(
                "{} is out of date; write it with `cargo xtask codegen`",
                path.display()
            );
        }
        return Ok(differences.is_empty().into());
    }
    for (folder, output) in outputs(&workspace)? {
        output.write_to(&folder)?;
        println!("{}: {} files", folder.display(), output.files().count());
    }
    Ok(Verdict::Yes)
}

/// The files below `sdk/` that `cargo xtask codegen` would change.
///
/// # Errors
/// When `wit/` is broken, or a file cannot be read.
pub(crate) fn differences(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for (folder, output) in outputs(workspace)? {
        for difference in output.compare_with(&folder)? {
            let (Difference::Missing(path) | Difference::Changed(path)) = difference;
            found.push(folder.join(path));
        }
    }
    Ok(found)
}

fn outputs(workspace: &Workspace) -> Result<Vec<(PathBuf, Output)>> {
    let wit = workspace.root().join("wit");
    let sdk = workspace.root().join("sdk");
    let mut outputs = Vec::new();
    for world in &WORLDS {
        let source = source(&wit, world)?;
        for language in &SDKS {
            let output = language.generate(&source, world)?;
            outputs.push((sdk.join((language.folder)(world)), output));
        }
    }
    outputs.push((sdk.join("go"), go(&wit, &sdk)?));
    Ok(outputs)
}

/// The bindings of `sdk/go/world`, which includes every standard world.
fn go(wit: &Path, sdk: &Path) -> Result<Output> {
    let mut paths = vec![wit.join("plugin")];
    paths.extend(WORLDS.iter().map(|world| wit.join(world.folder)));
    paths.push(sdk.join("go/world"));
    let source = Source::read(&paths).context("sdk/go/world")?;
    let options = Options {
        stubs: Stubs::None,
        package: Some(GO_MODULE.to_owned()),
    };
    generate(&source, Some("sdk"), Language::Go, &options).context("the SDK of Go")
}

fn source(wit: &Path, world: &World) -> Result<Source> {
    let paths = [wit.join("plugin"), wit.join(world.folder)];
    Source::read(&paths).with_context(|| format!("wit/{}", world.folder))
}

impl Sdk {
    fn generate(&self, source: &Source, world: &World) -> Result<Output> {
        let options = Options {
            stubs: Stubs::None,
            package: Some((self.package)(world)),
        };
        generate(source, Some(world.name), self.language, &options)
            .with_context(|| format!("{} in {}", world.name, self.language))
    }
}
