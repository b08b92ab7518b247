//! What becomes of a request whose plugin fails, and of all others.

use mock_server::extension::FailurePolicy;
use serde_json::Value;

use crate::client::{get, serve};
use crate::fakes::extensions;

const CONFIG: &str = "routes:\n- { operation: getStatus, body: { v: \"{{ fake.fail() }}\" } }\n\
                      - { operation: getBook, plugins: [echo], options: { echo: trap } }";

#[tokio::test]
async fn closed_fails_with_the_code_and_nothing_else() {
    let server = serve(CONFIG, extensions(FailurePolicy::Closed))
        .await
        .unwrap();
    for target in ["/status", "/books/1"] {
        let answer = get(&server, target, &[]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["code"].as_str()),
            (502, Some("PW-TRAPPED")),
            "{target}"
        );
        assert!(!answer.text().contains("secret"), "{}", answer.text());
    }
    assert_eq!(get(&server, "/books", &[]).await.status, 200);
}

#[tokio::test]
async fn open_goes_on_without_the_plugin() {
    let server = serve(CONFIG, extensions(FailurePolicy::Open))
        .await
        .unwrap();
    assert_eq!(get(&server, "/status", &[]).await.json()["v"], Value::Null);
    assert!(get(&server, "/books/1", &[]).await.json()["title"].is_string());
}

#[tokio::test]
async fn an_answer_that_no_client_should_see_is_not_sent() {
    let config =
        "routes: [{ operation: getBook, plugins: [echo], options: { echo: it, status: 101 } }]";
    let server = serve(config, extensions(FailurePolicy::Closed))
        .await
        .unwrap();
    let answer = get(&server, "/books/1", &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["code"].as_str()),
        (502, Some("PW-MOCK-PLUGIN-ANSWER-INVALID"))
    );
}
