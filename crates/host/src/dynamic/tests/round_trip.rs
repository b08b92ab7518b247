//! What goes in comes out: values through a component that returns its argument.

use proptest::prelude::*;
use wit_component::StringEncoding;

use super::guest::{ALLOCATOR, Guest, component, core_signature, resolve};
use super::random_type::{Random, RandomType, random_type, value, wit};
use serde_json::{Value, json};

/// Returns its first argument. A value of one slot comes back as it came; for others the argument list is made too long for
/// slots, so that the caller stores it in memory, where it can be returned by its address.
pub(super) fn echo(ty: &RandomType, encoding: StringEncoding) -> (Guest, bool) {
    let mut definitions = Vec::new();
    let name = wit(ty, &mut definitions);
    let definitions = definitions.join("\n");
    let short = resolve(&format!(
        "{definitions}\nexport echo: func(x: {name}) -> {name};"
    ));
    let signature = core_signature(&short, "echo");
    if !signature.retptr {
        let slot = format!("{:?}", signature.params[0]).to_lowercase();
        let slot = slot.replace("pointer", "i32").replace("length", "i32");
        let body = format!(
            "{ALLOCATOR} (func (export \"echo\") (param {slot}) (result {slot}) (local.get 0))"
        );
        return (
            Guest::from_bytes(&component(&short, &body, encoding)),
            false,
        );
    }
    let padding: Vec<_> = (0..17).map(|index| format!("p{index}: u8")).collect();
    let padding = padding.join(", ");
    let long = resolve(&format!(
        "{definitions}\nexport echo: func(x: {name}, {padding}) -> {name};"
    ));
    let body =
        format!("{ALLOCATOR} (func (export \"echo\") (param i32) (result i32) (local.get 0))");
    (Guest::from_bytes(&component(&long, &body, encoding)), true)
}

fn encodings() -> impl Strategy<Value = StringEncoding> {
    prop_oneof![
        Just(StringEncoding::UTF8),
        Just(StringEncoding::UTF16),
        Just(StringEncoding::CompactUTF16),
    ]
}

pub(super) fn padded(value: Value, padded: bool) -> Vec<Value> {
    let mut arguments = vec![value];
    if padded {
        arguments.extend(std::iter::repeat_n(json!(0), 17));
    }
    arguments
}

proptest! {
    #[test]
    fn any_value_of_any_type_survives_the_way_through_a_component(
        ty in random_type(),
        seed in any::<u64>(),
        encoding in encodings(),
    ) {
        let (guest, is_padded) = echo(&ty, encoding);
        let mut random = Random(seed);
        for _ in 0..4 {
            let sent = value(&ty, &mut random);
            let arguments = padded(sent.clone(), is_padded);
            let mut running = guest.start();
            prop_assert_eq!(&running.call_json("echo", &arguments), &sent);
            let through_boxes = running.boxed("echo", &arguments, usize::MAX).unwrap();
            let signature = guest.signature("echo");
            let boxed = signature.result_to_json(through_boxes, &mut running.handles).unwrap();
            prop_assert_eq!(boxed, sent);
        }
    }

    #[test]
    fn any_value_survives_as_wave_too(ty in random_type(), seed in any::<u64>()) {
        let (guest, is_padded) = echo(&ty, StringEncoding::UTF8);
        let sent = value(&ty, &mut Random(seed));
        let arguments = padded(sent, is_padded);
        let signature = guest.signature("echo");
        let mut running = guest.start();
        let returned = running.direct("echo", &arguments, usize::MAX).unwrap();
        let text = signature.result_to_wave(returned.clone(), &mut running.handles).unwrap();

        let padding = if is_padded { ", 0".repeat(17) } else { String::new() };
        let call = format!("({text}{padding})");
        let again = running.call_wave("echo", &call);
        prop_assert_eq!(again, text);
        let values = signature.args_from_wave(&call, &mut running.handles).unwrap();
        prop_assert_eq!(&values.tokens[..returned.tokens.len()], &returned.tokens[..]);
    }
}

#[test]
fn c18_nan_payloads_become_the_canonical_nan_and_zero_keeps_its_sign() {
    let ty = RandomType::Tuple(vec![RandomType::Plain("f32"), RandomType::Plain("f64")]);
    let (guest, is_padded) = echo(&ty, StringEncoding::UTF8);
    let mut running = guest.start();
    let returned = running.call_json("echo", &padded(json!([-0.0, -0.0]), is_padded));
    assert_eq!(returned.to_string(), "[-0.0,-0.0]");

    let body = r#"(memory (export "memory") 1)
        (data (i32.const 16) "\01\00\a0\ff\00\00\00\00\01\00\00\00\00\00\f4\ff")
        (func (export "nan") (result i32) (i32.const 16))"#;
    let guest = Guest::new("export nan: func() -> tuple<f32, f64>;", body);
    let mut running = guest.start();
    assert_eq!(running.call_json("nan", &[]), json!(["NaN", "NaN"]));
    let returned = running.direct("nan", &[], usize::MAX).unwrap();
    let canonical = [0x7fc0_0000, 0x7ff8_0000_0000_0000].map(crate::dynamic::tokens::Token::Bits);
    assert_eq!(returned.tokens, canonical);
}

#[test]
fn sixty_four_bit_integers_are_exact_beyond_what_a_double_can_hold() {
    let ty = RandomType::Tuple(vec![RandomType::Plain("u64"), RandomType::Plain("s64")]);
    let (guest, is_padded) = echo(&ty, StringEncoding::UTF8);
    let text = "[18446744073709551615,-9223372036854775807]";
    let sent: Value = serde_json::from_str(text).unwrap();
    let returned = guest.start().call_json("echo", &padded(sent, is_padded));
    assert_eq!(returned.to_string(), text);
}

#[test]
fn bytes_may_be_given_as_an_array_and_options_left_out() {
    let ty = RandomType::Record(vec![
        RandomType::List(Box::new(RandomType::Plain("u8"))),
        RandomType::Option(Box::new(RandomType::Plain("string"))),
    ]);
    let (guest, is_padded) = echo(&ty, StringEncoding::UTF8);
    let sent = json!({"some": [1, 2, 255]});
    let returned = guest.start().call_json("echo", &padded(sent, is_padded));
    assert_eq!(returned, json!({"some": "AQL/", "none": null}));
}

#[test]
fn nested_options_are_told_apart() {
    let option = |ty| RandomType::Option(Box::new(ty));
    let ty = RandomType::List(Box::new(option(option(RandomType::Plain("u8")))));
    let (guest, is_padded) = echo(&ty, StringEncoding::UTF8);
    let sent = json!([null, {"some": null}, {"some": 7}]);
    let mut running = guest.start();
    assert_eq!(
        running.call_json("echo", &padded(sent.clone(), is_padded)),
        sent
    );
    let padding = ", 0".repeat(17);
    let returned = running.call_wave(
        "echo",
        &format!("([none, some(none), some(some(7))]{padding})"),
    );
    assert_eq!(returned, "[none, some(none), some(some(7))]");
}
