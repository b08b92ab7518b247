use plugwright_plugin_sdk::testing::Host;

use super::*;

mod errors;
mod hostile;
mod introspection;
mod queries;

const SCHEMA: &str = include_str!("../tests/shop.graphql");

fn plugin() -> GraphqlMock {
    GraphqlMock::new(&Config::from_pairs([("seed", "1"), ("schema", SCHEMA)])).unwrap()
}

fn post(body: &Value) -> PluginContext {
    let ctx =
        PluginContext::new("POST", "/graphql").with_header("content-type", "application/json");
    ctx.with_body(body.to_string())
}

fn body(response: &HttpResponse) -> Value {
    serde_json::from_slice(&response.body).unwrap()
}

fn ask(request: &Value) -> Value {
    body(
        &plugin()
            .generate(&post(request), &Route::default())
            .unwrap(),
    )
}

fn data(query: &str) -> Value {
    let mut answer = ask(&json!({ "query": query }));
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"].take()
}

fn errors(query: &str) -> Vec<String> {
    let answer = ask(&json!({ "query": query }));
    assert!(
        answer.get("data").is_none(),
        "nothing is executed: {answer}"
    );
    let errors = answer["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| error["message"].as_str().unwrap().to_owned())
        .collect()
}
