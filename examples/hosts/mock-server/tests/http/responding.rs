//! Answers of response plugins and data sources, and answers of the configuration.

use crate::client::{get, send, serve};
use crate::fakes::closed;
use mock_server::extension::Extensions;
use serde_json::json;

#[tokio::test]
async fn a_response_plugin_answers_where_it_wants_to() {
    let config = "routes: [{ operation: replaceBook, plugins: [echo], options: { echo: it, status: 207 } }, { operation: getBook, plugins: [echo] }]";
    let server = serve(config, closed()).await.unwrap();
    let answer = send(&server, "PUT", "/books/3", &[], "body").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("x-echo")),
        (207, "yes")
    );
    assert_eq!(
        answer.json(),
        json!({ "operation": "replaceBook", "params": [["bookId", "3"]], "schema": true, "body": "body" })
    );
    assert!(
        get(&server, "/books/3", &[]).await.json()["title"].is_string(),
        "a plugin that does not want to is passed over"
    );
}

#[tokio::test]
async fn rows_answer_as_a_list_as_one_and_under_a_name() {
    let config = "routes:\n- { operation: getBook, data: { source: shelf, table: books, where: { id: \"{{ request.params.bookId }}\" }, single: true } }\n\
                  - { operation: listBooks, when: { query: { page: 'yes' } }, data: { source: shelf, table: books, limit: 1, under: items } }\n\
                  - { operation: listBooks, data: { source: shelf, table: books, where: { id: { greater: 1 } }, filters: true } }";
    let server = serve(config, closed()).await.unwrap();
    assert_eq!(
        get(&server, "/books/2", &[]).await.json(),
        json!({ "id": 2, "title": "B" })
    );
    assert_eq!(get(&server, "/books/9", &[]).await.status, 404);
    assert_eq!(
        get(&server, "/books", &[]).await.json(),
        json!([{ "id": 2, "title": "B" }, { "id": 3, "title": "C" }])
    );
    assert_eq!(
        get(&server, "/books?title=C&other=1", &[]).await.json(),
        json!([{ "id": 3, "title": "C" }])
    );
    assert_eq!(
        get(&server, "/books?limit=1&offset=1", &[]).await.json(),
        json!([{ "id": 3, "title": "C" }])
    );
    assert_eq!(get(&server, "/books?limit=many", &[]).await.status, 400);
    assert_eq!(
        get(&server, "/books?page=yes", &[]).await.json(),
        json!({ "items": [{ "id": 1, "title": "A" }], "total": 3 })
    );
}

#[tokio::test]
async fn the_first_entry_that_fits_counts_and_a_route_can_be_added() {
    let config = "routes:\n- { operation: getBook, when: { params: { bookId: '13' } }, status: 410, body: null }\n\
                  - { path: '/extra/{name}', text: \"{{ request.params.name }}\" }\n\
                  - { operation: listBooks, when: { headers: { x-empty: '1' } }, example: none }";
    let server = serve(config, Extensions::default()).await.unwrap();
    assert_eq!(get(&server, "/books/12", &[]).await.status, 200);
    assert_eq!(get(&server, "/extra/new", &[]).await.text(), "new");
    assert_eq!(
        get(&server, "/books", &[("x-empty", "1")]).await.text(),
        "[]"
    );
}

#[tokio::test]
async fn an_entry_about_nothing_is_a_mistake_with_a_hint() {
    let wrong = [
        (
            "routes: [{ operation: getBok }]",
            "routes[0]: the document has no operation `getBok`; did you mean `getBook`?",
        ),
        (
            "routes: [{ status: 200 }]",
            "give either `operation`, or `path` and `method`",
        ),
        (
            "routes: [{ operation: getBook, text: a, body: b }]",
            "give one of `body`, `text` and `data`",
        ),
        (
            "routes: [{ operation: getBook, plugins: [gone] }]",
            "`gone` is no response plugin",
        ),
        (
            "routes: [{ operation: getBook, status: 99 }]",
            "99 is no status",
        ),
        (
            "routes: [{ operation: getBook, data: { source: shelf, table: gone } }]",
            "has no table `gone`",
        ),
        ("rotues: []", "unknown field `rotues`"),
    ];
    for (config, reason) in wrong {
        let error = serve(config, closed()).await.err().unwrap().to_string();
        assert!(error.contains(reason), "{error}");
    }
}
