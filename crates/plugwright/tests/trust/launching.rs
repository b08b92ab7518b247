//! What a version gets when it runs: what it was granted of what this machine has.

use std::sync::Arc;

use plugwright::Engine;
use plugwright::loader::Loader;
use plugwright::trust::{PolicyLaunch, Resources};
use serde_json::{Value, json};

use crate::asking;
use crate::desk::{ALICE, Desk, REGISTRY, signed, signed_component};

const READER: &str = include_str!("../reader.wat");

async fn loader(desk: &Desk, resources: Resources) -> Loader {
    let verifier = Arc::new(desk.verifier());
    let launch = PolicyLaunch::new(verifier.clone(), resources);
    let builder = Loader::builder(Engine::new().unwrap(), desk.store(), verifier);
    builder.launch(launch).start().await.unwrap()
}

#[tokio::test]
async fn a_plugin_reads_the_configuration_that_it_was_granted_and_nothing_else_that_is_there() {
    for (granted, expected) in [("mode", json!("fast")), ("colour", Value::Null)] {
        let desk = Desk::new();
        let manifest = asking("1.0.0", granted);
        desk.grant(&manifest);
        let release = desk.install(&signed_component(READER, &manifest, ALICE));
        let resources = Resources::none()
            .config(release.id.clone(), [("mode", "fast"), ("colour", "red")])
            .config("acme:another".parse().unwrap(), [("mode", "slow")]);
        let loader = loader(&desk, resources).await;
        let reader = loader.serving(&release.id).unwrap();
        let read = reader.call_json("read", &[]).await.unwrap();
        assert_eq!(read["ok"], expected, "{read}");
    }
}

#[tokio::test]
async fn what_was_granted_and_is_not_there_keeps_a_plugin_from_starting_and_says_what_is_missing() {
    let desk = Desk::new();
    let more = "capabilities: { filesystem: { directories: [{ path: /data }] } }\n";
    let manifest = crate::desk::manifest("acme:sample", "1.0.0", more);
    desk.grant(&manifest);
    let release = desk.install(&signed(&manifest, ALICE, REGISTRY));
    let loader = loader(&desk, Resources::none()).await;
    let (_, outcome) = loader.fleet().preload([release.id]).await.remove(0);
    let error = outcome.unwrap_err();
    assert_eq!(error.code(), "PW-LOADER-REFUSED", "{error}");
    assert!(error.to_string().contains("the directory /data"), "{error}");
}
