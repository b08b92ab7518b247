//! Two plugins as one component. What users would lose: the say in what runs together, and the names of what is inside.
#![allow(missing_docs, clippy::unwrap_used)]

mod guest;

use guest::records::{self, OPS};
use guest::{engine, id};
use plugwright_host::{Engine, Observer, PluginEvent, PluginRef, Tiering};
use plugwright_loader::{Composite, Error, Part};
use plugwright_manifest::{Capabilities, Version};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

fn part(name: &str, component: Vec<u8>) -> Part {
    Part {
        id: id(name),
        version: Version::new(1, 2, 0),
        component,
        imports: Vec::new(),
        exports: Vec::new(),
        capabilities: Capabilities::none(),
        composable: true,
    }
}

fn outer() -> Part {
    Part {
        imports: vec![OPS.to_owned()],
        ..part("acme:shop", records::caller())
    }
}

fn inner() -> Part {
    Part {
        exports: vec![OPS.to_owned()],
        ..part("acme:calc", records::provider())
    }
}

fn granted() -> BTreeSet<plugwright_manifest::PluginId> {
    BTreeSet::from([id("acme:calc")])
}

#[tokio::test]
async fn two_plugins_run_as_one_in_one_store() {
    let composite = Composite::new(&outer(), &inner(), &granted()).unwrap();
    assert_eq!(composite.joined(), [OPS]);
    let plugin = composite.plugin(&engine()).load().await.unwrap();
    let order = r#"{id: 7, customer: "ä", items: [("tea", 2), ("cup", 1)], note: some("soon")}"#;
    let answer = plugin.call_wave(&format!("run({order})")).await.unwrap();
    assert_eq!(answer, order);
    assert_eq!(plugin.idle_instances(), 1);
    assert_eq!(plugin.id(), &id("acme:shop"));
}

#[tokio::test]
async fn a_resource_passes_inside_a_composite() {
    let composite = Composite::new(
        &Part {
            component: records::cursor_user(),
            ..outer()
        },
        &Part {
            component: records::cursor_owner(),
            ..inner()
        },
        &granted(),
    );
    let plugin = composite.unwrap().plugin(&engine()).load().await.unwrap();
    assert_eq!(plugin.call_wave("run()").await.unwrap(), "42");
}

#[test]
fn the_digest_is_bound_to_the_parts_and_tells_them() {
    let composite = Composite::new(&outer(), &inner(), &granted()).unwrap();
    let again = Composite::new(&outer(), &inner(), &granted()).unwrap();
    assert_eq!(
        composite.digest(),
        again.digest(),
        "a function of its parts"
    );
    let parts = Composite::parts_of(composite.component()).unwrap().unwrap();
    assert_eq!(parts.iter().collect::<Vec<_>>(), composite.parts());
    assert_eq!(
        parts[1].digest,
        plugwright_manifest::Digest::of(&inner().component)
    );
    assert!(Composite::parts_of(&inner().component).unwrap().is_none());

    // A part that was changed afterwards is not what the list says.
    let name = b"not otherwise used";
    let mut changed = composite.component().to_vec();
    let at = changed.windows(name.len()).position(|bytes| bytes == name);
    changed[at.unwrap()] = b'N';
    let error = Composite::parts_of(&changed).unwrap_err();
    assert_eq!(error.code(), "PW-LOADER-DAMAGED");
}

/// What is told to the program, which writes its audit log from it.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<PluginRef>>>);

impl Observer for Seen {
    fn observe(&self, plugin: &Arc<PluginRef>, event: &PluginEvent) {
        if *event == PluginEvent::Loaded {
            self.0.lock().unwrap().push(plugin.as_ref().clone());
        }
    }
}

#[tokio::test]
async fn the_audit_log_and_the_cache_know_the_composite_and_what_is_inside() {
    let (folder, seen) = (tempfile::tempdir().unwrap(), Seen::default());
    let engine = Engine::builder()
        .cache_dir(folder.path().join("cache"))
        .tiering(Tiering::OptimisedOnly)
        .observer(seen.clone())
        .build()
        .unwrap();
    let composite = Composite::new(&outer(), &inner(), &granted()).unwrap();
    for _ in 0..2 {
        composite.plugin(&engine).load().await.unwrap();
    }
    let seen = seen.0.lock().unwrap();
    assert_eq!(seen[0].digest, composite.digest());
    assert_eq!(
        seen[0].version.to_string(),
        "1.2.0+composed.acme-calc.1.2.0"
    );
    let statistics = engine.cache_statistics();
    assert_eq!(
        (statistics.misses, statistics.hits),
        (1, 1),
        "{statistics:?}"
    );
}

#[test]
fn every_side_has_to_agree() {
    let refused = |outer: &Part, inner: &Part, granted: BTreeSet<_>| {
        let error = Composite::new(outer, inner, &granted).unwrap_err();
        assert_eq!(error.code(), "PW-LOADER-NOT-COMPOSABLE");
        match error {
            Error::NotComposable { reason, .. } => reason,
            error => panic!("{error}"),
        }
    };
    let unwilling = |part: Part| Part {
        composable: false,
        ..part
    };
    let reason = refused(&unwilling(outer()), &inner(), granted());
    assert!(
        reason.contains("acme:shop does not say `composable"),
        "{reason}"
    );
    let reason = refused(&outer(), &unwilling(inner()), granted());
    assert!(
        reason.contains("acme:calc does not say `composable"),
        "{reason}"
    );
    let reason = refused(&outer(), &inner(), BTreeSet::new());
    assert!(reason.contains("not granted"), "{reason}");
    let mut greedy = inner();
    greedy.capabilities.config.insert("token".parse().unwrap());
    let reason = refused(&outer(), &greedy, granted());
    assert!(
        reason.contains("asks for what acme:shop does not ask for: config token"),
        "{reason}"
    );
    let stranger = Part {
        exports: vec!["acme:calc/other@1.0.0".to_owned()],
        ..inner()
    };
    assert!(refused(&outer(), &stranger, granted()).contains("imports nothing"));
    let other_types = Part {
        component: records::cursor_owner(),
        ..inner()
    };
    assert!(refused(&outer(), &other_types, granted()).contains("do not fit"));
    let broken = Part {
        component: b"\0asm\x0d\0\x01\0broken".to_vec(),
        ..inner()
    };
    assert!(refused(&outer(), &broken, granted()).contains("do not fit"));
}
