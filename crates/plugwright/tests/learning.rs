//! What an operator learns from a run: the smallest grant that would have done.
#![allow(missing_docs, clippy::unwrap_used)]

use plugwright::manifest::{Capabilities, Manifest};
use plugwright::security::grant::{Use, learn};
use plugwright::security::policy::CapabilityKind;
use plugwright::{Engine, Grants, PluginId, UseLog};

/// A plugin whose `read` asks for the configuration value `mode`.
const READER: &str = include_str!("reader.wat");

#[tokio::test]
async fn a_run_is_watched_and_what_it_did_not_use_is_not_proposed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("uses.jsonl");
    let id: PluginId = "acme:reader".parse().unwrap();
    let uses = UseLog::create(id.clone(), &file).unwrap();
    let engine = Engine::builder().observer(uses).build().unwrap();
    let plugin = engine
        .plugin(id, wat::parse_str(READER).unwrap())
        .grants(Grants::none().config([("mode", "fast"), ("colour", "red")]))
        .load()
        .await
        .unwrap();
    for _ in 0..3 {
        plugin.call_json("read", &[]).await.unwrap();
    }

    let lines = std::fs::read_to_string(&file).unwrap();
    let seen: Vec<Use> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mode = Use::Config {
        name: "mode".to_owned(),
    };
    assert_eq!(seen, [mode], "each different use once");
    let learned = learn(
        &asking("[mode, colour]"),
        &seen,
        &[CapabilityKind::Config].into(),
    );
    assert_eq!(learned.grant, asking("[mode]"));
    assert_eq!(learned.unused.len(), 1, "the colour: {:?}", learned.unused);
}

/// What a plugin asks for that wants these configuration values.
fn asking(config: &str) -> Capabilities {
    let manifest = format!(
        "plugin: {{ id: 'acme:reader', version: 1.0.0 }}\ncapabilities: {{ config: {config} }}"
    );
    let manifest = Manifest::parse("plugin.yaml", &manifest).unwrap();
    manifest.capabilities
}
