//! Answers that come from the description alone: what the server does without any plugin.

use http::StatusCode;
use mock_server::extension::Extensions;

use crate::client::{get, send, serve};

#[tokio::test]
async fn the_bookshop_answers_as_it_always_did() {
    let server = serve("seed: 7", Extensions::default()).await.unwrap();
    let mut golden = String::new();
    let mock = server.live().mock();
    for operation in mock.operations() {
        let target = operation
            .path
            .as_str()
            .replace("{bookId}", "42")
            .replace("{path}", "a/b");
        let target = target.replace("{orderId}", "11").replace("{id}", "fiction");
        let body = r#"{"title":"New","genre":"travel"}"#;
        let answer = send(&server, operation.method.as_str(), &target, &[], body).await;
        let head = format!("## {} {target}\n", operation.method);
        golden.extend([head, answer.golden(), "\n\n".to_owned()]);
    }
    insta::assert_snapshot!(golden);
}

#[tokio::test]
async fn the_same_request_gets_the_same_answer_and_another_seed_another_one() {
    let first = serve("seed: 1", Extensions::default()).await.unwrap();
    let second = serve("seed: 2", Extensions::default()).await.unwrap();
    let answer = get(&first, "/books/5", &[]).await.json();
    assert_eq!(answer, get(&first, "/books/5", &[]).await.json());
    assert_ne!(answer, get(&first, "/books/6", &[]).await.json());
    assert_ne!(answer, get(&second, "/books/5", &[]).await.json());
}

#[tokio::test]
async fn a_client_chooses_status_example_and_media_type() {
    let server = serve("", Extensions::default()).await.unwrap();
    let missing = get(&server, "/books/5", &[("prefer", "code=404")]).await;
    assert_eq!(
        (missing.status, missing.json()["code"].as_str()),
        (StatusCode::NOT_FOUND, Some("not-found"))
    );
    assert_eq!(missing.header("preference-applied"), "code=404");
    assert_eq!(
        get(&server, "/books", &[("prefer", "example=none")])
            .await
            .text(),
        "[]"
    );
    assert_ne!(
        get(&server, "/books", &[("prefer", "dynamic=true")])
            .await
            .json()[0]["title"],
        "The Salt Road"
    );
    let xml = get(&server, "/books", &[("accept", "application/xml")]).await;
    assert!(xml.text().contains("<title>") && xml.header("content-type") == "application/xml");
    assert_eq!(
        send(&server, "PUT", "/books/5", &[("prefer", "code=418")], "")
            .await
            .status,
        StatusCode::IM_A_TEAPOT
    );
}

#[tokio::test]
async fn what_the_description_does_not_have_is_told_with_a_code() {
    let server = serve("", Extensions::default()).await.unwrap();
    let cases = [
        (
            "GET",
            "/nothing",
            [("accept", "*/*")],
            404,
            "PW-MOCK-PATH-UNKNOWN",
        ),
        (
            "PATCH",
            "/books",
            [("accept", "*/*")],
            405,
            "PW-MOCK-METHOD-UNKNOWN",
        ),
        (
            "GET",
            "/books",
            [("accept", "image/png")],
            406,
            "PW-MOCK-NOT-ACCEPTABLE",
        ),
        (
            "GET",
            "/books",
            [("prefer", "code=500")],
            400,
            "PW-MOCK-STATUS-NOT-DESCRIBED",
        ),
        (
            "GET",
            "/books",
            [("prefer", "example=gone")],
            400,
            "PW-MOCK-EXAMPLE-NOT-DESCRIBED",
        ),
    ];
    for (method, target, headers, status, code) in cases {
        let answer = send(&server, method, target, &headers, "").await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["code"].as_str()),
            (status, Some(code)),
            "{method} {target}"
        );
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    assert_eq!(
        send(&server, "PATCH", "/books", &[], "")
            .await
            .header("allow"),
        "GET, POST"
    );
    assert_eq!(
        send(&server, "OPTIONS", "/books", &[], "").await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn paths_are_found_with_base_path_and_with_a_slash_at_the_end() {
    let server = serve("", Extensions::default()).await.unwrap();
    for target in [
        "/v1/books/featured",
        "/books/featured/",
        "/books/featured?x=1",
    ] {
        assert_eq!(
            get(&server, target, &[]).await.json()["title"],
            "Nine Bridges",
            "{target}"
        );
    }
    assert_eq!(
        send(&server, "HEAD", "/books", &[], "").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn described_headers_are_sent() {
    let server = serve("", Extensions::default()).await.unwrap();
    assert_eq!(
        get(&server, "/books", &[]).await.header("x-total-count"),
        "3"
    );
    assert!(
        send(&server, "POST", "/orders", &[], "")
            .await
            .header("location")
            .starts_with('/')
    );
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let server = serve("max-body-bytes: 1000", Extensions::default())
        .await
        .unwrap();
    let answer = send(&server, "POST", "/books", &[], &"x".repeat(1001)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn without_plugins_credentials_are_checked_as_far_as_the_operator_wants() {
    let cases = [
        ("allow", 200, 200),
        ("require-credentials", 401, 200),
        ("deny", 401, 401),
    ];
    for (policy, without, with) in cases {
        let config = format!("authentication: {{ without-plugin: {policy} }}");
        let server = serve(&config, Extensions::default()).await.unwrap();
        assert_eq!(
            get(&server, "/orders", &[]).await.status,
            without,
            "{policy}"
        );
        assert_eq!(
            get(&server, "/orders", &[("x-partner-key", "k")])
                .await
                .status,
            with,
            "{policy}"
        );
        assert_eq!(get(&server, "/books", &[]).await.status, 200, "{policy}");
    }
}
