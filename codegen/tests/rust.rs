//! What an author of a Rust plugin gets, for a few small worlds.
#![allow(clippy::unwrap_used, reason = "tests end at what they do not expect")]

use plugwright_codegen::{Language, Options, Output, Source, Stubs, generate};

const DATA: &str = include_str!("worlds/data.wit");
const RESOURCE: &str = include_str!("worlds/resource.wit");
const HARD_NAMES: &str = include_str!("worlds/hard-names.wit");

fn output(wit: &str, stubs: Stubs) -> Output {
    let source = Source::parse("world.wit", wit).unwrap();
    let options = Options {
        stubs,
        package: None,
    };
    generate(&source, None, Language::Rust, &options).unwrap()
}

fn file(wit: &str, stubs: Stubs, path: &str) -> String {
    output(wit, stubs).file(path).unwrap().to_owned()
}

#[test]
fn an_implementation_of_plain_data() {
    insta::assert_snapshot!(file(DATA, Stubs::Todo, "src/lib.rs"));
}

#[test]
fn an_echo_of_plain_data() {
    insta::assert_snapshot!(file(DATA, Stubs::Echo, "src/lib.rs"));
}

#[test]
fn an_implementation_of_resources() {
    insta::assert_snapshot!(file(RESOURCE, Stubs::Todo, "src/lib.rs"));
}

#[test]
fn an_echo_of_resources() {
    insta::assert_snapshot!(file(RESOURCE, Stubs::Echo, "src/lib.rs"));
}

#[test]
fn a_crate_around_it() {
    insta::assert_snapshot!(file(DATA, Stubs::Todo, "Cargo.toml"));
}

#[test]
fn bindings_with_hard_names_and_docs() {
    insta::assert_snapshot!(file(HARD_NAMES, Stubs::None, "bindings.rs"));
}

#[test]
fn generated_twice_it_is_the_same() {
    for wit in [DATA, RESOURCE, HARD_NAMES] {
        assert_eq!(output(wit, Stubs::Echo), output(wit, Stubs::Echo));
    }
}

#[test]
fn bindings_alone_are_one_file_beside_the_wit() {
    let output = output(DATA, Stubs::None);
    let paths: Vec<String> = output
        .files()
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert_eq!(paths, ["bindings.rs", "wit/world.wit"]);
}

#[test]
fn a_call_of_a_deprecated_import_is_warned_of_and_an_export_is_not() {
    let wit = "package a:b@1.0.0; @since(version = 1.0.0) interface i { @since(version = 1.0.0) @deprecated(version = 1.2.0)
        f: func(); } @since(version = 1.0.0) world w { @since(version = 1.0.0) import i; @since(version = 1.0.0) export i; }";
    let bindings = file(wit, Stubs::None, "bindings.rs");
    assert_eq!(
        bindings.matches("#[deprecated(since = \"1.2.0\")]").count(),
        1
    );
    assert_eq!(bindings.matches("/// Deprecated since 1.2.0.").count(), 2);
}
