//! Documents that say something else than the component. All digests in these archives are right.

use plugwright_manifest::{Digest, Manifest};
use plugwright_package::{ASSETS_SECTION, Limits, Package};
use serde_json::json;

use crate::forge::{Documents, archive, encode, name};
use crate::samples::{self, check, component, component_of, manifest, refused, with_section};

#[test]
fn rc8_the_list_of_imports_is_the_one_of_the_component() {
    let mut silent = Documents::honest();
    silent.config["component"]["imports"] = json!([]);
    refused(&silent.linked(), "PW-PACKAGE-MISMATCH", "configuration");
    let mut louder = Documents::honest();
    louder.config["component"]["imports"] =
        json!(["wasi:logging/logging@0.1.0", "wasi:http/types@0.2.0"]);
    refused(&louder.linked(), "PW-PACKAGE-MISMATCH", "configuration");
}

#[test]
fn rc8_an_import_of_a_nested_component_is_reached_only_through_one_of_the_outer() {
    let text = r#"(component
        (import "wasi:http/outgoing-handler@0.2.0" (instance $http))
        (component $inner (import "secret" (instance)))
        (alias export $http "nothing" (instance $alias))
        (instance (instantiate $inner (with "secret" (instance $alias)))))"#;
    // The alias is of something that the import does not have: only a validator knows, and packing validates.
    let hidden = component_of(text, &manifest("acme:echo", "1.2.3"));
    let error = Package::new(hidden, None, &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "PW-PACKAGE-COMPONENT", "{error}");
    let text = text
        .replace(r#"(alias export $http "nothing" (instance $alias))"#, "")
        .replace("$alias", "$http");
    let nested = component_of(&text, &manifest("acme:echo", "1.2.3"));
    let package = Package::new(nested, None, &Limits::default()).unwrap();
    assert_eq!(
        package.info().imports(),
        ["wasi:http/outgoing-handler@0.2.0"]
    );
}

#[test]
fn rc9_what_people_are_shown_is_the_manifest_that_is_enforced() {
    for (key, value) in [
        ("org.opencontainers.image.title", json!("acme:famous")),
        ("org.opencontainers.image.version", json!("9.9.9")),
        ("org.opencontainers.image.description", json!("Harmless")),
        ("org.opencontainers.image.licenses", json!("MIT")),
        ("dev.plugwright.kind", json!("remote")),
        ("dev.plugwright.assets", json!(Digest::of(b"other"))),
        ("dev.plugwright.more", json!("anything")),
    ] {
        let mut documents = Documents::honest();
        documents.manifest["annotations"][key] = value;
        refused(&documents.linked(), "PW-PACKAGE-MISMATCH", "manifest");
    }
    let mut documents = Documents::honest();
    documents.index["manifests"][0]["annotations"]["org.opencontainers.image.ref.name"] =
        json!("acme/famous:1.2.3");
    refused(&documents.linked(), "PW-PACKAGE-MISMATCH", "index");
}

#[test]
fn rc9_keys_that_stand_twice_are_refused_in_every_document() {
    let honest = samples::plain();
    for (key, twice) in [
        (
            "\"schemaVersion\":2}",
            "\"schemaVersion\":2,\"schemaVersion\":2}",
        ),
        ("{\"annotations\":", "{\"annotations\":{},\"annotations\":"),
    ] {
        let text = String::from_utf8(encode(&Documents::honest().index)).unwrap();
        assert!(text.contains(key), "{text}");
        let index = text.replacen(key, twice, 1);
        refused(
            &archive(index.as_bytes(), [].iter()),
            "PW-PACKAGE-DOCUMENT",
            "index",
        );
    }
    let twice = r#"{"plugin":{"id":"acme:echo","version":"1.2.3"},"plugin":{"id":"acme:evil","version":"1.2.3"}}"#;
    let component = wat::parse_str(samples::WAT).unwrap();
    let component = with_section(component, Manifest::SECTION, twice.as_bytes());
    let error = check(&Documents::with_component(component).linked()).unwrap_err();
    assert!(error.code().starts_with("PW-MANIFEST-"), "{error}");
    check(&honest).unwrap();
}

