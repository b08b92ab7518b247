//! Components that must not be loaded, and loading again and again.

use plugwright::runtime::wasmtime;
use plugwright::{Allocation, Fault, Problem, Tier};
use plugwright_hostile_tests::{Arena, Case, component, component_text, failed, not_loaded};
use serde_json::json;

/// Loads what must not be loaded.
async fn refused(arena: &Arena, bytes: Vec<u8>, code: &str, fault: Fault) -> plugwright::Error {
    let Err(error) = arena.plugin("refused", bytes.clone()).load().await else {
        panic!("it was loaded")
    };
    not_loaded(&error, &bytes, code, fault);
    error
}

#[test]
fn c15_a_core_module_and_other_bytes_are_no_component() {
    Case::new().run(async |arena| {
        let module =
            component_text("(module (func (export \"answer\") (result i32) (i32.const 1)))");
        let error = refused(arena, module, "PW-INVALID-COMPONENT", Fault::Plugin).await;
        assert!(error.to_string().contains("core module"), "{error}");
        for bytes in [vec![], b"<html>".to_vec(), vec![0; 100], b"\0asm".to_vec()] {
            refused(arena, bytes, "PW-INVALID-COMPONENT", Fault::Plugin).await;
        }
    });
}

#[test]
fn c15_imports_that_nobody_granted_are_all_listed() {
    let items = "
        import wasi:keyvalue/store@0.2.0-draft;
        import wasi:config/store@0.2.0-rc.1;
        import acme: interface { launch: func(); }";
    let body = r#"
        (import "wasi:keyvalue/store@0.2.0-draft" "open" (func (param i32 i32 i32)))
        (import "wasi:config/store@0.2.0-rc.1" "get-all" (func (param i32)))
        (import "acme" "launch" (func))"#;
    let bytes = component(
        items,
        &format!("{body} {}", plugwright_hostile_tests::MEMORY),
    );
    Case::new().run(async |arena| {
        let error = refused(arena, bytes.clone(), "PW-MISSING-GRANTS", Fault::Policy).await;
        let Problem::MissingGrants { imports } = error.problem() else {
            panic!("{error}")
        };
        for name in [
            "wasi:keyvalue/store@0.2.0-draft",
            "wasi:config/store@0.2.0-rc.1",
            "acme",
        ] {
            assert!(imports.iter().any(|import| import == name), "{imports:?}");
        }
    });
}

#[test]
fn c15_an_import_of_another_type_than_the_hosts_is_refused() {
    let bytes = component_text(
        r#"(component
          (import "wasi:random/random@0.2.0" (instance
            (export "get-random-u64" (func (param "seed" u32) (result u64))))))"#,
    );
    Case::new().run(async |arena| {
        let error = refused(arena, bytes.clone(), "PW-INVALID-COMPONENT", Fault::Plugin).await;
        assert!(error.to_string().contains("import"), "{error}");
    });
}

mod lacking {
    plugwright::bind!({
        inline: "
            package hostile:guest;
            world lacking {
                export answer: func() -> u32;
                export missing: func(number: u32);
                export also-missing: func();
            }
        ",
    });
}

mod mistyped {
    plugwright::bind!({
        inline: "
            package hostile:guest;
            world mistyped { export answer: func() -> string; }
        ",
    });
}

#[test]
fn c15_exports_that_are_missing_are_all_listed() {
    Case::new().run(async |arena| {
        let plugin = arena.load("other", component("", "")).await;
        let Err(error) = lacking::Lacking::new(&plugin) else {
            panic!("a plugin of another world was accepted")
        };
        failed(&plugin, &error, "PW-WORLD-MISMATCH", Fault::Plugin);
        let Problem::WorldMismatch { differences, .. } = error.problem() else {
            panic!("{error}")
        };
        assert_eq!(differences.len(), 2, "{differences:?}");
    });
}

#[test]
fn c15_an_export_of_another_type_is_refused() {
    Case::new().run(async |arena| {
        let plugin = arena.load("other", component("", "")).await;
        let Err(error) = mistyped::Mistyped::new(&plugin) else {
            panic!("a plugin of another world was accepted")
        };
        failed(&plugin, &error, "PW-WORLD-MISMATCH", Fault::Plugin);
        assert!(error.to_string().contains("answer"), "{error}");
    });
}

