//! What the AssemblyScript generator writes for small worlds, so that a reviewer sees what a change does to the output.
#![allow(clippy::unwrap_used, reason = "tests end at what they do not expect")]

use plugwright_codegen::{Error, Language, Options, Output, Source, Stubs, generate};

fn generated(wit: &str, stubs: Stubs) -> Output {
    let source = Source::parse("test.wit", wit).unwrap();
    let options = Options {
        stubs,
        package: None,
    };
    generate(&source, None, Language::AssemblyScript, &options).unwrap()
}

/// The files that differ from world to world.
fn text(output: &Output) -> String {
    let files = output
        .files()
        .filter(|(path, _)| path.extension().is_some_and(|it| it == "ts"));
    let own =
        files.filter(|(path, _)| !path.components().any(|part| part.as_os_str() == "runtime"));
    own.map(|(path, text)| format!("// ==== {}\n{text}\n", path.display()))
        .collect::<Vec<_>>()
        .concat()
}

#[test]
fn data_becomes_classes_and_enums() {
    let wit = "package acme:shop@1.0.0;
        /// What is for sale.
        interface catalog {
            /// How a price is meant.
            enum unit { piece, kilogram }
            flags labels { organic, fair-trade }
            /// One thing.
            record item { name: string, price: u64, unit: unit, labels: labels, note: option<string>, stock: option<u32> }
            variant search { all, by-name(string), cheaper-than(u64) }
            /// Looks for items.
            find: func(search: search) -> result<list<item>, string>;
            image: func(of: item) -> list<u8>;
        }
        world shop { import catalog; export catalog; }";
    insta::assert_snapshot!("data", text(&generated(wit, Stubs::Echo)));
}

#[test]
fn resources_become_classes_with_and_around_handles() {
    let wit = "package acme:files;
        interface files {
            resource file {
                constructor(name: string);
                open: static func(name: string) -> result<file, string>;
                read: func(most: u32) -> list<u8>;
            }
            same: func(a: borrow<file>, b: borrow<file>) -> bool;
            newest: func(files: list<file>) -> option<file>;
        }
        world host { import files; export files; }";
    insta::assert_snapshot!("resources", text(&generated(wit, Stubs::Echo)));
}

#[test]
fn words_of_the_language_and_ends_of_comments_are_settled() {
    let wit = "package a:b;
        interface odd {
            /// Ends */ here, `{{ and }}` too.
            record error { class: u32, new: string }
            variant value { null, true, new(error) }
            /// Loads /* and */.
            @deprecated(version = 1.0.0)
            @since(version = 0.1.0)
            load: func(this: value, class: u32) -> error;
            store: func(arguments: tuple<u8, option<option<bool>>>);
        }
        world w { import odd; export odd; }";
    let wit = wit.replace("@deprecated(version = 1.0.0)\n", "");
    let wit = wit.replace("@since(version = 0.1.0)\n", "");
    insta::assert_snapshot!("names", text(&generated(&wit, Stubs::None)));
}

#[test]
fn everything_that_is_not_in_memory_twice_is_passed_as_it_is() {
    let wit = "package a:b;
        world w {
            import log: func(text: string);
            export sums: func(rows: list<list<f64>>, by: map<string, u32>, fixed: list<u16, 3>) -> list<f64>;
        }";
    insta::assert_snapshot!("lists", text(&generated(wit, Stubs::Todo)));
}

#[test]
fn an_asynchronous_function_is_refused_with_its_place() {
    let wit = "package a:b;\nworld w {\n  import later: async func();\n}";
    let source = Source::parse("test.wit", wit).unwrap();
    let error = generate(&source, None, Language::AssemblyScript, &Options::default()).unwrap_err();
    assert!(matches!(error, Error::Unsupported { .. }), "{error}");
    assert!(error.to_string().contains("test.wit:3"), "{error}");
}
