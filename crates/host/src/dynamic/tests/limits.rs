//! B7: lifting stops at the limit for results, and the host allocates no more than that.

use super::guest::Guest;
use crate::dynamic::ResultTooLarge;

const LIMIT: usize = 1 << 20;

fn too_large(guest: &Guest) {
    let error = guest.start().direct("get", &[], LIMIT).unwrap_err();
    assert!(error.is::<ResultTooLarge>(), "{error:?}");
    assert!(guest.start().boxed("get", &[], LIMIT).is_err());
}

/// The bytes at 16 are the pointer and length of the result.
fn guest(ty: &str, pages: u32, length: u32) -> Guest {
    let body = format!(
        r#"(memory (export "memory") {pages})
        (func (export "get") (result i32)
            (i32.store (i32.const 16) (i32.const 64))
            (i32.store (i32.const 20) (i32.const {length}))
            (i32.const 16))"#
    );
    Guest::new(&format!("export get: func() -> {ty};"), &body)
}

#[test]
fn b7_a_string_of_three_gigabytes_stops_at_the_limit() {
    too_large(&guest("string", 49_152, 3_221_225_000));
}

#[test]
fn b7_a_list_of_a_million_strings_stops_at_the_limit() {
    too_large(&guest("list<string>", 128, 1_000_000));
}

#[test]
fn b7_lists_of_bytes_numbers_and_flags_stop_at_the_limit() {
    too_large(&guest("list<u8>", 128, 4_000_000));
    too_large(&guest("list<u64>", 128, 1_000_000));
    too_large(&guest("list<bool>", 128, 4_000_000));
    too_large(&guest("list<list<list<u8>>>", 128, 1_000_000));
}

/// A thousand entries that all point at the same page: small in the guest, four megabytes in the host.
#[test]
fn b7_overlapping_texts_are_counted_each_time() {
    let body = r#"(memory (export "memory") 1)
        (func (export "get") (result i32) (local $at i32)
            (local.set $at (i32.const 16))
            (loop $fill
                (i32.store (local.get $at) (i32.const 32768))
                (i32.store offset=4 (local.get $at) (i32.const 4096))
                (local.set $at (i32.add (local.get $at) (i32.const 8)))
                (br_if $fill (i32.lt_u (local.get $at) (i32.const 8016))))
            (i32.store (i32.const 0) (i32.const 16))
            (i32.store (i32.const 4) (i32.const 1000))
            (i32.const 0))"#;
    too_large(&Guest::new("export get: func() -> list<string>;", body));
}

#[test]
fn b7_what_fits_the_limit_is_returned_and_the_stores_own_fuel_stays() {
    let guest = guest("list<u8>", 2, 65_536);
    let mut running = guest.start();
    let before = running.store.hostcall_fuel();
    let returned = running.direct("get", &[], LIMIT).unwrap();
    assert_eq!(returned.tokens.len(), 1);
    assert_eq!(running.store.hostcall_fuel(), before);
}
