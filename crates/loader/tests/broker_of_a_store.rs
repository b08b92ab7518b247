//! Plugins that call each other, from their manifests in a store to a call. What users would lose: that what is installed and
//! granted also finds each other, and a word on why not.
#![allow(missing_docs, clippy::unwrap_used)]

mod guest;

use guest::brokered::{caller, provider};
use guest::{engine, id};
use plugwright_loader::store::{Pinned, Record, Store};
use plugwright_loader::{Facts, Loader, Refusal, Release, Terms, Verifier};
use serde_json::json;

struct Trusting;

impl Verifier for Trusting {
    fn verify(&self, _: &Facts<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}

fn install(store: &Store, name: &str, component: &[u8], more: &str) -> Release {
    let folder = tempfile::tempdir().unwrap();
    let manifest =
        format!("plugin:\n  id: {name}\n  version: 1.0.0\n  description: A sample\n{more}");
    std::fs::write(folder.path().join("plugin.yaml"), manifest).unwrap();
    std::fs::write(folder.path().join("plugin.wasm"), component).unwrap();
    let release = store.install_folder(folder.path()).unwrap();
    store.activate(&release, None).unwrap();
    release
}

/// A loader whose plugins may call `calc`.
async fn linked(store: &Store, preloaded: bool) -> Loader {
    let terms = |_: &Record, _: &Pinned| {
        Ok(Terms {
            calls: vec![id("calc")],
            ..Terms::default()
        })
    };
    let loader = Loader::builder(engine(), store.clone(), Trusting).launch(terms);
    let loader = if preloaded {
        loader.preload_all()
    } else {
        loader
    };
    loader.start().await.unwrap()
}

#[tokio::test]
async fn x22_an_installed_plugin_finds_the_one_that_its_manifest_needs_an_interface_of() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("store")).unwrap();
    let needs = "dependencies:\n  interfaces:\n    acme:calc/ops: ^1\n";
    install(&store, "shop", &caller(), needs);
    let loader = linked(&store, false).await;
    let why = loader.why_not_active(&id("shop")).unwrap();
    assert!(
        why.contains("shop 1.0.0 needs the interface acme:calc/ops ^1"),
        "{why}"
    );

    let adding = provider("(i32.add (local.get 0) (local.get 1))");
    install(&store, "calc", &adding, "");
    let synced = loader.sync().await.unwrap();
    let added: Vec<_> = synced.added.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(added, ["calc", "shop"], "who answers starts first");
    let shop = loader.serving(&id("shop")).unwrap();
    let answer = shop.call_json("run", &[json!(21)]).await.unwrap();
    assert_eq!(answer, json!(42));
    drop((shop, loader));

    // The same from the start, with all of it loaded at once.
    let loader = linked(&store, true).await;
    let shop = loader.serving(&id("shop")).unwrap();
    let answer = shop.call_json("run", &[json!(21)]).await.unwrap();
    assert_eq!(answer, json!(42));
    assert_eq!(loader.broker().providers_of(&id("shop")), [id("calc")]);
}
