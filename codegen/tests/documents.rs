//! What a world looks like as a document: protocol buffers, `OpenAPI`, reference pages.
#![allow(clippy::unwrap_used, reason = "tests end at what they do not expect")]

use plugwright_codegen::{Error, Language, Options, Output, Source, generate};

const DATA: &str = include_str!("worlds/data.wit");
const RESOURCE: &str = include_str!("worlds/resource.wit");
const NESTED: &str = include_str!("worlds/nested.wit");

fn document(wit: &str, language: Language) -> Result<Output, Error> {
    let source = Source::parse("world.wit", wit).unwrap();
    generate(&source, None, language, &Options::default())
}

/// All files after another, as a reader sees them.
fn shown(wit: &str, language: Language) -> String {
    let output = document(wit, language).unwrap();
    let files = output.files();
    let files: Vec<String> = files
        .map(|(path, text)| format!("==> {} <==\n{text}", path.display()))
        .collect();
    files.join("\n")
}

#[test]
fn protocol_buffers_of_data() {
    insta::assert_snapshot!(shown(DATA, Language::Proto));
}

#[test]
fn protocol_buffers_of_resources() {
    insta::assert_snapshot!(shown(RESOURCE, Language::Proto));
}

#[test]
fn protocol_buffers_of_nested_types() {
    insta::assert_snapshot!(shown(NESTED, Language::Proto));
}

#[test]
fn openapi_of_data() {
    insta::assert_snapshot!(shown(DATA, Language::OpenApi));
}

#[test]
fn openapi_of_resources() {
    insta::assert_snapshot!(shown(RESOURCE, Language::OpenApi));
}

#[test]
fn pages_of_data() {
    insta::assert_snapshot!(shown(DATA, Language::Markdown));
}

#[test]
fn pages_of_resources() {
    insta::assert_snapshot!(shown(RESOURCE, Language::Markdown));
}

#[test]
fn a_number_stays_when_something_is_appended() {
    let before = "package a:b; interface i { record r { x: u8, y: list<string> } f: func(r: r) -> u8; } world w { export i; }";
    let after = before
        .replace("y: list<string>", "y: list<string>, z: option<u8>")
        .replace("f: func(r: r)", "f: func(r: r, more: string)");
    let lines = |wit: &str| -> Vec<String> {
        let text = shown(wit, Language::Proto);
        text.lines().map(str::to_owned).collect()
    };
    let now = lines(&after);
    for line in lines(before) {
        assert!(now.contains(&line), "{line}");
    }
    assert!(now.contains(&"  optional uint32 z = 3;".to_owned()));
}

#[test]
fn what_cannot_travel_is_refused_with_its_place() {
    let wit = "package a:b; interface i { f: func() -> stream<u8>; } world w { export i; }";
    for language in [Language::Proto, Language::OpenApi] {
        let error = document(wit, language).unwrap_err();
        assert_eq!(error.code(), "PW-CODEGEN-UNSUPPORTED");
        assert!(error.to_string().contains("world.wit:1:"), "{error}");
    }
}
