//! The manifests of the designs that this crate unites, one a layout.

use std::time::Duration;

use plugwright_manifest::{
    Capabilities, Category, Fault, Label, Limits, Manifest, Methods, OriginPattern, PluginType,
    Protocol, Runtime, SecurityLevel, ToolName,
};

pub(crate) const REMOTE: &str = include_str!("../fixtures/remote.plugin.yaml");
pub(crate) const FLAT: &str = include_str!("../fixtures/flat.plugin.yaml");
pub(crate) const TOML: &str = include_str!("../fixtures/analysis.plugin.toml");
pub(crate) const EVERYTHING: &str = include_str!("../fixtures/everything.plugin.yaml");

/// Every fixture with a name that says its language.
pub(crate) const ALL: [(&str, &str); 4] = [
    ("plugin.yaml", REMOTE),
    ("plugin.yaml", FLAT),
    ("plugin.toml", TOML),
    ("plugin.yaml", EVERYTHING),
];

fn read(name: &str, text: &str) -> Manifest {
    Manifest::parse(name, text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn x17_the_nested_layout_describes_a_remote_plugin() {
    let manifest = read("plugin.yaml", REMOTE);
    assert_eq!(manifest.id.as_str(), "auth-jwt-remote");
    assert_eq!(manifest.name.as_str(), "Remote JWT authentication");
    assert_eq!(manifest.version.to_string(), "1.0.0");
    assert!(manifest.types.contains(&PluginType::Auth));
    let Runtime::Remote(remote) = &manifest.runtime else {
        panic!("not remote");
    };
    assert_eq!(remote.protocol, Protocol::Http);
    assert_eq!(
        remote.endpoint.call_url("authenticate").as_str(),
        "http://localhost:8080/plugin/authenticate"
    );
    assert_eq!(remote.health_url().as_str(), "http://localhost:8080/health");
    let limits = manifest.limits.resolve(&Limits::default());
    assert_eq!(limits.concurrency.instances.get(), 10);
    assert_eq!(limits.time.call, Duration::from_secs(5));
    assert_eq!(remote.total_timeout(&limits), Duration::from_secs(23));
    assert_eq!(
        manifest.capabilities.http[&OriginPattern::ANY],
        Methods::All
    );
}

#[test]
fn x17_the_flat_layout_describes_an_executor() {
    let manifest = read("plugin.yaml", FLAT);
    assert_eq!(manifest.id.as_str(), "rust-executor");
    assert_eq!(manifest.runtime, Runtime::Wasm);
    let tools: Vec<_> = manifest
        .dependencies
        .tools
        .keys()
        .map(ToolName::as_str)
        .collect();
    assert_eq!(tools, ["cargo", "rustc"]);
    assert!(manifest.dependencies.plugins.is_empty() && manifest.dependencies.build.is_empty());
    assert_eq!(manifest.security_level, Some(SecurityLevel::High));
    assert!(manifest.capabilities.is_empty());
    let metadata = &manifest.metadata;
    assert_eq!(
        metadata.author.as_ref().unwrap().as_str(),
        "The executor team"
    );
    assert_eq!(
        metadata.homepage.as_ref().unwrap().to_string(),
        "https://example.com/rust-executor"
    );
    assert_eq!(
        metadata.container_image.as_ref().unwrap().as_str(),
        "forgeai/rust-executor:1.0.0"
    );
    assert!(
        metadata
            .supported_languages
            .iter()
            .any(|language| language.as_str() == "rust")
    );
}

#[test]
fn f17_f18_a_host_out_of_range_is_not_admitted() {
    let host = read("plugin.yaml", FLAT).host;
    for (version, admitted) in [
        ("0.9.0", false),
        ("1.0.0-rc.1", false),
        ("1.0.0", true),
        ("1.99.0", true),
        ("1.99.0+build", true),
        ("1.99.1", false),
        ("2.0.0", false),
    ] {
        assert_eq!(host.admit(&version.parse().unwrap()), admitted, "{version}");
    }
}

#[test]
fn x17_toml_describes_an_analysis_plugin() {
    let manifest = read("plugin.toml", TOML);
    assert_eq!(manifest.id.as_str(), "architectural-patterns");
    let asked = Capabilities {
        read_isg: true,
        write_visualization: true,
        ..Capabilities::none()
    };
    assert_eq!(manifest.capabilities, asked);
    assert_eq!(manifest.api.as_ref().unwrap().to_string(), "^1.0");
    let crates: Vec<_> = manifest
        .dependencies
        .build
        .keys()
        .map(Label::as_str)
        .collect();
    assert_eq!(crates, ["petgraph", "serde"]);
    assert!(manifest.dependencies.plugins.is_empty() && manifest.dependencies.tools.is_empty());
    assert_eq!(manifest.metadata.category, Some(Category::Analysis));
    assert_eq!(manifest.metadata.tags.len(), 3);
    assert_eq!(manifest.metadata.license.as_ref().unwrap().as_str(), "MIT");
}

#[test]
fn every_key_of_the_nested_layout_arrives() {
    let manifest = read("plugin.yaml", EVERYTHING);
    assert_eq!(
        (manifest.id.namespace(), manifest.id.name()),
        (Some("acme"), "everything")
    );
    assert_eq!(manifest.types.len(), 5);
    assert_eq!(manifest.capabilities.iter().count(), 12);
    assert_eq!(
        manifest.metadata.signature.as_ref().unwrap().as_str(),
        "c2lnbmF0dXJl"
    );
    assert!(
        manifest
            .description
            .as_str()
            .ends_with("looks like a list\n")
    );
    let tags: Vec<_> = manifest.metadata.tags.iter().map(Label::as_str).collect();
    assert_eq!(tags, ["2024", "jwt", "on"]);
    // Nothing is left to the host.
    let other = Limits {
        fuel: Some(1),
        ..manifest.limits.resolve(&Limits::default())
    };
    assert_eq!(
        manifest.limits.resolve(&other),
        manifest.limits.resolve(&Limits::default())
    );
}

#[test]
fn p065_a_remote_plugin_is_told_apart() {
    assert!(matches!(
        read("plugin.yaml", REMOTE).runtime,
        Runtime::Remote(_)
    ));
    assert!(matches!(read("plugin.toml", TOML).runtime, Runtime::Wasm));
}

#[test]
fn f41_a_plugin_that_asks_for_more_than_its_level_is_found_out() {
    let text = format!("{FLAT}capabilities:\n  network_access: true\n  env: [LANG]\n");
    let beyond = read("plugin.yaml", &text).beyond_security_level();
    assert_eq!(beyond.len(), 1);
    assert_eq!(beyond[0].to_string(), "http * (any method)");
    assert!(
        read("plugin.yaml", EVERYTHING)
            .beyond_security_level()
            .is_empty()
    );
}

#[test]
fn a_bad_manifest_is_the_fault_of_the_plugin() {
    assert_eq!(
        Manifest::parse("plugin.yaml", "x").unwrap_err().fault(),
        Fault::Plugin
    );
}
