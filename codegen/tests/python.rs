//! What Python authors get of small worlds, word for word: a changed template shows here.
#![allow(clippy::format_push_string, clippy::unwrap_used, missing_docs)]

use plugwright_codegen::{Error, Language, Options, Source, Stubs, generate};

/// All files of the project but `wit/`, one after the other.
fn project(wit: &str, stubs: Stubs) -> String {
    let source = Source::parse("test.wit", wit).unwrap();
    let options = Options {
        stubs,
        package: None,
    };
    let output = generate(&source, None, Language::Python, &options).unwrap();
    let same_in_all = [
        "runtime.py",
        "values.py",
        "component.py",
        "py.typed",
        "pyproject.toml",
    ];
    let mut text = String::new();
    for (path, content) in output.files() {
        let path = path.to_string_lossy();
        if !path.starts_with("wit/") && !same_in_all.iter().any(|name| path.ends_with(name)) {
            text += &format!("==> {path}\n{content}\n");
        }
    }
    text
}

fn refusal(wit: &str) -> String {
    let source = Source::parse("test.wit", wit).unwrap();
    let refused = generate(&source, None, Language::Python, &Options::default()).unwrap_err();
    assert!(matches!(refused, Error::Unsupported { .. }), "{refused}");
    refused.to_string()
}

#[test]
fn data_becomes_dataclasses_enums_flags_and_unions() {
    insta::assert_snapshot!(project(
        "package acme:shop@1.0.0;
        interface cart {
          /// A thing to buy.
          record item { /// What it is called.
            name: string, amount: option<u32>, tags: list<string>, image: list<u8> }
          variant discount { none, percent(u8), coupon(string) }
          enum currency { eur, usd }
          flags options { gift-wrap, express }
          type items = list<item>;
          total: func(items: items, off: discount, opts: options) -> result<tuple<u64, currency>, string>;
          nested: func(value: option<option<u8>>) -> option<option<u8>>;
        }
        world shop { import cart; export cart; }",
        Stubs::Echo,
    ));
}

#[test]
fn resources_become_classes_on_both_sides() {
    insta::assert_snapshot!(project(
        "package acme:db;
        interface store {
          resource connection {
            constructor(url: string);
            query: func(text: string) -> result<list<string>, string>;
            open: static func(url: string) -> connection;
          }
          record session { user: string, via: connection }
          begin: func(over: borrow<connection>) -> session;
        }
        world db { import store; export store; }",
        Stubs::Todo,
    ));
}

#[test]
fn keywords_and_docs_do_no_harm() {
    insta::assert_snapshot!(project(
        "package acme:odd@1.0.0;
        interface odd {
          /// Ends with \"quotes\"
          record %list { class: u32, str: string, self: bool }
          /// Says \"\"\" and \\n and {{x}}
          ///
          /// @deprecated is not a decorator here.
          int: func(self: %list, lambda: string) -> list<%list>;
          @since(version = 0.1.0)
          @deprecated(version = 1.0.0)
          %type: func();
        }
        world odd-world { export odd; import odd; export run: async func(answer: u32) -> u32; }",
        Stubs::Todo,
    ));
}

#[test]
fn what_componentize_py_cannot_read_is_refused_with_its_place() {
    let wit = |function: &str| {
        format!("package a:b;\ninterface i {{\n  f: {function};\n}}\nworld w {{ export i; }}")
    };
    insta::assert_snapshot!(refusal(&wit("func(m: map<string, u32>)")));
    insta::assert_snapshot!(refusal(&wit("func() -> stream<u8>")));
    insta::assert_snapshot!(refusal(&wit("func(a: list<u8, 2>, b: tuple<u8, u8>)")));
    let named = "package a:b;\nworld w {\n  export exports: interface { f: func(); }\n}";
    insta::assert_snapshot!(refusal(named));
    insta::assert_snapshot!(refusal(
        "package a:b;\ninterface i {}\nworld w {\n  export i;\n}"
    ));
}

/// Otherwise every asynchronous function traps that takes an answer of the host, or gives one of its own.
#[test]
fn asynchronous_plugins_and_the_tasks_of_componentize_py_have_the_same_classes_for_results() {
    let wit = "package a:b; interface i { f: async func() -> result<u32, string>; } world w { import i; export i; }";
    let source = Source::parse("test.wit", wit).unwrap();
    let output = generate(&source, None, Language::Python, &Options::default()).unwrap();
    let mut files = output.files();
    let runtime = files.find(|(path, _)| path.ends_with("runtime.py"));
    let (_, text) = runtime.unwrap();
    let ours = text.find("sys.modules[\"componentize_py_types\"] = values");
    let theirs = text.find("import_module(\"componentize_py_async_support\")");
    assert!(ours.is_some() && ours < theirs, "{text}");
}

/// Else no host could load a Python plugin that imports the interface: componentize-py imports all of it.
#[test]
fn unstable_functions_of_wasi_are_not_imported_and_those_of_others_are() {
    let wit = |namespace: &str| {
        format!(
            "package a:b; world w {{ import {namespace}:i/i; }}
            package {namespace}:i {{ interface i {{ f: func(); @unstable(feature = new) g: func(); }} }}"
        )
    };
    let imports = |namespace: &str| {
        let source = Source::parse("test.wit", &wit(namespace)).unwrap();
        plugwright_codegen::python::lower(&source).unwrap().imports
    };
    assert_eq!(imports("wasi"), ["wasi:i/i#f"]);
    assert_eq!(imports("acme"), ["acme:i/i#f", "acme:i/i#g"]);
}

#[test]
fn the_same_world_gives_the_same_files() {
    let wit = "package a:b; world w { export f: func(a: string) -> list<string>; }";
    assert_eq!(project(wit, Stubs::Echo), project(wit, Stubs::Echo));
}

#[test]
fn the_sdk_has_the_bindings_of_today() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let wit = ["plugin", "auth", "template", "response", "data-source"];
    let mut paths: Vec<_> = wit.iter().map(|it| root.join("wit").join(it)).collect();
    paths.push(root.join("sdk/python/wit"));
    let source = Source::read(&paths).unwrap();
    let options = Options::default();
    let output = generate(&source, Some("plugins"), Language::Python, &options).unwrap();
    let folder = root.join("sdk/python/src/plugwright_plugin/bindings");
    let update = std::env::var_os("UPDATE_PYTHON_SDK").is_some();
    for (path, text) in output.files().filter(|(path, _)| !path.starts_with("wit")) {
        if update {
            std::fs::write(folder.join(path), text).unwrap();
        }
        let known = std::fs::read_to_string(folder.join(path)).unwrap_or_default();
        assert!(
            known == text,
            "{} is out of date: run this test with UPDATE_PYTHON_SDK=1",
            path.display()
        );
    }
}
