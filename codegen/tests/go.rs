//! What the Go generator writes for small worlds, so that a reviewer sees what a change does to the output.
#![allow(clippy::unwrap_used, reason = "tests end at what they do not expect")]

use plugwright_codegen::{Error, Language, Options, Output, Source, Stubs, generate};

fn try_generate(wit: &str, stubs: Stubs) -> Result<Output, Error> {
    let source = Source::parse("test.wit", wit).unwrap();
    let package = Some("example.com/acme/plugin".to_owned());
    generate(&source, None, Language::Go, &Options { stubs, package })
}

/// The Go files that differ from world to world.
fn text(wit: &str, stubs: Stubs) -> String {
    let output = try_generate(wit, stubs).unwrap();
    let files = output.files();
    let go = files.filter(|(path, _)| path.extension().is_some_and(|it| it == "go"));
    go.filter(|(path, _)| !path.components().any(|part| part.as_os_str() == "runtime"))
        .map(|(path, text)| format!("// ==== {}\n{text}\n", path.display()))
        .collect::<Vec<_>>()
        .concat()
}

#[test]
fn data_becomes_structs_and_interfaces() {
    let wit = "package acme:shop@1.0.0;
        /// What is for sale.
        interface catalog {
            /// How a price is meant.
            enum unit { piece, kilogram }
            flags labels { organic, fair-trade }
            /// One thing.
            record item { name: string, price: u64, unit: unit, labels: labels, note: option<string> }
            variant search { all, by-name(string), cheaper-than(u64) }
            /// Looks for items.
            find: func(search: search) -> result<list<item>, string>;
            image: func(of: item) -> list<u8>;
        }
        world shop { import catalog; export catalog; }";
    insta::assert_snapshot!("data", text(wit, Stubs::Echo));
}

#[test]
fn resources_become_types_with_methods_on_both_sides() {
    let wit = "package acme:files;
        interface files {
            resource file {
                constructor(name: string);
                open: static func(name: string) -> result<file, string>;
                read: func(most: u32) -> list<u8>;
            }
            newest: func(files: list<file>) -> option<file>;
        }
        world host { import files; export files; }";
    insta::assert_snapshot!("resources", text(wit, Stubs::Todo));
}

#[test]
fn keywords_initialisms_and_comments_are_settled() {
    let wit = "package a:b;
        interface odd {
            /// Ends */ here, `{{ and }}` too.
            record error { %type: u32, %func: string, http-url: string, id: u8 }
            variant value { nil, %true, %map(error) }
            load: func(range: value, %string: string) -> error;
            /// Falls together with the constant of a case in many languages.
            value-nil: func() -> u8;
        }
        world w { import odd; export odd; }";
    insta::assert_snapshot!("names", text(wit, Stubs::None));
}

#[test]
fn what_go_cannot_express_is_refused_with_its_place() {
    let wit = "package a:b;\nworld w {\n    export later: async func();\n}";
    let error = try_generate(wit, Stubs::None).unwrap_err();
    assert!(matches!(error, Error::Unsupported { .. }), "{error}");
    assert!(error.to_string().contains("test.wit:3:"), "{error}");
}
