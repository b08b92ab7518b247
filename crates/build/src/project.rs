//! A plugin's folder of Rust source: its `Cargo.toml`, its manifest, and the target that it is built for.

use std::{
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::{Metadata, MetadataCommand, Package};
use plugwright_manifest::{Manifest, find_manifest};

use crate::Error;

/// What the compiler of Rust plugins can be told to build for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// No system interface: the component imports what its world has and nothing else. The default.
    Unknown,
    /// The standard library's files, environment and clocks work, through WASI.
    Wasip2,
}

impl Target {
    /// The name that the compiler knows it by.
    pub fn triple(self) -> &'static str {
        match self {
            Self::Unknown => "wasm32-unknown-unknown",
            Self::Wasip2 => "wasm32-wasip2",
        }
    }

    /// The target of `package`: what its `[package.metadata.plugwright] guest` says.
    ///
    /// # Errors
    /// [`Error::Project`] when that is none of the targets.
    pub fn of(package: &Package) -> Result<Self, Error> {
        let Some(declared) = package.metadata.pointer("/plugwright/guest") else {
            return Ok(Self::Unknown);
        };
        let known = [Self::Unknown, Self::Wasip2]
            .into_iter()
            .find(|target| declared.as_str() == Some(target.triple()));
        known.ok_or_else(|| {
            let problem = format!(
                "wants the target {declared}; known are wasm32-unknown-unknown and wasm32-wasip2"
            );
            project_error(&folder_of(package), problem)
        })
    }
}

/// A plugin that can be built.
#[derive(Debug)]
pub struct Project {
    /// The package of cargo.
    pub package: String,
    /// What it is built for.
    pub target: Target,
    /// The profile of cargo: `guest` where the workspace has one, else `release`.
    pub profile: &'static str,
    /// Where cargo puts what it builds.
    pub target_folder: PathBuf,
    /// What the plugin says about itself.
    pub manifest: Manifest,
    artifact: String,
}

impl Project {
    /// Reads the project in `folder`.
    ///
    /// # Errors
    /// [`Error::Project`] when it has no package of cargo that makes a plugin, [`Error::Manifest`] when its manifest is
    /// missing or malformed.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let metadata = cargo(folder)?;
        let package = package(&metadata, folder)?;
        let manifest = read_manifest(folder)?.ok_or(plugwright_manifest::Error::NoManifest)?;
        Ok(Self {
            package: package.name.to_string(),
            target: Target::of(package)?,
            profile: profile(&metadata),
            target_folder: metadata.target_directory.clone().into_std_path_buf(),
            artifact: artifact(package)?,
            manifest,
        })
    }

    /// Where cargo writes the core module or component.
    pub fn compiled(&self) -> PathBuf {
        self.target_folder
            .join(self.target.triple())
            .join(self.profile)
            .join(&self.artifact)
    }
}

/// The manifest in `folder`; nothing when there is none.
///
/// # Errors
/// [`Error::Manifest`] when there are several or it is malformed.
pub fn read_manifest(folder: &Path) -> Result<Option<Manifest>, Error> {
    let unreadable =
        |error: std::io::Error| project_error(folder, format!("cannot be read: {error}"));
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    let name = match find_manifest(names.iter().map(String::as_str)) {
        Err(plugwright_manifest::Error::NoManifest) => return Ok(None),
        found => found?,
    };
    let text = fs::read_to_string(folder.join(name)).map_err(unreadable)?;
    Ok(Some(Manifest::parse(name, &text)?))
}

fn cargo(folder: &Path) -> Result<Metadata, Error> {
    let manifest = folder.join("Cargo.toml");
    if !manifest.is_file() {
        return Err(project_error(
            folder,
            "has no Cargo.toml; name the folder of a plugin".to_owned(),
        ));
    }
    let metadata = MetadataCommand::new()
        .manifest_path(manifest)
        .no_deps()
        .exec();
    metadata.map_err(|error| project_error(folder, error.to_string()))
}

