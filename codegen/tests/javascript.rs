//! What the JavaScript generator writes for small worlds, so that a reviewer sees what a change does to the output.
#![allow(clippy::unwrap_used, reason = "tests end at what they do not expect")]

use plugwright_codegen::{Error, Language, Options, Output, Source, Stubs, generate};

fn generated(wit: &str, stubs: Stubs) -> Result<Output, Error> {
    let source = Source::parse("test.wit", wit).unwrap();
    let options = Options {
        stubs,
        package: None,
    };
    generate(&source, None, Language::JavaScript, &options)
}

/// The files that differ from world to world.
fn text(wit: &str, stubs: Stubs) -> String {
    let output = generated(wit, stubs).unwrap();
    let files = output.files().filter(|(path, _)| {
        let name = path.to_string_lossy();
        name.ends_with(".d.ts") || name.ends_with("plugin.js")
    });
    files
        .map(|(path, text)| format!("// ==== {}\n{text}\n", path.display()))
        .collect::<Vec<_>>()
        .concat()
}

#[test]
fn data_becomes_objects_and_unions() {
    let wit = "package acme:shop@1.0.0;
        /// What is for sale.
        interface catalog {
            /// How a price is meant.
            enum currency { eur, /** of the United States */ usd }
            flags mark { new-here, on-sale }
            record item {
                /// Unique.
                id: u64,
                name: string,
                marks: mark,
                note: option<string>,
                bytes: list<u8>,
            }
            variant lookup { missing, found(item), moved(tuple<u32, string>) }
            /// Looks for an item.
            @since(version = 1.0.0)
            find: func(id: u64, deep: option<option<bool>>) -> result<lookup, currency>;
            @deprecated(version = 1.0.0)
            @since(version = 1.0.0)
            totals: func(prices: map<string, f64>) -> list<u16, 3>;
        }
        world plugin { import catalog; export catalog; }";
    insta::assert_snapshot!(text(wit, Stubs::Echo));
}

#[test]
fn resources_become_classes() {
    let wit = "package acme:files;
        interface files {
            resource file {
                constructor(name: string) -> result<file, string>;
                read: func(at: u64) -> list<u8>;
                merge: static func(one: file, other: borrow<file>) -> file;
            }
            open: func() -> list<file>;
        }
        world plugin { import files; export files; }";
    insta::assert_snapshot!(text(wit, Stubs::Todo));
}

#[test]
fn keywords_and_comments_do_no_harm() {
    let wit = "package acme:odd;
        interface i {
            /// ends here */ or {@link there}
            /// @deprecated it is not
            record error { %type: u8, default: bool }
            new: func(await: u8, %in: error) -> error;
            delete: func();
        }
        world plugin {
            import i;
            import void: func(x: u8);
            export i;
            export void: func(x: u8);
        }";
    insta::assert_snapshot!(text(wit, Stubs::Echo));
}

#[test]
fn a_stream_is_refused_with_its_place() {
    let wit = "package acme:odd;
        world plugin {
            export f: func() -> stream<u8>;
        }";
    let error = generated(wit, Stubs::None).unwrap_err();
    assert!(matches!(error, Error::Unsupported { .. }));
    assert!(error.to_string().starts_with("test.wit:3:"), "{error}");
}

#[test]
fn bindings_alone_make_no_project() {
    let output = generated("package a:b; world w { export f: func(); }", Stubs::None).unwrap();
    assert!(output.file("package.json").is_none());
    assert!(output.file("world.d.ts").is_some());
}
