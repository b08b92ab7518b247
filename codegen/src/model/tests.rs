use super::*;

fn model(wit: &str) -> Model {
    Model::new(&Source::parse("test.wit", wit).unwrap(), None).unwrap()
}

fn answers(model: &Model) -> Vec<String> {
    let exports = model.world.exports.iter();
    let functions =
        exports.flat_map(|interface| interface.functions.iter().map(move |it| (interface, it)));
    let answer = |(interface, function): (&Interface, &Function)| match model
        .echo(interface, function)
    {
        Echo::Import(from, import) => format!("{} <- {}#{}", function.name, from.key, import.name),
        Echo::Param(position) => format!("{} <- {position}", function.name),
        Echo::Default => format!("{} <- default", function.name),
        Echo::Nothing => format!("{} <- nothing", function.name),
    };
    functions.map(answer).collect()
}

#[test]
fn an_echo_asks_the_import_of_its_name_if_the_data_is_plain() {
    let model = model(
        "package a:b; interface i { record r { x: u8 } resource h; f: func(r: r) -> r; g: func(h: borrow<h>) -> u8; }
         world w { import i; export i; }",
    );
    assert_eq!(answers(&model), ["f <- a:b/i#f", "g <- default"]);
}

#[test]
fn an_echo_answers_with_the_first_parameter_of_the_results_type_through_aliases() {
    let model = model(
        "package a:b; interface i { type t = list<string>; f: func(a: u8, b: t, c: list<string>) -> list<string>;
         g: func(); h: func(a: u8) -> string; } world w { export i; }",
    );
    assert_eq!(answers(&model), ["f <- 1", "g <- nothing", "h <- default"]);
}

#[test]
fn plain_types_of_an_export_are_those_of_its_import_and_resources_are_not() {
    let model = model(
        "package a:b; interface i { record plain { x: u8 } resource h; record held { h: h } } world w { import i; export i; }",
    );
    let same = |side: Side| -> Vec<(String, bool)> {
        let types = model.side(side)[0].types.iter();
        types
            .map(|ty| (ty.name.clone(), ty.same_as.is_some()))
            .collect()
    };
    let named = |list: [(&str, bool); 3]| list.map(|(name, same)| (name.to_owned(), same)).to_vec();
    assert_eq!(
        same(Side::Import),
        named([("plain", false), ("h", false), ("held", false)])
    );
    assert_eq!(
        same(Side::Export),
        named([("plain", true), ("h", false), ("held", false)])
    );
    let copy = model.side(Side::Export)[0].types[0].id;
    let first = model.side(Side::Import)[0].types[0].id;
    assert_eq!(model.canonical(&Type::Named(copy)), Type::Named(first));
}

#[test]
fn functions_know_their_core_names() {
    let model = model(
        "package a:b@1.2.0; interface i { resource h { constructor(); m: func() -> string; } f: func() -> string; }
         world w { export i; import g: func(); }",
    );
    let FunctionCore::Import(module, field) = &model.world.imports[0].functions[0].core else {
        panic!("an import");
    };
    assert_eq!((module.as_str(), field.as_str()), ("$root", "g"));
    let exported = &model.world.exports[0];
    let FunctionCore::Export { name, post_return } = &exported.functions[0].core else {
        panic!("an export");
    };
    assert_eq!(name, "a:b/i@1.2.0#f");
    assert_eq!(post_return.as_deref(), Some("cabi_post_a:b/i@1.2.0#f"));
    let (_, resource) = model.resource(exported.types[0].id);
    let resource = resource.unwrap();
    let names: Vec<&str> = resource
        .functions
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["h", "m"]);
    assert!(
        resource.functions[1].params.is_empty(),
        "the object is no parameter"
    );
    assert_eq!(
        resource.core.exported.as_ref().unwrap().dtor,
        "a:b/i@1.2.0#[dtor]h"
    );
}

#[test]
fn a_package_without_a_world_gets_one_with_all_its_interfaces_on_both_sides() {
    let model = model("package a:b; interface everything { f: func(); }");
    assert_eq!(model.world.name, "everything-here");
    assert_eq!(model.world.imports[0].key, model.world.exports[0].key);
}

#[test]
fn the_printed_world_is_read_back_as_the_same_world() {
    let first = model(
        "package a:b@0.1.0; /// Says so.\ninterface i { @since(version = 0.1.0) f: func(a: option<list<u8>>) -> result<string, u8>; }
         world w { import i; export i; }",
    );
    let again = model(&first.wit);
    assert_eq!(again.wit, first.wit);
    assert_eq!(again.world.imports[0].docs.lines, ["Says so."]);
}

#[test]
fn of_several_worlds_one_has_to_be_named_and_the_message_lists_them() {
    let source = Source::parse("test.wit", "package a:b; world one { } world two { }").unwrap();
    let error = Model::new(&source, None).unwrap_err();
    assert_eq!(error.code(), "PW-WIT-WORLD");
    assert!(error.to_string().ends_with("one, two"), "{error}");
    let chosen = Model::new(&source, Some("two")).unwrap();
    assert!(!chosen.wit.contains("one"), "{}", chosen.wit);
}

#[test]
fn broken_wit_is_refused_with_its_place_and_the_line() {
    let error = Source::parse(
        "shop.wit",
        "package a:b;\ninterface i { f: func(a: nothing); }",
    )
    .unwrap_err();
    assert_eq!(error.code(), "PW-WIT-INVALID");
    let text = error.to_string();
    assert!(
        text.contains("shop.wit:2:") && text.contains("nothing"),
        "{text}"
    );
}

#[test]
fn doc_comments_cannot_hide_or_reorder_text() {
    let model = model(
        "package a:b;\n/// left\u{a0}right\ninterface i { f: func(); } world w { export i; }",
    );
    assert_eq!(model.world.exports[0].docs.lines, ["left\u{a0}right"]);
    let docs = wit_parser::Docs {
        contents: Some("a\u{202e}b\u{2028}c\u{7}".to_owned()),
    };
    assert_eq!(
        Docs::new(&docs, &wit_parser::Stability::Unknown).lines,
        ["abc"]
    );
}
