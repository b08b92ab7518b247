//! What cannot be answered is refused when it is linked, and the message says what is in the way.

use super::guest::{NUMBERS, OPS, adding, builder, caller_of, component, doubling, engine};
use crate::Grants;

const CURSORS: &str = "
    resource cursor { next: func() -> u32; }
    open: func() -> cursor;";

#[tokio::test]
async fn a_resource_is_named_when_it_is_refused() {
    let engine = engine();
    let body = format!(
        r#"(import "{OPS}" "open" (func $open (result i32)))
        (func (export "run") (result i32) (call $open))"#
    );
    let caller = component("caller", CURSORS, "export run: func() -> u32;", &body);
    let provider = adding("(i32.const 0)");
    let provider = builder(&engine, "provider", provider).load().await.unwrap();
    let error = caller_of(&engine, caller, &provider).await.err().unwrap();
    assert_eq!(error.code(), "PW-PROVIDER-UNUSABLE");
    let message = error.to_string();
    for part in [OPS, "provider", "resource `cursor`"] {
        assert!(message.contains(part), "{message}");
    }
}

#[tokio::test]
async fn a_provider_that_means_another_type_is_refused_with_both_types() {
    let engine = engine();
    let items = "add: func(a: u32, b: u64) -> u32; more: func();";
    let body = format!(
        r#"(func (export "{OPS}#add") (param i32 i64) (result i32) (i32.const 0))
        (func (export "{OPS}#more"))"#
    );
    let provider = component("provider", items, "", &body);
    let provider = builder(&engine, "provider", provider).load().await.unwrap();
    let error = caller_of(&engine, doubling(), &provider)
        .await
        .err()
        .unwrap();
    assert_eq!(error.code(), "PW-PROVIDER-UNUSABLE");
    let message = error.to_string();
    assert!(
        message.contains("b: u64") && message.contains("b: u32"),
        "{message}"
    );
}

#[tokio::test]
async fn a_provider_of_a_compatible_version_will_do_and_one_of_another_will_not() {
    let engine = engine();
    let body = format!(r#"(func (export "{OPS}#add") (param i32 i32) (result i32) (i32.const 7))"#);
    let text = component("provider", NUMBERS, "", &body);
    let renamed = |version: &str| {
        // The version stands in the component's text, always with as many characters.
        let from = OPS.as_bytes();
        let to = OPS.replace("1.0.0", version).into_bytes();
        let mut bytes = text.clone();
        let places: Vec<_> = (0..bytes.len() - from.len())
            .filter(|&at| bytes[at..].starts_with(from))
            .collect();
        for at in places {
            bytes[at..at + to.len()].copy_from_slice(&to);
        }
        bytes
    };
    let newer = builder(&engine, "newer", renamed("1.2.0"))
        .load()
        .await
        .unwrap();
    let caller = caller_of(&engine, doubling(), &newer).await.unwrap();
    assert_eq!(caller.call_wave("run(1)").await.unwrap(), "7");
    let other = builder(&engine, "other", renamed("2.0.0"))
        .load()
        .await
        .unwrap();
    let error = caller_of(&engine, doubling(), &other).await.err().unwrap();
    assert!(
        error
            .to_string()
            .contains("it lacks `acme:calc/ops@1.0.0#add`"),
        "{error}"
    );
}

#[tokio::test]
async fn an_interface_of_the_host_is_never_taken_from_a_plugin() {
    let engine = engine();
    let provider = adding("(i32.const 0)");
    let provider = builder(&engine, "provider", provider).load().await.unwrap();
    let text = r#"(component
        (import "wasi:sockets/tcp@0.2.0" (instance (export "f" (func)))))"#;
    let grants = Grants::none().provider("wasi:sockets/tcp@0.2.0", provider);
    let caller = builder(&engine, "caller", wat::parse_str(text).unwrap());
    let error = caller.grants(grants).load().await.err().unwrap();
    assert_eq!(error.code(), "PW-MISSING-GRANTS");
}
