//! Guests are built one by one, as their authors would: together, one guest's features would change another's imports.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use plugwright_codegen::Language;

use super::{Guest, Source, discover, fingerprint::Fingerprints};
use crate::{
    exit::Blame,
    progress,
    toolchain::{self, Compiler},
    workspace::Workspace,
};

/// Builds all guests whose sources changed, and answers with the folder of all components.
///
/// # Errors
/// When the compiler cannot be had, or a guest does not build: all of those are named.
pub(crate) fn build_all(workspace: &Workspace) -> Result<PathBuf> {
    build(workspace, &discover(workspace)?)
}

/// The same for guests of certain names.
///
/// # Errors
/// As [`build_all`].
pub(crate) fn build_some(workspace: &Workspace, names: &BTreeSet<String>) -> Result<PathBuf> {
    let mut guests = discover(workspace)?;
    guests.retain(|guest| names.contains(&guest.name));
    build(workspace, &guests)
}

fn build(workspace: &Workspace, guests: &[Guest]) -> Result<PathBuf> {
    let folder = workspace.guests_folder().join("components");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    if guests.is_empty() {
        return Ok(folder);
    }
    let compilers = compilers(guests)?;
    let stale = stale(workspace, guests, &compilers)?;
    progress::step("guests").in_place(&format!(
        "{} of {}",
        guests.len() - stale.len(),
        guests.len()
    ));
    let broken: Vec<&str> = stale
        .iter()
        .filter(|job| !job.run(workspace))
        .map(Job::name)
        .collect();
    if !broken.is_empty() {
        bail!(Blame::Plugin(format!(
            "these guests do not build: {}",
            broken.join(", ")
        )));
    }
    Ok(folder)
}

type Compilers = BTreeMap<Language, Compiler>;

/// The compilers of the languages that the guests are written in, installed now if they were not here.
fn compilers(guests: &[Guest]) -> Result<Compilers> {
    let languages: BTreeSet<Language> = guests.iter().map(Guest::language).collect();
    let compilers = languages
        .into_iter()
        .map(|language| Ok((language, toolchain::ensure_for(language)?)));
    compilers.collect()
}

/// A guest to build, and what to remember when it is built.
struct Job<'a> {
    guest: &'a Guest,
    compiler: &'a Compiler,
    fingerprint: String,
    component: PathBuf,
    record: PathBuf,
}

fn stale<'a>(
    workspace: &Workspace,
    guests: &'a [Guest],
    compilers: &'a Compilers,
) -> Result<Vec<Job<'a>>> {
    let fingerprints = Fingerprints::new(workspace)?;
    let folder = workspace.guests_folder();
    let job = |guest: &'a Guest| {
        let compiler = &compilers[&guest.language()];
        Ok(Job {
            guest,
            compiler,
            fingerprint: fingerprints.of(guest, &compiler.version)?,
            component: folder
                .join("components")
                .join(format!("{}.wasm", guest.name)),
            record: folder.join("fingerprints").join(&guest.name),
        })
    };
    let jobs: Vec<Job<'a>> = guests.iter().map(job).collect::<Result<_>>()?;
    Ok(jobs.into_iter().filter(|job| !job.is_fresh()).collect())
}

impl Job<'_> {
    fn name(&self) -> &str {
        &self.guest.name
    }

    fn is_fresh(&self) -> bool {
        self.component.is_file()
            && fs::read_to_string(&self.record).is_ok_and(|known| known == self.fingerprint)
    }

    fn run(&self, workspace: &Workspace) -> bool {
        let step = progress::step(format!("guest {}", self.guest.name));
        match self.build(workspace) {
            Ok(bytes) => step.done(&format!("{} kB", bytes.div_ceil(1000))),
            Err(error) => {
                step.failed(&format!("{error:#}"));
                return false;
            }
        }
        true
    }

    fn build(&self, workspace: &Workspace) -> Result<usize> {
        let wasm = self.compile(workspace)?;
        let component = match &self.guest.manifest {
            Some(manifest) => plugwright_build::finish(&wasm, manifest)?,
            None => plugwright_build::encode_component(&wasm)?,
        };
        replace(&self.component, &component)?;
        replace(&self.record, self.fingerprint.as_bytes())?;
        Ok(component.len())
    }

    fn compile(&self, workspace: &Workspace) -> Result<Vec<u8>> {
        match &self.guest.source {
            Source::Rust(guest) => guest.compile(&self.guest.name, workspace, self.compiler),
            Source::Foreign(guest) => guest.compile(workspace, self.compiler),
        }
    }
}

/// Written beside and renamed, so that a test that runs meanwhile sees the old or the new file.
fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let fresh = path.with_extension("new");
    fs::write(&fresh, bytes).with_context(|| format!("{} cannot be written", fresh.display()))?;
    fs::rename(&fresh, path).with_context(|| format!("{} cannot be replaced", path.display()))
}
