//! Which language a folder of source is written in.

use std::path::Path;

use plugwright_codegen::Language;

/// The build files, those first that say more: an AssemblyScript project is an npm package too.
const BUILD_FILES: [(&str, Language); 5] = [
    ("Cargo.toml", Language::Rust),
    ("go.mod", Language::Go),
    ("asconfig.json", Language::AssemblyScript),
    ("pyproject.toml", Language::Python),
    ("package.json", Language::JavaScript),
];

/// The language of the project in `folder`, by its build file.
pub fn language_of(folder: &Path) -> Option<Language> {
    let found = BUILD_FILES
        .iter()
        .find(|(file, _)| folder.join(file).is_file());
    found.map(|(_, language)| *language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_file_tells_the_language() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(language_of(folder.path()), None);
        std::fs::write(folder.path().join("package.json"), "{}").unwrap();
        assert_eq!(language_of(folder.path()), Some(Language::JavaScript));
        std::fs::write(folder.path().join("asconfig.json"), "{}").unwrap();
        assert_eq!(language_of(folder.path()), Some(Language::AssemblyScript));
    }
}
