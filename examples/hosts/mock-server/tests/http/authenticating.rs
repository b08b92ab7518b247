//! Who is let in, by the verdict of a plugin.

use crate::client::{Answer, get, send, serve};
use crate::fakes::closed;

const CONFIG: &str =
    "authentication: { schemes: { staff: { plugin: tokens }, customer: { plugin: tokens } } }";

async fn orders(headers: &[(&str, &str)]) -> Answer {
    let server = serve(CONFIG, closed()).await.unwrap();
    get(&server, "/orders", headers).await
}

#[tokio::test]
async fn a_good_token_is_let_in_and_a_bad_one_is_challenged() {
    assert_eq!(
        orders(&[("authorization", "Bearer good")]).await.status,
        200
    );
    let refused = orders(&[("authorization", "Bearer bad")]).await;
    assert_eq!(
        (refused.status.as_u16(), refused.json()["code"].as_str()),
        (401, Some("PW-MOCK-CREDENTIALS-REFUSED"))
    );
    assert_eq!(
        refused.header("www-authenticate"),
        "Bearer realm=\"mock\", error=\"invalid_token\""
    );
}

#[tokio::test]
async fn no_credentials_are_challenged_with_every_scheme() {
    let refused = orders(&[]).await;
    assert_eq!(refused.json()["code"], "PW-MOCK-CREDENTIALS-MISSING");
    let challenges: Vec<_> = refused
        .headers
        .get_all("www-authenticate")
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect();
    assert_eq!(
        challenges,
        [
            "Bearer realm=\"mock\"",
            "ApiKey realm=\"mock\", in=\"header\", name=\"X-Partner-Key\""
        ]
    );
}

#[tokio::test]
async fn an_alternative_that_nobody_judges_does_not_open_the_door() {
    assert_eq!(orders(&[("x-partner-key", "anything")]).await.status, 401);
}

#[tokio::test]
async fn scopes_are_asked_for() {
    let server = serve(CONFIG, closed()).await.unwrap();
    let add = async |token: &str| {
        send(
            &server,
            "POST",
            "/books",
            &[("authorization", token)],
            "{\"title\":\"T\",\"genre\":\"g\"}",
        )
        .await
    };
    assert_eq!(add("Bearer writer").await.status, 201);
    let refused = add("Bearer good").await;
    assert_eq!(
        (refused.status.as_u16(), refused.json()["code"].as_str()),
        (403, Some("PW-MOCK-SCOPE-MISSING"))
    );
    assert!(
        refused
            .header("www-authenticate")
            .contains("error=\"insufficient_scope\", scope=\"books:write\"")
    );
}

#[tokio::test]
async fn a_plugin_that_fails_keeps_the_door_shut_and_says_nothing_of_the_host() {
    for (token, status, code) in [
        ("trap", 502, "PW-TRAPPED"),
        ("slow", 504, "PW-DEADLINE-EXCEEDED"),
    ] {
        let answer = orders(&[("authorization", &format!("Bearer {token}"))]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["code"].as_str()),
            (status, Some(code))
        );
        assert!(!answer.text().contains("secret"), "{}", answer.text());
    }
}

#[tokio::test]
async fn an_operator_can_ask_where_the_description_does_not_and_the_other_way_round() {
    let config = "authentication:\n  schemes: { key: { plugin: tokens, credentials: { query: api_key } } }\n  require: [key]\n\
                  routes: [{ operation: getStatus, security: [] }]";
    let server = serve(config, closed()).await.unwrap();
    assert_eq!(get(&server, "/books", &[]).await.status, 401);
    assert_eq!(get(&server, "/books?api_key=good", &[]).await.status, 200);
    assert_eq!(get(&server, "/status", &[]).await.status, 200);
}

#[tokio::test]
async fn a_scheme_without_plugin_or_description_is_a_mistake() {
    let wrong = [
        (
            "authentication: { schemes: { customer: { plugin: gone } } }",
            "names `gone`, which is no auth plugin",
        ),
        (
            "authentication: { schemes: { other: { plugin: tokens } } }",
            "is no scheme of the document",
        ),
        (
            "authentication: { require: [nobody] }",
            "`nobody` is no security scheme",
        ),
    ];
    for (config, reason) in wrong {
        let error = serve(config, closed()).await.err().unwrap().to_string();
        assert!(error.contains(reason), "{error}");
    }
}
