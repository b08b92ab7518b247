//! Python, by componentize-py.
//!
//! componentize-py carries a whole CPython into the component, runs the plugin's modules once and keeps the memory that
//! they leave: what is imported at the top of a module costs nothing when the plugin runs.

mod restore;

use std::{
    fmt::Write as _,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io,
    path::{Path, PathBuf},
};

use plugwright_codegen::{
    Source,
    python::{Lowered, lower},
};

use super::{Compile, program};
use crate::Error;

/// The module in `src/` that the component is made of.
const ENTRY: &str = "app";

pub(super) fn compile(project: Compile<'_>) -> Result<Vec<u8>, Error> {
    let build = Build::new(project)?;
    let mut command = project.compiler("componentize-py");
    command
        .args(["--quiet", "--wit-path"])
        .arg(&build.wit)
        .args(["--world", &build.world, "--full-names"])
        .args(["componentize", ENTRY, "--python-path", "src"])
        .arg("--python-path")
        .arg(&build.folder);
    for path in &build.settings.paths {
        command.args(["--python-path", path]);
    }
    command
        .arg("--output")
        .arg(&build.component)
        // Strings hash the same in each build, so that a build can be repeated.
        .env("PYTHONHASHSEED", "0");
    if !build.settings.wasi {
        command.arg("--stub-wasi");
    }
    program::run(&mut command)?;
    build.read()
}

/// Where one build reads and writes.
struct Build {
    /// On the path of Python modules: holds what is known only now.
    folder: PathBuf,
    wit: PathBuf,
    world: String,
    component: PathBuf,
    settings: Settings,
    lowered: Lowered,
}

/// What `[tool.plugwright]` in `pyproject.toml` says.
#[derive(Default)]
struct Settings {
    /// `python-path`: more folders with modules.
    paths: Vec<String>,
    /// `wasi`: whether clock, random numbers and output are those of the host, and not stubs that trap.
    wasi: bool,
}

impl Build {
    fn new(project: Compile<'_>) -> Result<Self, Error> {
        let settings = Settings::of(project.folder);
        let lowered = lower(&Source::read(&[project.folder.join("wit")])?)?;
        let folder = project.scratch.join("python").join(name_of(project.folder));
        let wit = folder.join("world.wit");
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&wit, &lowered.wit))
            .and_then(|()| fs::write(folder.join("plugwright_world.py"), numbers(&lowered)))
            .map_err(|error| unusable(&folder, &error))?;
        Ok(Self {
            wit,
            world: project.world()?,
            component: folder.join("component.wasm"),
            settings,
            folder,
            lowered,
        })
    }

    fn read(&self) -> Result<Vec<u8>, Error> {
        let component =
            fs::read(&self.component).map_err(|error| unusable(&self.component, &error))?;
        restore::restore(&component, &self.lowered).map_err(|reason| Error::Malformed { reason })
    }
}

/// The module that tells the bindings which number componentize-py has for each function.
fn numbers(lowered: &Lowered) -> String {
    let table = |name: &str, functions: &[String]| {
        let mut text = format!("{name}: dict[str, int] = {{\n");
        for (number, function) in functions.iter().enumerate() {
            let _ = writeln!(text, "    \"{function}\": {number},");
        }
        text + "}\n"
    };
    table("IMPORTS", &lowered.imports) + &table("EXPORTS", &lowered.exports)
}

impl Settings {
    fn of(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join("pyproject.toml")).unwrap_or_default();
        let of_tool = text
            .lines()
            .skip_while(|line| line.trim() != "[tool.plugwright]")
            .skip(1)
            .take_while(|line| !line.starts_with('['));
        let mut settings = Self::default();
        for (key, value) in of_tool.filter_map(|line| line.split_once('=')) {
            match key.trim() {
                "python-path" => settings.paths = strings(value),
                "wasi" => settings.wasi = value.trim() == "true",
                _ => {}
            }
        }
        settings
    }
}

/// The strings of a list on one line.
fn strings(list: &str) -> Vec<String> {
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// A name that no other project has: several may be built at once.
fn name_of(folder: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn unusable(path: &Path, error: &io::Error) -> Error {
    Error::Compiler {
        program: "componentize-py".to_owned(),
        output: format!("{}: {error}", path.display()),
    }
}