fn package<'a>(metadata: &'a Metadata, folder: &Path) -> Result<&'a Package, Error> {
    let same = |package: &&Package| {
        same_file(
            package.manifest_path.as_std_path(),
            &folder.join("Cargo.toml"),
        )
    };
    let problem = || {
        project_error(
            folder,
            "has a Cargo.toml without a package; name the folder of a plugin".to_owned(),
        )
    };
    metadata.packages.iter().find(same).ok_or_else(problem)
}

fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn artifact(package: &Package) -> Result<String, Error> {
    let library = package.targets.iter().find(|target| target.is_cdylib());
    let problem =
        "has no library for plugins: add `[lib] crate-type = [\"cdylib\"]` to its Cargo.toml";
    let library = library.ok_or_else(|| project_error(&folder_of(package), problem.to_owned()))?;
    Ok(format!("{}.wasm", library.name.replace('-', "_")))
}

/// A workspace that says how guests are compiled is listened to.
fn profile(metadata: &Metadata) -> &'static str {
    let root = fs::read_to_string(metadata.workspace_root.join("Cargo.toml")).unwrap_or_default();
    let has_guest = root.lines().any(|line| line.trim() == "[profile.guest]");
    if has_guest { "guest" } else { "release" }
}

fn folder_of(package: &Package) -> PathBuf {
    package.manifest_path.with_file_name("").into_std_path_buf()
}

fn project_error(folder: &Path, problem: String) -> Error {
    Error::Project {
        folder: folder.to_owned(),
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(cargo: &str, manifest: Option<&str>) -> Result<Project, Error> {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/lib.rs"), "").unwrap();
        fs::write(folder.path().join("Cargo.toml"), cargo).unwrap();
        if let Some(manifest) = manifest {
            fs::write(folder.path().join("plugin.yaml"), manifest).unwrap();
        }
        Project::read(folder.path())
    }

    const MANIFEST: &str = "plugin:\n  id: echo\n  version: 1.0.0\n  description: Says it again\n";
    const PACKAGE: &str =
        "[package]\nname = \"my-echo\"\nversion = \"1.0.0\"\nedition = \"2024\"\n[workspace]\n";
    const LIBRARY: &str = "[lib]\ncrate-type = [\"cdylib\"]\n";

    #[test]
    fn a_plugin_is_found_with_its_manifest_and_its_artifact() {
        let project = project(&format!("{PACKAGE}{LIBRARY}"), Some(MANIFEST)).unwrap();
        assert_eq!(project.target, Target::Unknown);
        assert!(
            project
                .compiled()
                .ends_with("wasm32-unknown-unknown/release/my_echo.wasm")
        );
    }

    #[test]
    fn the_target_and_the_profile_are_the_authors_choice() {
        let cargo = format!(
            "{PACKAGE}{LIBRARY}[package.metadata.plugwright]\nguest = \"wasm32-wasip2\"\n[profile.guest]\ninherits = \"release\"\n"
        );
        let project = project(&cargo, Some(MANIFEST)).unwrap();
        assert!(
            project
                .compiled()
                .ends_with("wasm32-wasip2/guest/my_echo.wasm")
        );
    }

    #[test]
    fn what_is_missing_is_named_with_what_to_do() {
        let no_library = project(PACKAGE, Some(MANIFEST)).unwrap_err();
        assert!(no_library.to_string().contains("cdylib"), "{no_library}");
        let no_manifest = project(&format!("{PACKAGE}{LIBRARY}"), None).unwrap_err();
        assert!(matches!(no_manifest, Error::Manifest(_)), "{no_manifest}");
        let target =
            format!("{PACKAGE}{LIBRARY}[package.metadata.plugwright]\nguest = \"wasm32-wasip1\"\n");
        assert!(
            project(&target, Some(MANIFEST))
                .unwrap_err()
                .to_string()
                .contains("wasm32-wasip1")
        );
    }
}
