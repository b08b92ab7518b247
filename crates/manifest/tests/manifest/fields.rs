//! One field at a time, in each layout.

use plugwright_manifest::Manifest;
use serde_json::{Value, json};

/// Reads a nested manifest with one more line in `plugin`, and a flat one with the same line.
fn with_line(line: &str) -> Manifest {
    let nested = format!("plugin:\n  id: a\n  version: 1.0.0\n  {line}\n");
    let flat = format!("id: a\nversion: 1.0.0\n{line}\n");
    let nested = Manifest::parse("plugin.yaml", &nested).unwrap_or_else(|error| panic!("{error}"));
    let flat = Manifest::parse("plugin.yml", &flat).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(nested, flat);
    nested
}

#[test]
fn x16_every_descriptive_field_is_read_in_both_yaml_layouts() {
    for (line, key, expected) in [
        ("name: A display name", "name", json!("A display name")),
        (
            "description: What it does",
            "description",
            json!("What it does"),
        ),
        (
            "types: [auth, data_source, custom]",
            "types",
            json!(["auth", "data-source", "custom"]),
        ),
        ("runtime: wasm", "runtime", Value::Null),
        ("author: Somebody", "author", json!("Somebody")),
        ("license: MIT", "license", json!("MIT")),
        (
            "homepage: https://a.example",
            "homepage",
            json!("https://a.example/"),
        ),
        (
            "repository: https://a.example/r",
            "repository",
            json!("https://a.example/r"),
        ),
        (
            "category: visualisation",
            "category",
            json!("visualization"),
        ),
        ("tags: [x, 1.10]", "tags", json!(["1.10", "x"])),
        (
            "supported_languages: [no]",
            "supported_languages",
            json!(["no"]),
        ),
        ("security_level: medium", "security_level", json!("medium")),
        ("container_image: a/b:1", "container_image", json!("a/b:1")),
        (
            "minimum_plugwright_version: 1.0.0",
            "minimum_plugwright_version",
            json!("1.0.0"),
        ),
        (
            "maximum_forgeai_version: 1.99.0",
            "maximum_plugwright_version",
            json!("1.99.0"),
        ),
        ("api: '0.1'", "api", json!("^0.1")),
        ("composable: true", "composable", json!(true)),
    ] {
        let canonical: Value =
            serde_json::from_slice(&with_line(line).to_canonical_json()).unwrap();
        assert_eq!(canonical["plugin"][key], expected, "{line}");
    }
}

#[test]
fn r03_the_name_is_the_id_where_there_is_no_id() {
    let manifest = Manifest::parse("plugin.yaml", "name: rust-executor\nversion: 1.0.0\n").unwrap();
    assert_eq!(
        (manifest.id.as_str(), manifest.name.as_str()),
        ("rust-executor", "rust-executor")
    );
    let manifest = with_line("name: Rust, executed");
    assert_eq!(
        (manifest.id.as_str(), manifest.name.as_str()),
        ("a", "Rust, executed")
    );
    assert_eq!(with_line("tags: []").name.as_str(), "a");
}

#[test]
fn r05_dependencies_mean_what_their_shape_says() {
    let flat = |text: &str| {
        let text = format!("id: a\nversion: 1.0.0\n{text}\n");
        Manifest::parse("plugin.yaml", &text).unwrap().dependencies
    };
    assert_eq!(flat("dependencies: [rustc]").tools.len(), 1);
    assert_eq!(
        flat("dependencies: [{id: 'acme:base', version: ^1}]")
            .plugins
            .len(),
        1
    );
    assert_eq!(
        flat("dependencies: {build: {serde: '1'}, tools: [go], plugins: {x: '*'}}")
            .build
            .len(),
        1
    );
}

#[test]
fn limits_have_an_older_place_among_the_capabilities() {
    let old = "id: a\nversion: 1.0.0\ncapabilities:\n  resources: {max_memory_bytes: 10485760, max_concurrent_requests: 3, timeout_ms: 250}\n";
    let new = "id: a\nversion: 1.0.0\nlimits:\n  memory: {size: 10MiB}\n  concurrency: {instances: 3}\n  time: {call: 250ms}\n";
    assert_eq!(
        Manifest::parse("plugin.yaml", old).unwrap(),
        Manifest::parse("plugin.yaml", new).unwrap()
    );
}

#[test]
fn toml_dependencies_may_name_plugins_and_tools_too() {
    let text = r#"
        [plugin]
        name = "a"
        version = "1.0.0"
        [dependencies]
        tools = ["rustc"]
        build = "2"
        plugwright-plugin-sdk = "0.1"
        [dependencies.plugins]
        "acme:base" = "^1.2"
    "#;
    let manifest = Manifest::parse("plugin.toml", text).unwrap();
    assert_eq!(manifest.dependencies.tools.len(), 1);
    assert_eq!(manifest.dependencies.plugins.len(), 1);
    assert_eq!(
        manifest.dependencies.build.keys().next().unwrap().as_str(),
        "build"
    );
    assert_eq!(manifest.api.unwrap().to_string(), "^0.1");
}
