//! What a caller reads when an argument is wrong. These texts are part of the interface: tools show them.

use serde_json::{Value, json};

use super::guest::{ALLOCATOR, Guest};
use crate::dynamic::HandleTable;

const WIT: &str = "
    record request { method: string, host: string, headers: list<tuple<string, string>>, timeout: option<u32> }
    variant verdict { allow(u8), deny }
    enum level { debug, info }
    flags access { read, write }
    take: func(request: request, verdict: verdict, level: level, access: access);
    numbers: func(a: u8, b: s8, c: f32, d: u64, e: char, f: list<u8>, g: option<option<u8>>,
        h: result<u8>, i: map<string, u8>, j: list<u8, 2>, k: tuple<u8, bool>, l: list<u16>);
";

fn guest() -> Guest {
    let body = format!(
        "{ALLOCATOR} (func (export \"test:guest/api#take\") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)) \
         (func (export \"test:guest/api#numbers\") (param i32))"
    );
    Guest::with_interface(WIT, &body)
}

fn request() -> Value {
    json!({"method": "GET", "host": "h", "headers": [["a", "b"], ["c", "d"]]})
}

/// The message for `take`, with these arguments in front of good ones.
fn take(values: &[Value]) -> String {
    let good = [request(), json!("deny"), json!("info"), json!(["read"])];
    let mut arguments = values.to_vec();
    arguments.extend(good.into_iter().skip(values.len()));
    guest().wrong("take", &arguments, &mut HandleTable::new(1))
}

/// The message for `numbers` with one argument replaced.
fn numbers(index: usize, value: Value) -> String {
    let mut arguments = vec![
        json!(1),
        json!(1),
        json!(1),
        json!(1),
        json!("e"),
        json!(""),
        json!(null),
        json!({"ok": 1}),
        json!({}),
        json!([1, 2]),
        json!([1, true]),
        json!([]),
    ];
    arguments[index] = value;
    guest().wrong("numbers", &arguments, &mut HandleTable::new(1))
}

#[test]
fn the_path_leads_to_the_wrong_value() {
    let mut wrong = request();
    wrong["headers"][1][1] = json!(5);
    assert_eq!(
        take(&[wrong]),
        "arguments[0].headers[1].1: expected string, got number"
    );
}

#[test]
fn missing_fields_are_listed() {
    assert_eq!(
        take(&[json!({"headers": []})]),
        "arguments[0]: missing fields: `method`, `host`"
    );
}

#[test]
fn a_misspelt_name_is_answered_with_the_nearest() {
    let mut wrong = request();
    wrong["hots"] = json!("h");
    assert_eq!(
        take(&[wrong]),
        "arguments[0]: unknown field `hots`; did you mean `host`?"
    );
    assert_eq!(
        take(&[request(), json!({"alow": 1})]),
        "arguments[1]: unknown case `alow`; did you mean `allow`?"
    );
    assert_eq!(
        take(&[request(), json!("deny"), json!("zzz")]),
        "arguments[2]: unknown case `zzz`; known are `debug`, `info`"
    );
    assert_eq!(
        take(&[
            request(),
            json!("deny"),
            json!("info"),
            json!(["read", "wriet"])
        ]),
        "arguments[3][1]: unknown flag `wriet`; did you mean `write`?"
    );
}

#[test]
fn payloads_must_be_there_exactly_when_the_case_has_one() {
    assert_eq!(
        take(&[request(), json!("allow")]),
        "arguments[1]: case `allow` needs a payload: u8"
    );
    assert_eq!(
        take(&[request(), json!({"deny": 1})]),
        "arguments[1]: case `deny` has no payload"
    );
    assert_eq!(
        take(&[request(), json!({"allow": 256})]),
        "arguments[1].allow: 256 is out of range for u8"
    );
}

#[test]
fn the_expected_type_is_named() {
    assert_eq!(
        take(&[json!([])]),
        "arguments[0]: expected record `request`, got array"
    );
    assert_eq!(
        take(&[request(), json!({"allow": 1, "deny": null})]),
        "arguments[1]: expected variant `verdict`, got object with 2 entries"
    );
}

