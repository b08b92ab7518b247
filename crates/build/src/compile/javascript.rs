//! JavaScript, by jco: the author's modules are bundled into one and become a component with a JavaScript engine inside.
//!
//! jco's generator knows a part of WIT; [`lowered`] writes the world in that part, and the component gets its real world
//! when the engine's module is done. Where the glue that jco makes loses values, `mend.mjs` mends it on the way.

mod lowered;

use std::{
    ffi::OsString,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

use plugwright_codegen::Source;
use serde_json::{Value, json};
use wasmparser::{Parser, Payload};
use wit_component::StringEncoding;

use self::lowered::Lowered;
use super::{Compile, program};
use crate::Error;

/// Parts of the engine that ask the host for something; all are left out unless the project wants them.
const FEATURES: [&str; 5] = ["clocks", "fetch-event", "http", "random", "stdio"];

/// Tells node to load `mend.mjs` into jco.
const REGISTER: &str = include_str!("javascript/register.mjs");
const MEND: &str = include_str!("javascript/mend.mjs");
const BUNDLE: &str = include_str!("javascript/rolldown.config.mjs");

pub(super) fn compile(project: Compile<'_>) -> Result<Vec<u8>, Error> {
    let package = Package::read(project.folder)?;
    let source = Source::read(&[project.folder.join("wit")])?;
    let (resolve, world, name) = source.resolve(None)?;
    let lowered = Lowered::new(resolve, world)?;
    let work = Work::prepare(&project, &lowered)?;
    let mut jco = project.compiler("jco");
    jco.args(["componentize", &package.main, "--bundle"])
        .args(["--world-name", &name, "--disable", "all"])
        .args(package.features.iter().flat_map(|it| ["--enable", it]))
        .arg("--bundle-config")
        .arg(work.file("rolldown.config.mjs"))
        .arg("--wit")
        .arg(work.file("wit"))
        .arg("--out")
        .arg(work.file("plugin.wasm"))
        .env("NODE_OPTIONS", work.node_options())
        .env("PLUGWRIGHT_IMPORTS", work.file("imports.json"));
    program::run(&mut jco)?;
    let component = fs::read(work.file("plugin.wasm")).map_err(|error| work.failed(&error))?;
    if !lowered.changed {
        return Ok(component);
    }
    project.component(main_module(&component)?, StringEncoding::UTF8)
}

/// What a project's `package.json` says about its build.
struct Package {
    /// The module that implements the world.
    main: String,
    /// Parts of the engine that the project wants: `"plugwright": { "features": ["clocks"] }`.
    features: Vec<String>,
}

impl Package {
    fn read(folder: &Path) -> Result<Self, Error> {
        let problem = |problem: String| Error::Project {
            folder: folder.to_owned(),
            problem,
        };
        let text = fs::read_to_string(folder.join("package.json"))
            .map_err(|error| problem(format!("package.json: {error}")))?;
        let package: Value = serde_json::from_str(&text)
            .map_err(|error| problem(format!("package.json: {error}")))?;
        let main = package.get("main").and_then(Value::as_str);
        let features = package.pointer("/plugwright/features");
        let features = features.and_then(Value::as_array).into_iter().flatten();
        let features: Vec<String> = features
            .map(|it| it.as_str().unwrap_or_default().to_owned())
            .collect();
        if let Some(unknown) = features.iter().find(|it| !FEATURES.contains(&it.as_str())) {
            let known = FEATURES.join(", ");
            let text = format!("package.json wants the feature `{unknown}`; known are {known}");
            return Err(problem(text));
        }
        Ok(Self {
            main: main.unwrap_or("src/plugin.js").to_owned(),
            features,
        })
    }
}

/// The folder that one build works in.
struct Work {
    folder: PathBuf,
}

impl Work {
    fn prepare(project: &Compile<'_>, lowered: &Lowered) -> Result<Self, Error> {
        let mut hasher = DefaultHasher::new();
        project.folder.hash(&mut hasher);
        let name = format!("javascript-{:016x}", hasher.finish());
        let work = Self {
            folder: project.scratch.join(name),
        };
        work.fill(lowered).map_err(|error| work.failed(&error))?;
        Ok(work)
    }

    fn fill(&self, lowered: &Lowered) -> io::Result<()> {
        fs::create_dir_all(self.file("wit"))?;
        let imports = lowered.imports.iter();
        let imports: Vec<Value> = imports
            .map(|import| json!({ "key": import.key, "line": import.line }))
            .collect();
        let imports = json!({ "wit": self.file("wit/world.wit"), "imports": imports });
        fs::write(self.file("wit/world.wit"), &lowered.wit)?;
        fs::write(self.file("imports.json"), imports.to_string())?;
        fs::write(self.file("rolldown.config.mjs"), BUNDLE)?;
        fs::write(self.file("register.mjs"), REGISTER)?;
        fs::write(self.file("mend.mjs"), MEND)
    }

    fn file(&self, name: &str) -> PathBuf {
        let file = self.folder.join(name);
        std::path::absolute(&file).unwrap_or(file)
    }

    fn node_options(&self) -> OsString {
        let mut options = std::env::var_os("NODE_OPTIONS").unwrap_or_default();
        options.push(" \"--import=");
        options.push(self.file("register.mjs"));
        options.push("\"");
        options
    }

    fn failed(&self, error: &io::Error) -> Error {
        Error::Project {
            folder: self.folder.clone(),
            problem: error.to_string(),
        }
    }
}

/// The engine with the author's code in it: the first module of the component, which the others serve.
fn main_module(component: &[u8]) -> Result<Vec<u8>, Error> {
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload.map_err(Error::malformed)?;
        if let Payload::ModuleSection {
            unchecked_range, ..
        } = payload
        {
            let module = component.get(unchecked_range).unwrap_or_default();
            return Ok(module.to_vec());
        }
    }
    Err(Error::NotWasm)
}
