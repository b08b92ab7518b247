//! Templates in answers, and the functions and rows that plugins add to them.

use crate::client::{get, send, serve};
use crate::fakes::closed;
use mock_server::extension::Extensions;
use serde_json::json;

#[tokio::test]
async fn an_example_may_use_the_request() {
    let server = serve("", Extensions::default()).await.unwrap();
    assert_eq!(
        get(&server, "/books/12.txt", &[]).await.text(),
        "Page one of book 12."
    );
    let added = send(
        &server,
        "POST",
        "/books",
        &[],
        r#"{"title":"New","genre":"travel"}"#,
    )
    .await;
    assert_eq!(
        added.json(),
        json!({ "id": 7, "title": "New", "genre": "travel", "price": 9.99 })
    );
}

#[tokio::test]
async fn an_example_that_is_no_valid_template_stays_as_it_is() {
    let server = serve("", Extensions::default()).await.unwrap();
    let added = send(&server, "POST", "/books", &[], "{}").await;
    assert_eq!(added.json()["title"], "{{ request.body.title }}");
}

#[tokio::test]
async fn templates_can_be_switched_off() {
    let server = serve("templates-in-examples: false", Extensions::default())
        .await
        .unwrap();
    assert!(
        get(&server, "/books/12.txt", &[])
            .await
            .text()
            .contains("{{ request.params.bookId }}")
    );
}

#[tokio::test]
async fn an_unknown_function_becomes_valid_once_the_plugin_is_there() {
    let config = "routes: [{ operation: getStatus, body: { a: \"{{ fake.upper('x') }}\", b: \"{{ shout('y') }}\", c: \"{{ fake.deep.count(1, 2) }}\" } }]";
    let without = serve(config, Extensions::default()).await.unwrap();
    let answer = get(&without, "/status", &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["code"].as_str()),
        (500, Some("PW-MOCK-TEMPLATE-INVALID"))
    );
    let with = serve(config, closed()).await.unwrap();
    assert_eq!(
        get(&with, "/status", &[]).await.json(),
        json!({ "a": "X", "b": "y!", "c": 2 })
    );
}

#[tokio::test]
async fn arguments_may_be_given_by_name() {
    let config = "routes: [{ operation: getStatus, text: \"{{ fake.upper(text='a') }} {{ fake.deep.count(more=1) }}\" },\
                  { operation: getHours, text: \"{{ shout(tone='x') }}\" }]";
    let server = serve(config, closed()).await.unwrap();
    assert_eq!(get(&server, "/status", &[]).await.text(), "A 2");
    assert_eq!(
        get(&server, "/hours", &[]).await.json()["code"],
        "PW-MOCK-TEMPLATE-INVALID"
    );
}

#[tokio::test]
async fn rows_are_there_in_templates() {
    let config = "routes: [{ operation: getStatus, body: { all: \"{{ rows('shelf', 'books', order='-id', limit=2) }}\", \
                  one: \"{{ row('shelf', 'books', where={'id': 2}).title }}\" } }]";
    let server = serve(config, closed()).await.unwrap();
    let expected =
        json!({ "all": [{ "id": 3, "title": "C" }, { "id": 2, "title": "B" }], "one": "B" });
    assert_eq!(get(&server, "/status", &[]).await.json(), expected);
}

#[tokio::test]
async fn headers_and_text_are_templates_too() {
    let config = "routes: [{ operation: getStatus, status: 203, headers: { x-who: \"{{ request.query.who }}\" }, text: \"hi {{ request.query.who }}\" }]";
    let server = serve(config, Extensions::default()).await.unwrap();
    let answer = get(&server, "/status?who=Ann", &[]).await;
    assert_eq!(
        (
            answer.status.as_u16(),
            answer.header("x-who"),
            answer.text().as_str()
        ),
        (203, "Ann", "hi Ann")
    );
}

#[tokio::test]
async fn a_header_cannot_be_split_by_what_a_client_sends() {
    let config =
        "routes: [{ operation: getStatus, headers: { x-who: \"{{ request.query.who }}\" } }]";
    let server = serve(config, Extensions::default()).await.unwrap();
    let answer = get(&server, "/status?who=a%0d%0aset-cookie:%20b", &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("set-cookie")),
        (500, "")
    );
}

#[tokio::test]
async fn a_template_that_never_ends_is_stopped() {
    let config = "routes: [{ operation: getStatus, text: \"{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}\" }]";
    let server = serve(config, Extensions::default()).await.unwrap();
    assert_eq!(get(&server, "/status", &[]).await.status, 500);
    assert_eq!(get(&server, "/books", &[]).await.status, 200);
}
