//! Whatever a WIT file says, the generator answers: with files that are the same each time, or with an error that has a code.

use plugwright_codegen::{Language, Options, Source, Stubs, generate};

/// Panics when the property does not hold for `text`.
pub(crate) fn holds(text: &str) {
    let Ok(source) = Source::parse("fuzz.wit", text) else {
        return;
    };
    let worlds = source.worlds();
    let worlds: Vec<Option<&str>> = if worlds.is_empty() {
        vec![None]
    } else {
        worlds.into_iter().map(Some).collect()
    };
    for world in worlds {
        for language in Language::ALL {
            for stubs in [Stubs::Todo, Stubs::Echo] {
                generated(&source, world, language, stubs);
            }
        }
    }
}

fn generated(source: &Source, world: Option<&str>, language: Language, stubs: Stubs) {
    let options = Options {
        stubs,
        package: None,
    };
    match generate(source, world, language, &options) {
        Ok(output) => assert!(output.files().next().is_some(), "{language} wrote nothing"),
        Err(error) => assert_ne!(error.code(), "PW-CODEGEN-GENERATOR", "{language}: {error}"),
    }
}
