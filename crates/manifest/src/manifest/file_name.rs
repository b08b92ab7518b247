//! Which file of a folder is the manifest.

use crate::Error;
use crate::quoted::Quoted;

/// Names that a manifest has, the one that tools write first.
const NAMES: [&str; 3] = ["plugin.yaml", "plugin.yml", "plugin.toml"];

/// The languages that a manifest is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Yaml,
    Toml,
}

impl Language {
    /// By the ending of the name.
    pub(super) fn of(file_name: &str) -> Result<Self, Error> {
        match file_name.rsplit_once('.') {
            Some((_, "yaml" | "yml")) => Ok(Self::Yaml),
            Some((_, "toml")) => Ok(Self::Toml),
            _ => Err(Error::FileName {
                name: Quoted::new(file_name),
            }),
        }
    }
}

/// The manifest among the names of the files in a folder: `plugin.yaml`, `plugin.yml` or `plugin.toml`.
///
/// Names that differ in case alone count as the same name, because they are the same file on some systems: which of two
/// manifests holds must not depend on who looks.
///
/// # Errors
///
/// [`Error::NoManifest`]; [`Error::SeveralManifests`]; [`Error::FileName`] for `Plugin.yaml` and the like.
pub fn find_manifest<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<&'n str, Error> {
    let is_manifest = |name: &&str| NAMES.iter().any(|known| known.eq_ignore_ascii_case(name));
    let mut found = names.into_iter().filter(is_manifest);
    let name = found.next().ok_or(Error::NoManifest)?;
    if let Some(second) = found.next() {
        return Err(Error::SeveralManifests {
            first: Quoted::new(name),
            second: Quoted::new(second),
        });
    }
    if !NAMES.contains(&name) {
        return Err(Error::FileName {
            name: Quoted::new(name),
        });
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::find_manifest;

    #[test]
    fn r02_one_manifest_is_found_whatever_its_language() {
        for name in ["plugin.yaml", "plugin.yml", "plugin.toml"] {
            assert_eq!(find_manifest(["README.md", name, "main.go"]).unwrap(), name);
        }
    }

    #[test]
    fn r02_d4_two_manifests_are_an_error() {
        for pair in [
            ["plugin.yaml", "plugin.toml"],
            ["plugin.yaml", "plugin.yml"],
            ["plugin.yaml", "PLUGIN.YAML"],
        ] {
            assert_eq!(
                find_manifest(pair).unwrap_err().code(),
                "PW-MANIFEST-SEVERAL"
            );
        }
    }

    #[test]
    fn f09_a_folder_without_a_manifest_is_refused() {
        assert_eq!(
            find_manifest(["plugin.json", "Cargo.toml"])
                .unwrap_err()
                .code(),
            "PW-MANIFEST-NONE"
        );
        assert_eq!(
            find_manifest(["Plugin.yaml"]).unwrap_err().code(),
            "PW-MANIFEST-FILE-NAME"
        );
    }
}
