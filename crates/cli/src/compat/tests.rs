//! The table of what may change. Each row says what users of the old contract would lose if it were judged otherwise.

use wit_parser::Resolve;

use super::{
    compare::{Replaced, compare},
    surface::Surface,
    verdict::Verdict::{self, Announced, Compatible, Refused, Same},
};

fn surface(version: &str, body: &str) -> Surface {
    let mut resolve = Resolve::default();
    let package = resolve
        .push_source("test.wit", &format!("package t:t@{version};\n{body}"))
        .unwrap();
    Surface::of_packages(&resolve, &[package])
}

fn judge(old: &str, new: &str, replaced: Replaced) -> Verdict {
    Verdict::weigh(&compare(
        &surface("0.1.0", old),
        &surface("0.1.1", new),
        replaced,
    ))
}

/// A world that both imports and exports nothing but `interface`, as `direction`.
fn world(direction: &str, interface: &str) -> String {
    format!("interface i {{ {interface} }} world w {{ {direction} i; }}")
}

#[test]
fn what_plugins_import_may_grow_and_what_they_export_may_not() {
    let (small, large) = ("f: func();", "f: func(); g: func();");
    let table = [
        ("import", small, large, Compatible),
        ("import", large, small, Refused),
        ("export", small, large, Refused),
        ("export", large, small, Compatible),
    ];
    for (direction, old, new, expected) in table {
        let verdict = judge(
            &world(direction, old),
            &world(direction, new),
            Replaced::Contract,
        );
        assert_eq!(verdict, expected, "{direction}: {old} -> {new}");
    }
}

#[test]
fn a_component_may_offer_more_and_must_not_ask_for_more() {
    let (small, large) = ("f: func();", "f: func(); g: func();");
    let table = [
        ("import", small, large, Refused),
        ("import", large, small, Compatible),
        ("export", small, large, Compatible),
        ("export", large, small, Refused),
    ];
    for (direction, old, new, expected) in table {
        let verdict = judge(
            &world(direction, old),
            &world(direction, new),
            Replaced::Component,
        );
        assert_eq!(verdict, expected, "{direction}: {old} -> {new}");
    }
}

#[test]
fn worlds_follow_the_same_rule_as_interfaces() {
    let with = |items: &str| format!("interface i {{ f: func(); }} world w {{ {items} }}");
    let table = [
        ("export i;", "export i; import i;", Compatible),
        ("export i; import i;", "export i;", Refused),
        ("import i;", "import i; export i;", Refused),
        ("import i; export i;", "import i;", Compatible),
        ("import f: func();", "import f: func(a: u8);", Refused),
        ("export f: func();", "export f: func() -> u8;", Refused),
        (
            "export f: func();",
            "export f: interface { g: func(); }",
            Refused,
        ),
        (
            "export f: interface { g: func(); }",
            "export f: interface { g: func() -> u8; }",
            Refused,
        ),
    ];
    for (old, new, expected) in table {
        assert_eq!(
            judge(&with(old), &with(new), Replaced::Contract),
            expected,
            "{old} -> {new}"
        );
    }
}

