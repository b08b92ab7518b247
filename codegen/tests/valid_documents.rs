//! Documents hold together: `protoc` takes the files, and what an `OpenAPI` document refers to is in it.
#![allow(clippy::unwrap_used, reason = "tests end at what they do not expect")]

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use plugwright_codegen::{Error, Language, Options, Output, Source, generate};
use serde_json::Value;

const WORLDS: [&str; 3] = [
    include_str!("worlds/data.wit"),
    include_str!("worlds/resource.wit"),
    include_str!("worlds/nested.wit"),
];

/// The documents of every world that can be called from afar.
fn documents(language: Language) -> Vec<Output> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/roundtrip/probes");
    let seeds = fs::read_dir(folder).unwrap();
    let seeds = seeds.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    let worlds = WORLDS.map(str::to_owned).into_iter().chain(seeds);
    worlds.flat_map(|wit| of_worlds(&wit, language)).collect()
}

fn of_worlds(wit: &str, language: Language) -> Vec<Output> {
    let source = Source::parse("world.wit", wit).unwrap();
    let worlds = source.worlds();
    let outputs = worlds.into_iter().filter_map(|world| {
        match generate(&source, Some(world), language, &Options::default()) {
            Ok(output) => Some(output),
            Err(Error::Unsupported { .. }) => None,
            Err(error) => panic!("{error}"),
        }
    });
    outputs.collect()
}

fn openapi(output: &Output) -> Value {
    serde_json::from_str(output.file("openapi.json").unwrap()).unwrap()
}

#[test]
fn every_reference_of_an_openapi_document_leads_to_a_schema() {
    let mut seen = 0;
    for output in documents(Language::OpenApi) {
        let document = openapi(&output);
        for reference in references(&document) {
            let path = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(path).is_some(), "{reference}");
            seen += 1;
        }
    }
    assert!(seen > 0);
}

fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => {
            let here = members.get("$ref").and_then(Value::as_str);
            let below = members.values().flat_map(references);
            here.into_iter().chain(below).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_operation_of_an_openapi_document_has_a_name_of_its_own() {
    for output in documents(Language::OpenApi) {
        let document = openapi(&output);
        let paths = document["paths"].as_object().unwrap();
        let names = paths
            .values()
            .map(|path| path["post"]["operationId"].as_str().unwrap());
        let unique: BTreeSet<&str> = names.collect();
        assert_eq!(unique.len(), paths.len());
    }
}

#[test]
fn protoc_takes_every_file_without_a_warning() {
    if Command::new("protoc")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        eprintln!("skipped: protoc is not installed (Debian: protobuf-compiler)");
        return;
    }
    for output in documents(Language::Proto) {
        let folder = tempfile::tempdir().unwrap();
        output.write_to(folder.path()).unwrap();
        let files = output.files().map(|(path, _)| path);
        let protoc = Command::new("protoc")
            .current_dir(folder.path())
            .args(["-I.", "--descriptor_set_out=all.pb"])
            .args(files)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&protoc.stderr);
        assert!(protoc.status.success() && said.is_empty(), "{said}");
    }
}
