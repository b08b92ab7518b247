//! What an operator learns from a run: the smallest grant that would have done.
#![allow(missing_docs, clippy::unwrap_used)]

use plugwright::manifest::{Capabilities, Manifest};
use plugwright::security::grant::{Use, learn};
use plugwright::security::policy::CapabilityKind;
use plugwright::{Engine, Grants, PluginId, UseLog};

/// A plugin whose `read` asks for the configuration value `mode`.
const READER: &str = r#"
(component
  (import "wasi:config/store@0.2.0-rc.1" (instance $store
    (type $errors (variant (case "upstream" string) (case "io" string)))
    (export "error" (type $error (eq $errors)))
    (export "get" (func (param "key" string) (result (result (option string) (error $error)))))))
  (core module $memory
    (memory (export "memory") 1)
    (global $free (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.get $free)
      (global.set $free (i32.add (global.get $free) (local.get 3))))
    (data (i32.const 0) "mode"))
  (core instance $memory (instantiate $memory))
  (core func $get (canon lower (func $store "get")
    (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
  (core module $plugin
    (import "host" "get" (func $get (param i32 i32 i32)))
    (func (export "read") (result i32)
      (call $get (i32.const 0) (i32.const 4) (i32.const 64))
      (i32.const 64)))
  (core instance $plugin (instantiate $plugin
    (with "host" (instance (export "get" (func $get))))))
  (type $read (func (result (result (option string) (error string)))))
  (func (export "read") (type $read) (canon lift (core func $plugin "read")
    (memory (core memory $memory "memory")))))
"#;

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