#[test]
fn types_must_stay_exactly_as_they_are() {
    let table = [
        (
            "record r { a: u8, b: u8 }",
            "record r { a: u8, b: u8, c: u8 }",
            Refused,
        ),
        ("record r { a: u8, b: u8 }", "record r { a: u8 }", Refused),
        (
            "record r { a: u8, b: u8 }",
            "record r { b: u8, a: u8 }",
            Refused,
        ),
        ("record r { a: u8 }", "record r { a: option<u8> }", Refused),
        (
            "variant r { a, b(u8) }",
            "variant r { a, b(u8), c }",
            Refused,
        ),
        ("variant r { a, b(u8) }", "variant r { a, b(u16) }", Refused),
        ("enum r { a, b }", "enum r { a, b, c }", Refused),
        ("flags r { a, b }", "flags r { a, b, c }", Refused),
        ("record r { a: u8 }", "variant r { a }", Refused),
        ("type r = u32;", "type r = u64;", Refused),
        (
            "type r = list<u8>;",
            "type r = list<u8>; record s { a: u8 }",
            Compatible,
        ),
        (
            "type r = list<u8>; record s { a: u8 }",
            "type r = list<u8>;",
            Refused,
        ),
        (
            "resource r { m: func(); }",
            "resource r { m: func(); n: func(); }",
            Compatible,
        ),
        (
            "resource r { m: func(); }",
            "resource r { m: func(a: u8); }",
            Refused,
        ),
        (
            "resource r { m: func(); }",
            "resource r { m: static func(); }",
            Refused,
        ),
        ("type r = u32;", "/// Documented.\ntype r = u32;", Same),
    ];
    for (old, new, expected) in table {
        let verdict = judge(
            &world("import", old),
            &world("import", new),
            Replaced::Contract,
        );
        assert_eq!(verdict, expected, "{old} -> {new}");
    }
}

#[test]
fn functions_are_compared_with_their_names_and_through_aliases() {
    let table = [
        ("f: func(a: u32);", "f: func(b: u32);", Refused),
        ("f: func() -> u32;", "f: func();", Refused),
        ("f: func();", "f: async func();", Refused),
        (
            "f: func() -> result<u8, string>;",
            "f: func() -> result<u8>;",
            Refused,
        ),
        (
            "type id = u32; f: func(a: u32);",
            "type id = u32; f: func(a: id);",
            Same,
        ),
        (
            "record a { x: u8 } record b { x: u8 } f: func(v: a);",
            "record a { x: u8 } record b { x: u8 } f: func(v: b);",
            Refused,
        ),
    ];
    for (old, new, expected) in table {
        let verdict = judge(
            &world("import", old),
            &world("import", new),
            Replaced::Contract,
        );
        assert_eq!(verdict, expected, "{old} -> {new}");
    }
}

#[test]
fn a_type_that_another_interface_lends_is_compared_where_it_is_defined() {
    let with = |field: &str| {
        format!(
            "interface types {{ record r {{ {field} }} }} interface i {{ use types.{{r}}; f: func(v: r); }} world w {{ export i; }}"
        )
    };
    let changes = compare(
        &surface("1.0.0", &with("a: u8")),
        &surface("1.1.0", &with("a: u16")),
        Replaced::Contract,
    );
    let places: Vec<&str> = changes.iter().map(|change| change.place.as_str()).collect();
    assert_eq!(places, ["t:t/types.r"]);
}

#[test]
fn an_incompatible_version_may_break_and_a_compatible_one_may_not() {
    let (old, new) = (world("import", "f: func();"), world("import", "g: func();"));
    for (from, to, expected) in [
        ("0.1.0", "0.2.0", Announced),
        ("1.0.0", "1.5.0", Refused),
        ("1.0.0", "2.0.0", Announced),
    ] {
        let changes = compare(&surface(from, &old), &surface(to, &new), Replaced::Contract);
        assert_eq!(Verdict::weigh(&changes), expected, "{from} -> {to}");
    }
}

#[test]
fn a_world_or_interface_that_vanishes_is_missed() {
    let all = "interface i { f: func(); } interface lonely { f: func(); } world w { import i; } world v { import i; }";
    let no_world =
        "interface i { f: func(); } interface lonely { f: func(); } world w { import i; }";
    let no_interface = "interface i { f: func(); } world w { import i; } world v { import i; }";
    assert_eq!(judge(all, no_world, Replaced::Contract), Refused);
    assert_eq!(judge(all, no_interface, Replaced::Contract), Refused);
    assert_eq!(judge(no_world, all, Replaced::Contract), Compatible);
    assert_eq!(judge(all, all, Replaced::Contract), Same);
}
