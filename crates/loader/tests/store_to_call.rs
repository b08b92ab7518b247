//! From a folder of a developer over the store to a call: what an operator does, and what the callers see of it.
#![allow(missing_docs, clippy::unwrap_used)]

mod guest;

use guest::{Counting, component, engine, fleet, id, version_of};
use plugwright_host::Engine;
use plugwright_loader::resolve::{HostFacts, Offer, Universe, resolve};
use plugwright_loader::store::Store;
use plugwright_loader::{Error, Facts, Fleet, Refusal, Release, Source, SwapPlan, Verifier};
use std::path::Path;
use std::sync::Arc;

/// Trusts all but one version.
struct Distrust(&'static str);

impl Verifier for Distrust {
    fn verify(&self, facts: &Facts<'_>) -> Result<(), Refusal> {
        let reason = "it is on the list of revoked versions".to_owned();
        let trusted = facts.release().version.to_string() != self.0;
        trusted.then_some(()).ok_or(Refusal { reason })
    }
}

/// Loads whatever is active in the store when it is asked to.
fn active(engine: &Engine, store: &Store) -> impl Source {
    let (engine, store) = (engine.clone(), store.clone());
    move || {
        let (engine, store) = (engine.clone(), store.clone());
        async move {
            let set = store.active()?;
            let pinned = &set.plugins[&id("counting")].now;
            let stored = store.load_verified(&id("counting"), pinned, &Distrust("3.0.0"))?;
            let builder = engine.plugin(id("counting"), stored.component);
            Ok(builder.version(pinned.version.clone()).load().await?)
        }
    }
}

fn build(folder: &Path, version: u32) {
    let manifest =
        format!("plugin:\n  id: counting\n  version: {version}.0.0\n  description: Counts\n");
    std::fs::write(folder.join("plugin.yaml"), manifest).unwrap();
    std::fs::write(folder.join("counting.wasm"), component(version)).unwrap();
}

fn install(store: &Store, version: u32) -> Release {
    let folder = tempfile::tempdir().unwrap();
    build(folder.path(), version);
    store.install_folder(folder.path()).unwrap()
}

#[tokio::test]
async fn an_update_in_the_store_reaches_callers_a_refused_one_does_not_and_a_rollback_brings_the_old_one_back()
 {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("store")).unwrap();
    let engine = engine();
    let (fleet, _events) = fleet(Fleet::builder());
    store.activate(&install(&store, 1), None).unwrap();
    let serving = fleet.add(id("counting"), active(&engine, &store)).unwrap();
    let serving = serving.typed(Counting::new).unwrap();
    let answer = async || version_of(serving.call(async |one| one.count().await).await.unwrap());
    let swap = async || {
        fleet
            .swap(
                &id("counting"),
                active(&engine, &store),
                SwapPlan::default(),
            )
            .await
    };
    assert_eq!(answer().await, 1);

    store.activate(&install(&store, 2), None).unwrap();
    swap().await.unwrap();
    assert_eq!(answer().await, 2);

    store.activate(&install(&store, 3), None).unwrap();
    let refused = swap().await.unwrap_err();
    assert_eq!(refused.code(), "PW-LOADER-REFUSED", "{refused}");
    assert_eq!(answer().await, 2, "the old version goes on");

    store.rollback(&id("counting")).unwrap();
    store.rollback(&id("counting")).unwrap();
    swap().await.unwrap();
    assert_eq!(answer().await, 1);
}

#[test]
fn what_is_installed_can_be_resolved_without_reading_a_component() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("store")).unwrap();
    for version in 1..=2 {
        install(&store, version);
    }
    let host = HostFacts {
        version: "0.1.0".parse().unwrap(),
        worlds: std::collections::BTreeMap::new(),
    };
    let offers = store.installed().unwrap().into_iter();
    let offers: Vec<Offer> = offers
        .map(|release| Offer::of(&store.record(&release).unwrap(), &host))
        .collect();
    let universe = Universe::new(host, offers);
    let wanted = |requirement: &str| [(id("counting"), requirement.parse().unwrap())].into();
    let newest = resolve(&universe, &wanted("*")).unwrap();
    assert_eq!(newest.activation()[0].version.to_string(), "2.0.0");
    let error: Arc<Error> = resolve(&universe, &wanted("^3")).unwrap_err().into();
    assert!(
        error
            .to_string()
            .ends_with("Ask for counting 2.0.0 instead of ^3."),
        "{error}"
    );
}