#[test]
fn numbers_are_checked_for_range_and_kind() {
    assert_eq!(
        numbers(0, json!(-1)),
        "arguments[0]: -1 is out of range for u8"
    );
    assert_eq!(
        numbers(1, json!(128)),
        "arguments[1]: 128 is out of range for s8"
    );
    assert_eq!(
        numbers(0, json!(1.5)),
        "arguments[0]: expected u8, got the fractional or too great number 1.5"
    );
    assert_eq!(
        numbers(2, json!(1e300)),
        format!("arguments[2]: 1{} is out of range for f32", "0".repeat(300))
    );
    assert_eq!(
        numbers(2, json!("inf")),
        "arguments[2]: expected f32 as number, \"NaN\", \"Infinity\" or \"-Infinity\", got string"
    );
    assert_eq!(
        numbers(3, json!("1")),
        "arguments[3]: expected u64, got string"
    );
    assert_eq!(
        numbers(11, json!([1, 70000])),
        "arguments[11][1]: 70000 is out of range for u16"
    );
}

#[test]
fn the_other_types_say_what_they_want() {
    assert_eq!(
        numbers(4, json!("ab")),
        "arguments[4]: expected char as a string of one character, got \"ab\""
    );
    assert!(numbers(5, json!("!")).starts_with("arguments[5]: not valid base64"));
    assert_eq!(
        numbers(5, json!(1)),
        "arguments[5]: expected list<u8> as base64 string or array, got number"
    );
    assert_eq!(
        numbers(6, json!(1)),
        "arguments[6]: expected null or {\"some\": …}, as options are nested here, got number"
    );
    assert_eq!(
        numbers(7, json!({"okay": 1})),
        "arguments[7]: unknown case `okay`; did you mean `ok`?"
    );
    assert_eq!(
        numbers(7, json!({"err": 1})),
        "arguments[7]: case `err` has no payload"
    );
    assert_eq!(
        numbers(8, json!({"k": "v"})),
        "arguments[8].k: expected u8, got string"
    );
    assert_eq!(
        numbers(9, json!([1])),
        "arguments[9]: expected 2 element(s), got 1"
    );
    assert_eq!(
        numbers(10, json!([1])),
        "arguments[10]: expected 2 element(s), got 1"
    );
}

#[test]
fn the_number_of_arguments_is_checked() {
    let error = guest().wrong("take", &[request()], &mut HandleTable::new(1));
    assert_eq!(error, "expected 4 argument(s), got 1");
}

#[test]
fn wave_is_answered_in_the_same_way() {
    let wrong = |text: &str| {
        let signature = guest().signature("take");
        let error = signature
            .args_from_wave(text, &mut HandleTable::new(1))
            .unwrap_err();
        error.to_string()
    };
    let request = "{method: \"GET\", host: \"h\", headers: []}";
    assert_eq!(
        wrong("({method: \"GET\", host: \"h\", headers: [(\"a\", 1)]}, deny, info, {})"),
        "arguments[0].headers[0].1: expected string, got number"
    );
    assert_eq!(
        wrong("({headers: []}, deny, info, {})"),
        "arguments[0]: missing fields: `method`, `host`"
    );
    assert_eq!(
        wrong(&format!("({request}, alow(1), info, {{}})")),
        "arguments[1]: unknown case `alow`; did you mean `allow`?"
    );
    assert_eq!(
        wrong(&format!("({request}, allow(300), info, {{}})")),
        "arguments[1].allow: 300 is out of range for u8"
    );
    assert!(wrong("(").starts_with("not valid WAVE: "));
    assert_eq!(wrong("()"), "expected 4 argument(s), got 0");
}

#[test]
fn a_wave_call_is_split_at_its_parenthesis() {
    use crate::dynamic::split_wave_call;
    assert_eq!(
        split_wave_call(" test:guest/counters#read(resource(1)) ").unwrap(),
        ("test:guest/counters#read", "(resource(1))")
    );
    assert!(split_wave_call("name").is_err());
}