#[test]
fn rc10_d7_what_is_no_component_is_refused_by_its_bytes() {
    let honest = component("acme:echo", "1.2.3");
    let module = wat::parse_str("(module)").unwrap();
    let mut other_version = honest.clone();
    other_version[4] = 0x0e;
    let machine_code = b"\x7fELF\x02\x01\x01\0\0\0\0\0".to_vec();
    for none in [
        module,
        other_version,
        machine_code,
        b"#!/bin/sh\n".to_vec(),
        Vec::new(),
    ] {
        refused(
            &Documents::with_component(none.clone()).linked(),
            "PW-PACKAGE-COMPONENT",
            "refused",
        );
        assert!(Package::new(none, None, &Limits::default()).is_err());
    }
}

#[test]
fn d6_a_component_that_was_cut_or_damaged_is_refused_when_it_is_packed() {
    let honest = component("acme:echo", "1.2.3");
    for length in 0..honest.len() {
        assert!(
            Package::new(honest[..length].to_vec(), None, &Limits::default()).is_err(),
            "{length}"
        );
    }
}

#[test]
fn rc11_d4_there_is_exactly_one_manifest_inside() {
    let none = wat::parse_str(samples::WAT).unwrap();
    refused(
        &Documents::with_component(none).linked(),
        "PW-PACKAGE-COMPONENT",
        "no manifest inside",
    );
    for second in [
        manifest("acme:echo", "1.2.3"),
        manifest("acme:evil", "1.2.3"),
    ] {
        let twice = with_section(
            component("acme:echo", "1.2.3"),
            Manifest::SECTION,
            &second.to_canonical_json(),
        );
        refused(
            &Documents::with_component(twice).linked(),
            "PW-PACKAGE-COMPONENT",
            "two manifests",
        );
    }
    // One in a component inside is not its own.
    let inner = format!(
        "(component (component (@custom \"{}\" \"{}\")))",
        Manifest::SECTION,
        String::from_utf8(manifest("acme:evil", "1.0.0").to_canonical_json())
            .unwrap()
            .replace('"', "\\\"")
    );
    let nested = wat::parse_str(inner).unwrap();
    refused(
        &Documents::with_component(nested).linked(),
        "PW-PACKAGE-COMPONENT",
        "no manifest inside",
    );
}

#[test]
fn d12_id_and_version_come_from_the_component() {
    let other = Documents::with_component(component("acme:other", "2.0.0"));
    refused(&other.linked(), "PW-PACKAGE-MISMATCH", "manifest");
}

#[test]
fn rc12_a_document_is_of_one_kind_and_says_which() {
    let mut both = Documents::honest();
    both.manifest["manifests"] = both.index["manifests"].clone();
    refused(&both.linked(), "PW-PACKAGE-DOCUMENT", "manifest");
    let mut disguised = Documents::honest();
    disguised.manifest["mediaType"] = json!("application/vnd.oci.image.index.v1+json");
    refused(&disguised.linked(), "PW-PACKAGE-MISMATCH", "manifest");
    let mut announced = Documents::honest();
    announced.index["manifests"][0]["mediaType"] = json!("application/vnd.oci.image.index.v1+json");
    refused(&announced.linked(), "PW-PACKAGE-DOCUMENT", "index");
    let mut index = Documents::honest();
    index.index["layers"] = json!([]);
    refused(&index.linked(), "PW-PACKAGE-DOCUMENT", "index");
    let mut version = Documents::honest();
    version.manifest["schemaVersion"] = json!(1);
    refused(&version.linked(), "PW-PACKAGE-DOCUMENT", "manifest");
}

#[test]
fn rc13_a_wrong_size_is_refused_at_the_entry_that_has_another() {
    for size in [0, 1, 100_000] {
        let mut documents = Documents::honest();
        documents.link();
        documents.manifest["layers"][0]["size"] = json!(size);
        let manifest = encode(&documents.manifest);
        name(&mut documents.index["manifests"][0], &manifest);
        refused(&documents.bytes(), "PW-PACKAGE-ARCHIVE", "its size");
    }
}

#[test]
fn rc13_other_digests_and_foreign_places_are_no_descriptors() {
    let hex = "d41d8cd98f00b204e9800998ecf8427e";
    for descriptor in [
        json!({"digest": format!("md5:{hex}")}),
        json!({"digest": format!("sha256:{}", hex.repeat(2).to_uppercase())}),
        json!({"urls": ["https://evil.example/blob"]}),
        json!({"data": "aGVsbG8="}),
        json!({"platform": {"os": "linux", "architecture": "amd64"}}),
    ] {
        let mut documents = Documents::honest();
        documents.link();
        let layer = documents.manifest["layers"][0].as_object_mut().unwrap();
        layer.extend(descriptor.as_object().unwrap().clone());
        let manifest = encode(&documents.manifest);
        name(&mut documents.index["manifests"][0], &manifest);
        refused(&documents.bytes(), "PW-PACKAGE-DOCUMENT", "manifest");
    }
}