#[test]
fn d6_damaged_components_are_refused_or_harmless() {
    let good = component(
        "export add: func(a: u32) -> u32;",
        r#"(func (export "add") (param i32) (result i32) (local.get 0))"#,
    );
    let cut = (0..good.len())
        .step_by(29)
        .map(|length| good[..length].to_vec());
    let flipped = (8..good.len()).step_by(13).map(|at| {
        let mut bytes = good.clone();
        bytes[at] ^= 0x41;
        bytes
    });
    let damaged: Vec<Vec<u8>> = cut.chain(flipped).collect();
    Case::new().run(async |arena| {
        let mut refusals = 0;
        for bytes in damaged {
            // A part of a component may be a component too; it then answers or fails as any other.
            match arena.plugin("damaged", bytes.clone()).load().await {
                Ok(plugin) => drop(plugin.call_json("answer", &[]).await),
                Err(error) => {
                    not_loaded(&error, &bytes, error.code(), error.fault());
                    refusals += 1;
                }
            }
        }
        assert!(refusals > 20, "{refusals}");
    });
}

#[test]
fn d7_machine_code_is_never_loaded() {
    let mut config = wasmtime::Config::new();
    config.epoch_interruption(true);
    let engine = wasmtime::Engine::new(&config).unwrap();
    let code = engine.precompile_component(&component("", "")).unwrap();
    let module = engine
        .precompile_module(&component_text("(module)"))
        .unwrap();
    Case::new().run(async |arena| {
        refused(arena, code.clone(), "PW-PRECOMPILED", Fault::Policy).await;
        refused(arena, module.clone(), "PW-PRECOMPILED", Fault::Policy).await;
    });
}

#[test]
fn d8_a_damaged_cache_entry_is_a_miss() {
    let dir = tempfile::tempdir().unwrap();
    let cache = dir.path().join("cache");
    let with_cache = || Case::new().engine(|engine| engine.cache_dir(cache.clone()));
    with_cache().run(async |arena| {
        arena.load("cached", component("", "")).await;
        assert_eq!(arena.engine().cache_statistics().hits, 0);
    });
    let entry = || {
        let entries = std::fs::read_dir(&cache)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let mut entries = entries.filter(|path| path.extension().is_some_and(|ext| ext == "aot"));
        entries.next().unwrap()
    };
    let good = std::fs::read(entry()).unwrap();
    let (mut flipped, mut foreign) = (good.clone(), good.clone());
    flipped[good.len() / 2] ^= 1;
    let mac = foreign.len() - 20;
    foreign[mac] ^= 1;
    for damaged in [good[..good.len() / 2].to_vec(), flipped, foreign, vec![]] {
        std::fs::write(entry(), damaged).unwrap();
        with_cache().run(async |arena| {
            let plugin = arena.load("cached", component("", "")).await;
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
            let statistics = arena.engine().cache_statistics();
            // The canary is the same component, so it meets the entry first and replaces it.
            assert_eq!((statistics.rejected, statistics.compilations), (1, 1));
        });
    }
    with_cache().run(async |arena| {
        let plugin = arena.load("cached", component("", "")).await;
        assert_eq!(plugin.tier(), Tier::Optimised);
        assert_eq!(arena.engine().cache_statistics().compilations, 0);
    });
}

#[test]
fn b20_loading_and_unloading_again_and_again_leaves_nothing_behind() {
    loads_and_unloads(Case::new());
}

#[test]
fn b20_loading_and_unloading_without_a_pool_leaves_nothing_behind_either() {
    loads_and_unloads(Case::new().engine(|engine| engine.allocation(Allocation::OnDemand)));
}

fn loads_and_unloads(case: Case) {
    case.run(async |arena| {
        for round in 0..150 {
            // Each is another component, so that none is found among the code of those before.
            let bytes = component("", &format!("(memory 16) (data (i32.const 0) \"{round}\")"));
            let plugin = arena.load("passing", bytes).await;
            assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), json!(1));
        }
    });
}
