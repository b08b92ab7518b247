//! Functions described in WIT.

use super::guest::{ALLOCATOR, Guest};

fn describe(items: &str, params: &str) -> String {
    let body = format!("{ALLOCATOR} (func (export \"test:guest/api#f\") {params})");
    Guest::with_interface(items, &body)
        .signature("f")
        .describe()
}

#[test]
fn types_go_by_the_names_of_their_interface() {
    let text = describe(
        "record ctx { a: u8 } enum error { bad } f: func(ctx: ctx, x: option<list<ctx>>) -> result<string, error>;",
        "(param i32 i32 i32 i32) (result i32) unreachable",
    );
    assert_eq!(
        text,
        "func(ctx: ctx, x: option<list<ctx>>) -> result<string, error>"
    );
}

#[test]
fn all_types_have_a_text() {
    let text = describe(
        "f: func(a: tuple<bool, char>, b: map<string, f32>, c: list<s8, 2>, d: result, e: result<_, u64>);",
        "(param i32 i32 i32 i32 i32 i32 i32 i32 i64)",
    );
    assert_eq!(
        text,
        "func(a: tuple<bool, char>, b: map<string, f32>, c: list<s8, 2>, d: result, e: result<_, u64>)"
    );
}