#[test]
fn rc14_a_second_layer_or_a_stranger_who_claims_to_be_the_assets_is_refused() {
    let mut second = Documents::honest();
    second.link();
    let layer = second.manifest["layers"][0].clone();
    second.manifest["layers"] = json!([layer, layer]);
    let manifest = encode(&second.manifest);
    name(&mut second.index["manifests"][0], &manifest);
    refused(&second.bytes(), "PW-PACKAGE-DOCUMENT", "exactly one layer");

    let mut stranger = Documents::honest();
    stranger.link();
    let assets = br#"{"artifactType":"application/vnd.plugwright.assets.v1"}"#.to_vec();
    let mut descriptor = json!({
        "artifactType": "application/vnd.plugwright.assets.v1",
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
    });
    name(&mut descriptor, &assets);
    stranger.index["manifests"]
        .as_array_mut()
        .unwrap()
        .push(descriptor);
    stranger.more.push(assets);
    refused(&stranger.bytes(), "PW-PACKAGE-MISMATCH", "list of assets");
}

#[test]
fn rc14_the_assets_are_those_that_the_component_names_and_they_are_there() {
    let without = with_section(
        component("acme:echo", "1.2.3"),
        ASSETS_SECTION,
        Digest::of(b"nothing").to_string().as_bytes(),
    );
    assert!(Package::new(without.clone(), None, &Limits::default()).is_err());
    let mut documents = Documents::with_component(without);
    documents.manifest["annotations"]["dev.plugwright.assets"] = json!(Digest::of(b"nothing"));
    refused(&documents.linked(), "PW-PACKAGE-MISMATCH", "list of assets");
    for wrong in [&b"sha256:00"[..], b"", b"\xff"] {
        let component = with_section(component("acme:echo", "1.2.3"), ASSETS_SECTION, wrong);
        refused(
            &Documents::with_component(component).linked(),
            "PW-PACKAGE-COMPONENT",
            "no digest",
        );
    }
    let assets = samples::files(&[("a", "b")]);
    let named = with_section(
        component("acme:echo", "1.2.3"),
        ASSETS_SECTION,
        Digest::of(b"nothing").to_string().as_bytes(),
    );
    let error = Package::new(named, Some(assets), &Limits::default()).unwrap_err();
    assert!(error.to_string().contains("twice"), "{error}");
}

#[test]
fn rc15_a_compressed_or_foreign_layer_has_no_name_here() {
    for media_type in [
        "application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.oci.image.layer.v1.tar",
        "application/wasm+zstd",
        "application/vnd.oci.image.layer.nondistributable.v1.tar",
    ] {
        let mut documents = Documents::honest();
        documents.manifest["layers"][0]["mediaType"] = json!(media_type);
        refused(&documents.linked(), "PW-PACKAGE-DOCUMENT", "manifest");
    }
    let mut documents = Documents::honest();
    documents.manifest["layers"][0]["mediaType"] = json!("application/octet-stream");
    refused(&documents.linked(), "PW-PACKAGE-MISMATCH", "manifest");
}

#[test]
fn a_document_in_another_spelling_is_refused_though_its_digest_is_right() {
    let mut documents = Documents::honest();
    documents.link();
    let pretty = serde_json::to_vec_pretty(&documents.manifest).unwrap();
    name(&mut documents.index["manifests"][0], &pretty);
    let blobs = [
        pretty,
        encode(&documents.config),
        documents.component.clone(),
    ];
    refused(
        &archive(&encode(&documents.index), blobs.iter()),
        "PW-PACKAGE-DOCUMENT",
        "canonical",
    );
}

#[test]
fn an_index_that_names_nothing_or_itself_is_refused() {
    let mut empty = Documents::honest();
    empty.index["manifests"] = json!([]);
    assert_eq!(
        check(&empty.bytes()).unwrap_err().code(),
        "PW-PACKAGE-DOCUMENT"
    );
    let mut twice = Documents::honest();
    twice.link();
    let descriptor = twice.index["manifests"][0].clone();
    twice.index["manifests"] = json!([descriptor, descriptor]);
    assert_eq!(
        check(&twice.bytes()).unwrap_err().code(),
        "PW-PACKAGE-DOCUMENT"
    );
}
