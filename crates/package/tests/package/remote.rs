//! Remote plugins: types, and an endpoint.

use plugwright_manifest::Manifest;
use plugwright_package::{Archive, Endpoints, Limits, Package, PluginKind};

use crate::samples::{WAT, bytes, check, component_of, refused, with_section};

const TYPES: &str = r#"(component
    (type $world (component
        (export "run" (func (result string)))))
    (export "remote-world" (type $world)))"#;

fn manifest(endpoint: &str) -> Manifest {
    let yaml = format!(
        "plugin:\n  id: acme:remote\n  version: 1.0.0\n  runtime: remote\nremote:\n  protocol: http\n  endpoint: {endpoint}\n"
    );
    Manifest::parse("plugin.yaml", &yaml).unwrap()
}

#[test]
fn a_remote_plugin_is_a_package_like_any_other() {
    let component = component_of(TYPES, &manifest("https://plugins.example.com"));
    let package = Package::new(component, None, &Limits::default()).unwrap();
    assert_eq!(package.info().kind(), PluginKind::Remote);
    let archive = Archive::plugin(package, &Limits::default()).unwrap();
    let read = check(&bytes(&archive)).unwrap();
    assert_eq!(read.packages().next().unwrap().kind(), PluginKind::Remote);
    assert_eq!(&read, archive.contents());
}

#[test]
fn a_remote_plugin_brings_no_code() {
    for text in [
        WAT,
        "(component (core module))",
        "(component (component))",
        r#"(component (import "f" (func $f)) (core func (canon lower (func $f))))"#,
    ] {
        let component = component_of(text, &manifest("https://plugins.example.com"));
        let error = Package::new(component, None, &Limits::default()).unwrap_err();
        assert!(error.to_string().contains("more than types"), "{error}");
    }
}

#[test]
fn rc18_a_remote_plugin_on_the_hosts_own_network_is_refused_when_packed_and_when_read() {
    let mut development = Limits::default();
    development.endpoints = Endpoints::Any;
    for endpoint in [
        "http://plugins.example.com",
        "https://127.0.0.1:8080",
        "https://169.254.169.254",
    ] {
        let component = component_of(TYPES, &manifest(endpoint));
        let error = Package::new(component.clone(), None, &Limits::default()).unwrap_err();
        assert_eq!(error.code(), "PW-PACKAGE-ENDPOINT");
        let package = Package::new(component, None, &development).unwrap();
        let archive = Archive::plugin(package, &development).unwrap();
        refused(&bytes(&archive), "PW-PACKAGE-ENDPOINT", "endpoint");
    }
}

#[test]
fn rc18_a_password_is_in_no_package() {
    let json =
        String::from_utf8(manifest("https://plugins.example.com").to_canonical_json()).unwrap();
    let json = json.replace("https://", "https://user:secret@");
    let component = with_section(
        wat::parse_str(TYPES).unwrap(),
        Manifest::SECTION,
        json.as_bytes(),
    );
    let error = Package::new(component, None, &Limits::default()).unwrap_err();
    assert!(error.code().starts_with("PW-MANIFEST-"), "{error}");
}
