//! What a bad document is told, and what a good one becomes.

use std::path::Path;

use super::Document;

fn refused(text: &str) -> String {
    Document::parse(Path::new("api.yaml"), text)
        .unwrap_err()
        .to_string()
}

fn document(paths: &str) -> String {
    format!("openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths:\n{paths}")
}

#[test]
fn a_mistake_is_shown_with_line_and_pointer() {
    let text = document(
        "  /a:\n    get:\n      responses:\n        '200': { $ref: '#/components/responses/Gone' }\n",
    );
    let message = refused(&text);
    assert!(message.starts_with("api.yaml:7:"), "{message}");
    assert!(message.contains(
        "at /paths/~1a/get/responses/200: the reference `#/components/responses/Gone` leads nowhere"
    ));
}

#[test]
fn the_line_is_found_in_json_too() {
    let text = "{\n \"openapi\": \"3.1.0\",\n \"paths\": {\n  \"/a\": {\n   \"get\": 5\n  }\n }\n}";
    assert_eq!(
        refused(text),
        "api.yaml:5:8 at /paths/~1a/get: expected an object, found a number"
    );
}

#[test]
fn broken_text_is_shown_where_it_breaks() {
    assert!(
        refused("{\n \"openapi\": \"3.1.0\",\n \"paths\": {,}\n}").starts_with("api.yaml:3:12: ")
    );
    assert!(refused("openapi: 3.1.0\npaths:\n  - [a\n").starts_with("api.yaml:"));
}

#[test]
fn what_is_no_openapi_3_is_told_so() {
    assert!(refused("swagger: '2.0'").contains("Swagger 2.0; convert it to OpenAPI 3"));
    assert!(refused("title: T").contains("`openapi` is missing"));
    assert!(refused("openapi: 4.0.0").contains("version \"4.0.0\" is not supported"));
    assert!(refused("openapi: 3.1.0").contains("`paths` is missing"));
    assert!(
        refused("- 1").contains("expected an OpenAPI document, which is an object, found a list")
    );
}

#[test]
fn a_circle_of_references_ends() {
    let text = document("  /a: { $ref: '#/paths/~1b' }\n  /b: { $ref: '#/paths/~1a' }\n");
    assert!(
        refused(&text).contains("leads back to itself"),
        "{}",
        refused(&text)
    );
}

#[test]
fn a_dangling_schema_is_a_finding_and_not_an_error() {
    let text = document(
        "  /a:\n    get:\n      responses:\n        '200': { description: d, content: { application/json: { schema: { $ref: 'other.yaml#/X' } } } }\n",
    );
    let document = Document::parse(Path::new("api.yaml"), &text).unwrap();
    let [finding] = document.findings() else {
        panic!("{:?}", document.findings())
    };
    assert_eq!(
        finding.pointer.as_str(),
        "/paths/~1a/get/responses/200/content/application~1json/schema"
    );
    assert!(
        finding.message.contains("leads out of this document"),
        "{}",
        finding.message
    );
}

#[test]
fn references_in_data_are_data() {
    let text = document(
        "  /a: { get: { responses: { '200': { description: d, content: { application/json: { example: { $ref: '#/nowhere' } } } } } } }\n",
    );
    assert!(
        Document::parse(Path::new("api.yaml"), &text)
            .unwrap()
            .findings()
            .is_empty()
    );
}

#[test]
fn a_path_item_may_be_shared_and_callbacks_are_passed_over() {
    let text = document(
        "  /a: { $ref: '#/components/pathItems/P' }\ncomponents:\n  pathItems:\n    P: { get: { operationId: one, callbacks: { c: { '{$request.body#/u}': { post: { responses: {} } } } }, responses: {} } }\n",
    );
    let document = Document::parse(Path::new("api.yaml"), &text).unwrap();
    assert_eq!(document.operations().len(), 1);
    assert_eq!(document.operations()[0].id, "one");
}

#[test]
fn a_bundle_holds_what_its_references_need() {
    let text = document(
        "  /a: {}\ncomponents:\n  schemas:\n    A: { properties: { b: { $ref: '#/components/schemas/B' } } }\n    B: { properties: { a: { $ref: '#/components/schemas/A' } } }\n    C: { type: string }\n",
    );
    let document = Document::parse(Path::new("api.yaml"), &text).unwrap();
    let bundle = document
        .bundle(&super::Pointer::new("/components/schemas/A"))
        .unwrap();
    assert!(
        bundle.pointer("/components/schemas/A").is_some()
            && bundle.pointer("/components/schemas/B").is_some()
    );
    assert!(bundle.pointer("/components/schemas/C").is_none());
}
