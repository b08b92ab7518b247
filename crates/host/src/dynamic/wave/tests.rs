//! The reader accepts what wasm-wave accepts, and nothing else.

use proptest::prelude::*;
use wasm_wave::untyped::UntypedValue;

use super::syntax::{Node, Tree};

/// A value as both readers can show it: each node's kind and, of a leaf, its text.
fn shown(node: Node<'_, '_>) -> String {
    let children: Vec<String> = node.children().map(shown).collect();
    if children.is_empty() {
        return format!("{:?} {}", node.ty(), leaf(node.text()));
    }
    assert_eq!(children.len(), node.count());
    format!("{:?}[{}]", node.ty(), children.join("; "))
}

fn shown_by_reference(node: &wasm_wave::ast::Node, source: &str) -> String {
    use wasm_wave::ast::NodeType;
    let children: Vec<&wasm_wave::ast::Node> = match node.ty() {
        NodeType::Tuple => node.as_tuple().unwrap().collect(),
        NodeType::List => node.as_list().unwrap().collect(),
        NodeType::TupleSet => node
            .as_map()
            .unwrap()
            .flat_map(|(key, value)| [key, value])
            .collect(),
        NodeType::OptionSome => node.as_option().unwrap().into_iter().collect(),
        NodeType::ResultOk | NodeType::ResultErr => match node.as_result().unwrap() {
            Ok(payload) | Err(payload) => payload.into_iter().collect(),
        },
        NodeType::Flags => {
            let mut flags: Vec<&str> = node.as_flags(source).unwrap().collect();
            flags.sort_unstable();
            return format!("Flags {flags:?}");
        }
        NodeType::VariantWithPayload => {
            let (label, payload) = node.as_variant(source).unwrap();
            let payload = shown_by_reference(payload.unwrap(), source);
            return format!("VariantWithPayload {label} {payload}");
        }
        _ => Vec::new(),
    };
    if children.is_empty() {
        return format!("{:?} {}", node.ty(), leaf(&source[node.span()]));
    }
    let children: Vec<String> = children
        .into_iter()
        .map(|child| shown_by_reference(child, source))
        .collect();
    format!("{:?}[{}]", node.ty(), children.join("; "))
}

/// Brackets of something empty are not a part of what is compared.
fn leaf(text: &str) -> &str {
    if text.starts_with(['{', '[']) {
        ""
    } else {
        text
    }
}

/// The same, with flags and cases as the reference shows them.
fn shown_alike(node: Node<'_, '_>) -> String {
    use wasm_wave::ast::NodeType;
    match node.ty() {
        NodeType::Flags => {
            let mut flags: Vec<&str> = node.children().map(Node::label).collect();
            flags.sort_unstable();
            format!("Flags {flags:?}")
        }
        NodeType::VariantWithPayload => {
            let (label, payload) = node.case().unwrap();
            format!(
                "VariantWithPayload {label} {}",
                shown_alike(payload.unwrap())
            )
        }
        _ if node.count() > 0 => {
            let children: Vec<String> = node.children().map(shown_alike).collect();
            format!("{:?}[{}]", node.ty(), children.join("; "))
        }
        _ => shown(node),
    }
}

fn compare(source: &str) {
    // Without the line's end the reference panics at an empty comment: wasm-wave 0.263, `skip_comment`.
    let ended = format!("{source}\n");
    let reference = UntypedValue::parse(&ended);
    let own = Tree::parse(source);
    match (&reference, &own) {
        (Ok(reference), Ok(own)) => assert_eq!(
            shown_alike(own.root().unwrap()),
            shown_by_reference(reference.node(), source),
            "{source:?}"
        ),
        (Err(_), Err(_)) => {}
        (reference, own) => panic!(
            "{source:?}: {:?} against {:?}",
            reference.as_ref().err(),
            own.as_ref().err()
        ),
    }
}

#[test]
fn every_form_is_read_as_the_reference_reads_it() {
    for source in [
        "(1, -2.5e+3, -inf, inf, nan, 0)",
        "[true, false, none, some(1), ok, ok(2), err, err(\"x\")]",
        "{a: 1, b-C2: {}, %true: {:}, c: {x, %y}}",
        "{\"a\": 1, 'b': 2, 3: [4,],}",
        "{true: 1, false: 0}",
        "'\\u{1F600}'",
        "'\u{1F600}'",
        "\"\\\"\\\\\\n\\u{41}\"",
        "allow(resource(3))",
        "\"\"\"\n  a\n  b\"c\n  \"\"\"",
        "// comment\n[1, // another\n2]",
        "1 //",
        "1 // comment",
        "[]",
        "()",
        "(1) 2",
        "{a}",
        "{a, a}",
        "{a 1}",
        "{a: 1, b}",
        "{a, \"b\": 1}",
        "01",
        "1.",
        "1e",
        "-",
        "aB",
        "a-",
        "a--b",
        "''",
        "'ab'",
        "\"\n\"",
        "\"\\x\"",
        "some",
        "none(1)",
        "x()",
        "{,}",
        "[,]",
        "[1,,]",
    ] {
        compare(source);
    }
    for depth in [98, 99, 100, 101] {
        compare(&format!("{}1{}", "[".repeat(depth), "]".repeat(depth)));
    }
}

fn fragment() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "(", ")", "[", "]", "{", "}", ":", ",", " ", "\n", "//", "1", "-", "0", ".5", "e9", "a",
        "B", "b-c", "%some", "some", "none", "ok", "err", "true", "inf", "nan", "\"", "\"t\"", "'",
        "'c'", "\\", "\\n", "\\u{61}", "\"\"\"", "é", "\"\\\"\"",
    ]);
    prop_oneof![8 => fixed.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn any_text_is_read_as_the_reference_reads_it(parts in prop::collection::vec(fragment(), 0..14)) {
        compare(&parts.concat());
    }
}
