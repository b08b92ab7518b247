//! One API, recorded in three formats, becomes the same operations.

use std::path::Path;

use super::parse;

const POSTMAN: &str = r#"{
  "info": { "_postman_id": "1", "name": "Pets", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
  "auth": { "type": "bearer" },
  "item": [
    { "name": "Folder", "item": [
      { "name": "Get a pet", "request": { "method": "GET", "url": { "raw": "{{base}}/pets/:id?verbose=1" } },
        "response": [
          { "name": "found", "code": 200, "header": [{ "key": "Content-Type", "value": "application/json" }], "body": "{\"id\":1}" },
          { "name": "gone", "code": 404, "header": [], "body": "no such pet" }
        ] } ] },
    { "name": "Add a pet", "request": { "method": "POST", "auth": { "type": "apikey", "apikey": [{ "key": "key", "value": "X-Key" }] },
        "url": "https://pets.example.com/pets", "body": { "mode": "raw", "raw": "{\"name\":\"Rex\"}" } } }
  ] }"#;

const INSOMNIA: &str = r#"{ "_type": "export", "__export_format": 4, "resources": [
  { "_type": "workspace", "name": "Pets" },
  { "_type": "request", "name": "Get a pet", "method": "GET", "url": "{{ _.base }}/pets/{{ _.id }}", "authentication": { "type": "bearer" } },
  { "_type": "request", "name": "Add a pet", "method": "POST", "url": "{{ _.base }}/pets", "body": { "text": "{\"name\":\"Rex\"}" },
    "authentication": { "type": "apikey", "key": "X-Key" } } ] }"#;

const CURL: &str = "# recorded\ncurl -H 'Authorization: Bearer abc' \\\n  'https://pets.example.com/pets/{{id}}?verbose=1'\n\n\
                    curl --request=POST https://pets.example.com/pets -o out.json -H 'X-Api-Key: k' -d '{\"name\":\"Rex\"}'\n";

fn operations(text: &str) -> Vec<(String, String, bool)> {
    let document = parse(Path::new("recorded"), text).unwrap();
    let operation = |operation: &crate::document::Operation| {
        (
            operation.method.to_string(),
            operation.path.to_string(),
            !operation.security.is_empty(),
        )
    };
    document.operations().iter().map(operation).collect()
}

#[test]
fn all_formats_import_to_the_same_model() {
    let expected = [("GET", "/pets/{id}", true), ("POST", "/pets", true)];
    let expected =
        expected.map(|(method, path, secured)| (method.to_owned(), path.to_owned(), secured));
    for text in [POSTMAN, INSOMNIA, CURL] {
        assert_eq!(operations(text), expected, "{text}");
    }
}

#[test]
fn saved_answers_become_examples_and_a_missing_one_is_what_was_sent() {
    let document = parse(Path::new("recorded"), POSTMAN).unwrap();
    let example = |pointer: &str| {
        document
            .at(&crate::document::Pointer::new(pointer))
            .cloned()
    };
    let get = "/paths/~1pets~1{id}/get/responses";
    assert_eq!(
        example(&format!(
            "{get}/200/content/application~1json/examples/found/value/id"
        )),
        Some(1.into())
    );
    assert_eq!(
        example(&format!(
            "{get}/404/content/text~1plain/examples/gone/value"
        )),
        Some("no such pet".into())
    );
    let sent =
        "/paths/~1pets/post/responses/200/content/application~1json/examples/assumed/value/name";
    assert_eq!(example(sent), Some("Rex".into()));
    let ids: Vec<&str> = document
        .operations()
        .iter()
        .map(|operation| operation.id.as_str())
        .collect();
    assert_eq!(ids, ["getAPet", "addAPet"]);
}

#[test]
fn what_holds_no_requests_is_told_so() {
    let error = |text: &str| parse(Path::new("f"), text).unwrap_err().to_string();
    assert_eq!(
        error(r#"{ "info": { "_postman_id": "1" }, "item": [] }"#),
        "f: the Postman collection has no requests"
    );
    assert_eq!(
        error(r#"{ "__export_format": 4, "resources": [] }"#),
        "f: the Insomnia export has no requests"
    );
    assert_eq!(
        error("curl -X POST"),
        "f: line 1: the curl command has no URL"
    );
    assert_eq!(error("curl 'a"), "f: line 1: missing closing quote");
}
