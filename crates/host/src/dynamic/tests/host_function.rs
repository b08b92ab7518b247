//! Calls in the other direction: what a guest passes to the host arrives as it was sent, and so does what the host answers.

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::Value;
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker, Val};
use wasmtime::{Result, Store};
use wit_component::StringEncoding;

use super::direct_against_boxed::core_type;
use super::guest::{ALLOCATOR, component, core_signature, engine, resolve};
use super::random_type::{Random, RandomType, random_type, value, wit};
use super::round_trip::padded;
use crate::dynamic::{HandleTable, Signature, TypeNames, define};

/// How many parameters are added to have all of them passed in memory.
const PADDING: usize = 17;

/// `run` passes its arguments to the host's `pass`, and its answer back.
fn passing(ty: &RandomType, is_padded: bool, encoding: StringEncoding) -> Vec<u8> {
    let mut definitions = Vec::new();
    let name = wit(ty, &mut definitions);
    let padding: Vec<_> = (0..PADDING)
        .map(|index| format!(", p{index}: u8"))
        .collect();
    let padding = if is_padded {
        padding.concat()
    } else {
        String::new()
    };
    let resolve = resolve(&format!(
        "{}\nimport pass: func(x: {name}{padding}) -> {name};\nexport run: func(x: {name}{padding}) -> {name};",
        definitions.join("\n")
    ));
    let signature = core_signature(&resolve, "run");
    let (mut types, mut arguments) = (String::new(), String::new());
    for (index, param) in signature.params.iter().enumerate() {
        let _ = write!(types, " (param {})", core_type(*param));
        let _ = write!(arguments, " (local.get {index})");
    }
    let results = signature.results.first();
    let results = results.map_or_else(String::new, |result| {
        format!(" (result {})", core_type(*result))
    });
    // Far from what the allocator gives out.
    let (area, imported) = if signature.retptr {
        ("(i32.const 3000000)", format!("{types} (param i32)"))
    } else {
        ("", format!("{types} {results}"))
    };
    let body = format!(
        r#"(import "$root" "pass" (func $pass {imported}))
        {ALLOCATOR} (func (export "run") {types} {results} (call $pass {arguments} {area}) {area})"#
    );
    component(&resolve, &body, encoding)
}

/// Who answers `pass` with its first argument.
#[derive(Clone, Copy, Debug)]
enum By {
    Tokens,
    Val,
}

async fn run(bytes: &[u8], arguments: &[Value], is_padded: bool, by: By) -> Result<Value> {
    let engine = engine();
    let component = Component::new(&engine, bytes)?;
    let world = component.component_type();
    let names = TypeNames::of_world(&engine, &world);
    let signature = |item: Option<ComponentItem>| match item {
        Some(ComponentItem::ComponentFunc(func)) => Signature::new(&func, &names).unwrap(),
        _ => panic!("no function"),
    };
    let imported = signature(world.get_import(&engine, "pass").map(|item| item.ty));
    let exported = signature(world.get_export(&engine, "run").map(|item| item.ty));
    let mut linker = Linker::<()>::new(&engine);
    match by {
        By::Tokens => {
            let host = move |_: wasmtime::StoreContextMut<'_, ()>,
                             mut tokens: crate::dynamic::Tokens|
                  -> crate::dynamic::Answer {
                tokens.truncate(tokens.len() - if is_padded { PADDING } else { 0 });
                Box::pin(async { Ok(tokens) })
            };
            define(&mut linker.root(), "pass", &imported, Arc::new(host))?;
        }
        By::Val => linker
            .root()
            .func_new("pass", |_, _, params: &[Val], results| {
                results[0] = params[0].clone();
                Ok(())
            })?,
    }
    let mut store = Store::new(&engine, ());
    let instance = linker.instantiate_async(&mut store, &component).await?;
    let func = instance.get_func(&mut store, "run").unwrap();
    let mut handles = HandleTable::new(0);
    let arguments = exported.args_from_json(arguments, &mut handles).unwrap();
    let returned = exported
        .call_async(&mut store, &func, &arguments, usize::MAX)
        .await?;
    Ok(exported.result_to_json(returned, &mut handles).unwrap())
}

proptest! {
    #[test]
    fn any_value_of_any_type_survives_the_way_through_the_host(
        ty in random_type(),
        seed in any::<u64>(),
        is_padded in any::<bool>(),
        utf16 in any::<bool>(),
    ) {
        let encoding = if utf16 { StringEncoding::CompactUTF16 } else { StringEncoding::UTF8 };
        let component = passing(&ty, is_padded, encoding);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut random = Random(seed);
        for _ in 0..2 {
            let sent = value(&ty, &mut random);
            let arguments = padded(sent.clone(), is_padded);
            for by in [By::Tokens, By::Val] {
                let answer = runtime.block_on(run(&component, &arguments, is_padded, by)).unwrap();
                prop_assert_eq!(&answer, &sent, "{:?}", by);
            }
        }
    }
}

/// `run` passes what a hostile guest would: core values of its own choice.
fn hostile(item: &str, core: &str, arguments: &str) -> Vec<u8> {
    let resolve = resolve(&format!("{item}\nexport run: func() -> u32;"));
    let body = format!(
        r#"(import "$root" "pass" (func $pass {core}))
        {ALLOCATOR} (func (export "run") (result i32) {arguments} (call $pass) (drop) (i32.const 1))"#
    );
    component(&resolve, &body, StringEncoding::UTF8)
}

#[tokio::test]
async fn c5_arguments_of_a_host_call_that_break_the_rules_are_refused() {
    let many = (0..5)
        .map(|index| format!("p{index}: string"))
        .collect::<Vec<_>>()
        .join(", ");
    let nine = format!("a: string, b: string, c: string, d: string, {many}");
    for (item, core, arguments, reason) in [
        (
            "import pass: func(x: string) -> u32;",
            "(param i32 i32) (result i32)",
            "(i32.const -1) (i32.const 1)",
            "outside of the memory",
        ),
        (
            "import pass: func(x: list<u64>) -> u32;",
            "(param i32 i32) (result i32)",
            "(i32.const 4) (i32.const 1)",
            "not aligned",
        ),
        (
            "import pass: func(x: list<u8>) -> u32;",
            "(param i32 i32) (result i32)",
            "(i32.const 16) (i32.const -1)",
            "outside of the memory",
        ),
        (
            "import pass: func(x: option<u8>) -> u32;",
            "(param i32 i32) (result i32)",
            "(i32.const 2) (i32.const 0)",
            "case 2 does not exist",
        ),
        (
            "import pass: func(x: char) -> u32;",
            "(param i32) (result i32)",
            "(i32.const 0xd800)",
            "no char",
        ),
        // More than sixteen slots are passed in memory.
        (
            &*format!("import pass: func({nine}) -> u32;"),
            "(param i32) (result i32)",
            "(i32.const 4194300)",
            "",
        ),
        (
            &*format!("import pass: func({nine}) -> u32;"),
            "(param i32) (result i32)",
            "(i32.const 17)",
            "",
        ),
    ] {
        let bytes = hostile(item, core, arguments);
        let error = run(&bytes, &[], false, By::Tokens).await.unwrap_err();
        let told = format!("{error:?}");
        assert!(told.contains(reason), "{item}: {told}");
        assert!(!told.contains("panicked"), "{told}");
    }
}
