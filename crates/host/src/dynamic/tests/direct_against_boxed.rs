//! The direct way and wasmtime's own way of `Val` give the same bits: in slots, in memory, and in what is read back.

use std::fmt::Write as _;

use proptest::prelude::*;
use wit_component::StringEncoding;
use wit_parser::abi::WasmType;

use super::guest::{ALLOCATOR, Guest, component, core_signature, resolve};
use super::random_type::{Random, RandomType, random_type, value, wit};

/// A component that shows how its argument was passed: `slots` returns the core parameters, `memory` what was allocated.
fn mirror(ty: &RandomType) -> Guest {
    let mut definitions = Vec::new();
    let name = wit(ty, &mut definitions);
    let items = format!(
        "{}\nexport slots: func(x: {name}) -> list<u64>;\nexport memory-image: func() -> list<u8>;",
        definitions.join("\n")
    );
    let resolve = resolve(&items);
    let signature = core_signature(&resolve, "slots");
    let mut body = format!("{ALLOCATOR} (func (export \"slots\")");
    for param in &signature.params {
        let _ = write!(body, " (param {})", core_type(*param));
    }
    body.push_str(" (result i32)");
    for (index, param) in signature.params.iter().enumerate() {
        let address = 16 + 8 * index;
        let bits = match core_type(*param) {
            "i32" => format!("(i64.extend_i32_u (local.get {index}))"),
            "f32" => format!("(i64.extend_i32_u (i32.reinterpret_f32 (local.get {index})))"),
            "f64" => format!("(i64.reinterpret_f64 (local.get {index}))"),
            _ => format!("(local.get {index})"),
        };
        let _ = write!(body, " (i64.store (i32.const {address}) {bits})");
    }
    let _ = write!(
        body,
        " (i32.store (i32.const 0) (i32.const 16)) (i32.store (i32.const 4) (i32.const {})) (i32.const 0))",
        signature.params.len()
    );
    body.push_str(
        r#" (func (export "memory-image") (result i32)
            (i32.store (i32.const 0) (i32.const 4096))
            (i32.store (i32.const 4) (i32.sub (global.get $heap) (i32.const 4096)))
            (i32.const 0))"#,
    );
    Guest::from_bytes(&component(&resolve, &body, StringEncoding::UTF8))
}

pub(super) fn core_type(ty: WasmType) -> &'static str {
    match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => "i32",
        WasmType::I64 | WasmType::PointerOrI64 => "i64",
        WasmType::F32 => "f32",
        WasmType::F64 => "f64",
    }
}

/// A component whose function returns a value from memory that a hostile guest could have written.
fn returning(ty: &RandomType, memory: &[u8]) -> Guest {
    let mut definitions = Vec::new();
    let name = wit(ty, &mut definitions);
    let resolve = resolve(&format!(
        "{}\nexport get: func() -> {name};",
        definitions.join("\n")
    ));
    let signature = core_signature(&resolve, "get");
    let data: String = memory.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "\\{byte:02x}");
        text
    });
    let slot = core_type(signature.results[0]);
    let result = if signature.retptr {
        "(i32.const 0)".to_owned()
    } else {
        format!("({slot}.load (i32.const 0))")
    };
    let body = format!(
        r#"(memory (export "memory") 1) (data (i32.const 0) "{data}")
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
        (func (export "get") (result {slot}) {result})"#
    );
    Guest::from_bytes(&component(&resolve, &body, StringEncoding::UTF8))
}

/// Bytes that are often good discriminants, lengths and addresses, and sometimes bad ones.
fn plausible_memory(random: &mut Random) -> Vec<u8> {
    let words = (0..128).map(|_| match random.below(16) {
        0 => random.next(),
        1 => random.next() & 0xffff,
        2 => 8 * (random.next() % 64),
        3 => (8 * (random.next() % 32)) | ((random.next() % 8) << 32),
        4 => (random.next() & 0x7f7f_7f7f) | (3 << 32),
        _ => random.next() & 0x0101_0000_0101,
    });
    words.flat_map(u64::to_le_bytes).collect()
}

proptest! {
    #[test]
    fn arguments_are_lowered_to_the_same_slots_and_memory(ty in random_type(), seed in any::<u64>()) {
        let guest = mirror(&ty);
        let arguments = [value(&ty, &mut Random(seed))];
        let (mut direct, mut boxed) = (guest.start(), guest.start());
        prop_assert_eq!(
            direct.direct("slots", &arguments, usize::MAX).unwrap(),
            boxed.boxed("slots", &arguments, usize::MAX).unwrap()
        );
        prop_assert_eq!(
            direct.call_json("memory-image", &[]),
            boxed.call_json("memory-image", &[])
        );
    }

    #[test]
    fn whatever_a_guest_returns_is_read_alike_or_refused_by_both(ty in random_type(), seed in any::<u64>()) {
        let mut random = Random(seed);
        for _ in 0..8 {
            let guest = returning(&ty, &plausible_memory(&mut random));
            let direct = guest.start().direct("get", &[], 1 << 24);
            let boxed = guest.start().boxed("get", &[], 1 << 24);
            match (direct, boxed) {
                (Ok(direct), Ok(boxed)) => prop_assert_eq!(direct, boxed),
                (Err(_), Err(_)) => {}
                (direct, boxed) => prop_assert!(false, "{direct:?} against {boxed:?}"),
            }
        }
    }
}
