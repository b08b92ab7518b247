//! What clients ask for.

use super::*;

#[test]
fn the_answer_has_the_shape_of_the_query() {
    let data =
        data("{ product(id: 5) { id name label: name price status maker { email website } } now }");
    let keys: Vec<&String> = data["product"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "name", "label", "price", "status", "maker"]);
    assert_eq!(data["product"]["id"], "5", "the product that was asked for");
    assert_eq!(data["product"]["name"], data["product"]["label"]);
    assert!(
        ["AVAILABLE", "SOLD_OUT", "RETIRED"].contains(&data["product"]["status"].as_str().unwrap())
    );
    assert!(
        data["product"]["maker"]["email"]
            .as_str()
            .unwrap()
            .contains("@example.")
    );
    assert!(data["now"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn an_object_is_the_same_in_every_query() {
    let one = data("{ product(id: 5) { name } }");
    let other = data(
        "{ featured { name } again: product(id: 5) { price name } other: product(id: 6) { name } }",
    );
    assert_eq!(one["product"]["name"], other["again"]["name"]);
    assert_ne!(other["again"]["name"], other["other"]["name"]);
}

#[test]
fn the_query_decides_how_long_a_list_is() {
    assert_eq!(
        data("{ products { id } }")["products"]
            .as_array()
            .unwrap()
            .len(),
        2,
        "the default of the argument"
    );
    let data = data("{ products(first: 7) { id } }");
    let ids: std::collections::BTreeSet<&str> = data["products"]
        .as_array()
        .unwrap()
        .iter()
        .map(|product| product["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 7, "{ids:?}");
}

#[test]
fn fragments_apply_to_the_types_that_they_name() {
    let data = data(
        "query { search(text: \"a\") { __typename ... on Company { company } ...P } node(id: 1) { id ...P } }
         fragment P on Product { price ...Q } fragment Q on Node { id }",
    );
    for found in data["search"].as_array().unwrap() {
        let is_product = found["__typename"] == "Product";
        assert_eq!(
            is_product,
            found.get("price").is_some() && found.get("company").is_none(),
            "{found}"
        );
    }
    assert_eq!(data["node"]["id"], "1");
}

#[test]
fn equal_fields_are_merged() {
    let data = data("{ featured { maker { company } } featured { maker { email } name } }");
    let maker: Vec<&String> = data["featured"]["maker"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(maker, ["company", "email"]);
}

#[test]
fn variables_have_values_defaults_and_directives() {
    let query = "query Get($id: ID = 3, $all: Boolean!) { product(id: $id) { id name @include(if: $all) price @skip(if: $all) } }";
    let answer = ask(&json!({"query": query, "variables": {"all": true}}));
    assert_eq!(answer["data"]["product"]["id"], "3");
    assert!(
        answer["data"]["product"].get("name").is_some()
            && answer["data"]["product"].get("price").is_none()
    );
    let answer =
        ask(&json!({"query": query, "variables": {"id": 8, "all": false}, "operationName": "Get"}));
    assert_eq!(answer["data"]["product"]["id"], "8");
}

#[test]
fn mutations_echo_what_they_were_given_and_need_post() {
    let mutation = "mutation { order(input: {productId: 5, quantity: 3}) { id product { name } } }";
    assert!(data(mutation)["order"]["product"]["name"].is_string());
    let route = Route {
        query_params: vec![("query".into(), mutation.into())],
        ..Route::default()
    };
    let answer = plugin()
        .generate(&PluginContext::new("GET", "/graphql"), &route)
        .unwrap();
    assert!(
        body(&answer)["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("POST")
    );
}

#[test]
fn queries_come_with_get_too() {
    let params = [
        ("query", "query Q($id: ID!) { product(id: $id) { id } }"),
        ("variables", "{\"id\": 9}"),
    ];
    let query_params = params
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    let answer = plugin().generate(
        &PluginContext::new("GET", "/graphql"),
        &Route {
            query_params,
            ..Route::default()
        },
    );
    assert_eq!(body(&answer.unwrap())["data"]["product"]["id"], "9");
}

#[test]
fn the_schema_of_a_route_takes_the_place_of_the_plugins() {
    let options = json!({"schema": "type Query { hello: String! }"}).to_string();
    let route = Route {
        options,
        ..Route::default()
    };
    let answer = plugin()
        .generate(&post(&json!({"query": "{ hello }"})), &route)
        .unwrap();
    assert!(body(&answer)["data"]["hello"].is_string());
}

#[test]
fn without_a_seed_each_answer_is_drawn_anew() {
    let host = Host::new().config("schema", SCHEMA).install();
    let plugin: GraphqlMock = host.plugin().unwrap();
    let ask = || {
        plugin
            .generate(
                &post(&json!({"query": "{ featured { id name price } }"})),
                &Route::default(),
            )
            .unwrap()
    };
    assert_ne!(ask().body, ask().body);
}
