//! Honest packages, made of real components.

use std::sync::LazyLock;

use plugwright_manifest::Manifest;
use plugwright_package::{Archive, Contents, Discard, Error, Files, Limits, Package, read};
use wasm_encoder::{ComponentSection as _, CustomSection};

/// A component that imports and exports something.
pub(crate) const WAT: &str = r#"(component
    (import "wasi:logging/logging@0.1.0" (instance $log))
    (core module $m (func (export "f")) (memory 1) (data (i32.const 0) "hello"))
    (core instance $i (instantiate $m))
    (func $f (canon lift (core func $i "f")))
    (export "run" (func $f)))"#;

pub(crate) fn manifest(id: &str, version: &str) -> Manifest {
    let yaml = format!("plugin:\n  id: {id}\n  version: {version}\n  description: Says it again\n");
    Manifest::parse("plugin.yaml", &yaml).unwrap()
}

/// `text` with a custom section.
pub(crate) fn with_section(mut component: Vec<u8>, name: &str, data: &[u8]) -> Vec<u8> {
    let section = CustomSection {
        name: name.into(),
        data: data.into(),
    };
    section.append_to_component(&mut component);
    component
}

pub(crate) fn component_of(text: &str, manifest: &Manifest) -> Vec<u8> {
    let component = wat::parse_str(text).unwrap();
    with_section(component, Manifest::SECTION, &manifest.to_canonical_json())
}

pub(crate) fn component(id: &str, version: &str) -> Vec<u8> {
    component_of(WAT, &manifest(id, version))
}

pub(crate) fn files(files: &[(&str, &str)]) -> Files {
    let mut all = Files::default();
    for (path, content) in files {
        let bytes = content.as_bytes().to_vec();
        all.add(path.parse().unwrap(), bytes, &Limits::default())
            .unwrap();
    }
    all
}

pub(crate) fn package(id: &str, version: &str, assets: Option<Files>) -> Package {
    Package::new(component(id, version), assets, &Limits::default()).unwrap()
}

pub(crate) fn archive(id: &str, assets: Option<Files>) -> Archive {
    Archive::plugin(package(id, "1.2.3", assets), &Limits::default()).unwrap()
}

/// A plugin without assets, as a file.
pub(crate) fn plain() -> Vec<u8> {
    static PLAIN: LazyLock<Vec<u8>> = LazyLock::new(|| bytes(&archive("acme:echo", None)));
    PLAIN.clone()
}

/// A plugin with assets and a signature, as a file.
pub(crate) fn full() -> Vec<u8> {
    static FULL: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let assets = files(&[
            ("a.txt", "first"),
            ("pages/index.html", "second"),
            ("pages/same.txt", "first"),
        ]);
        let mut archive = archive("acme:full", Some(assets));
        sign(&mut archive, "signature");
        bytes(&archive)
    });
    FULL.clone()
}

pub(crate) fn sign(archive: &mut Archive, signature: &str) {
    let subject = archive.contents().digest();
    let kind = plugwright_package::AttachmentKind::SigstoreBundle;
    archive
        .attach(
            subject,
            kind,
            signature.as_bytes().to_vec(),
            &Limits::default(),
        )
        .unwrap();
}

pub(crate) fn bytes(archive: &Archive) -> Vec<u8> {
    let mut bytes = Vec::new();
    archive.write(&mut bytes).unwrap();
    bytes
}

pub(crate) fn check(bytes: &[u8]) -> Result<Contents, Error> {
    read(bytes, &Limits::default(), &mut Discard)
}

/// Refused, with this code and these words.
pub(crate) fn refused(bytes: &[u8], code: &str, words: &str) {
    let error = check(bytes).expect_err(words);
    let message = error.to_string();
    assert_eq!(error.code(), code, "{message}");
    assert!(message.contains(words), "{message}");
    assert!(message.is_ascii() && message.len() < 400, "{message}");
}
