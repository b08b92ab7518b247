//! Resources by number: a session keeps what calls return, gives it back to methods, and loses what it gives away.

use serde_json::json;

use super::guest::Guest;

/// Counters that are their value, and the number of those dropped.
const BODY: &str = r#"
    (import "[export]test:guest/api" "[resource-new]counter" (func $new (param i32) (result i32)))
    (import "[export]test:guest/api" "[resource-new]sticker" (func $label-new (param i32) (result i32)))
    (memory (export "memory") 1)
    (global $dropped (mut i32) (i32.const 0))
    (func (export "test:guest/api#make") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "test:guest/api#read") (param i32) (result i32) (local.get 0))
    (func (export "test:guest/api#give") (param i32))
    (func (export "test:guest/api#pair") (param i32 i32))
    (func (export "test:guest/api#dropped") (result i32) (global.get $dropped))
    (func (export "test:guest/api#label") (result i32) (call $label-new (i32.const 1)))
    (func (export "test:guest/api#[dtor]counter") (param i32)
        (global.set $dropped (i32.add (global.get $dropped) (i32.const 1))))
"#;

fn session() -> Guest {
    let items = "
            resource counter;
            resource sticker;
            make: func(value: u32) -> counter;
            label: func() -> sticker;
            read: func(counter: borrow<counter>) -> u32;
            give: func(counter: counter);
            pair: func(owned: counter, borrowed: borrow<counter>);
            dropped: func() -> u32;";
    Guest::with_interface(items, BODY)
}

#[test]
fn a_returned_resource_is_a_number_that_methods_take() {
    let guest = session();
    let mut running = guest.start();
    let made = running.call_json("make", &[json!(7)]);
    assert_eq!(made, json!({"resource": 1}));
    assert_eq!(
        running.call_json("read", std::slice::from_ref(&made)),
        json!(7)
    );
    assert_eq!(running.call_json("read", &[made]), json!(7));
    assert_eq!(running.call_wave("make", "(9)"), "resource(2)");
    assert_eq!(running.call_wave("read", "(resource(2))"), "9");
    assert_eq!(running.handles.len(), 2);
}

#[test]
fn what_is_given_away_is_gone() {
    let guest = session();
    let mut running = guest.start();
    let made = running.call_json("make", &[json!(7)]);
    running.call_json("give", std::slice::from_ref(&made));
    assert_eq!(running.handles.len(), 0);
    let error = guest.wrong("read", &[made], &mut running.handles);
    assert_eq!(
        error,
        "arguments[0]: resource 1 does not exist in this session, or was given away"
    );
}

#[test]
fn a_wrong_argument_leaves_the_owned_ones_where_they_are() {
    let guest = session();
    let mut running = guest.start();
    let made = running.call_json("make", &[json!(7)]);
    let error = guest.wrong("pair", &[made.clone(), json!(true)], &mut running.handles);
    assert_eq!(
        error,
        "arguments[1]: expected resource `counter`, got boolean"
    );
    assert_eq!(running.call_json("read", &[made]), json!(7));
}

#[test]
fn one_handle_is_not_given_away_and_borrowed_in_one_call() {
    let guest = session();
    let mut running = guest.start();
    let made = running.call_json("make", &[json!(7)]);
    let error = guest.wrong("pair", &[made.clone(), made], &mut running.handles);
    assert_eq!(
        error,
        "arguments[1]: resource 1 is given away by one argument of this call and used by another"
    );
}

#[test]
fn a_handle_of_another_type_is_refused_before_the_call() {
    let guest = session();
    let mut running = guest.start();
    let label = running.call_json("label", &[]);
    let error = guest.wrong("read", &[label], &mut running.handles);
    assert_eq!(
        error,
        "arguments[0]: resource 1 is of another type than this parameter"
    );
}

#[test]
fn b9_a_full_handle_table_is_an_error() {
    let guest = session();
    let mut running = guest.start();
    for _ in 0..8 {
        running.call_json("make", &[json!(1)]);
    }
    let returned = running.direct("make", &[json!(1)], usize::MAX).unwrap();
    let signature = guest.signature("make");
    let error = signature
        .result_to_json(returned, &mut running.handles)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot keep the returned resource: the session holds 8 resources, which is its limit; drop some"
    );
}

#[test]
fn what_is_taken_out_can_be_dropped() {
    let guest = session();
    let mut running = guest.start();
    running.call_json("make", &[json!(1)]);
    running.call_json("make", &[json!(2)]);
    for handle in 1..=2 {
        let resource = running.handles.take(handle).unwrap();
        resource.resource_drop(&mut running.store).unwrap();
    }
    assert_eq!(running.call_json("dropped", &[]), json!(2));
}
