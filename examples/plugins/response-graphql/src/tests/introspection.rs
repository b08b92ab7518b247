//! What tools ask of every endpoint.

use super::*;

/// The query that GraphiQL and code generators send.
const QUERY: &str = include_str!("../../tests/introspection.graphql");

#[test]
fn the_query_of_every_tool_is_answered() {
    let data = data(QUERY);
    let schema = &data["__schema"];
    assert_eq!(
        (
            &schema["queryType"]["name"],
            &schema["mutationType"]["name"]
        ),
        (&json!("Query"), &json!("Mutation"))
    );
    let types = schema["types"].as_array().unwrap();
    let find = |name: &str| {
        types
            .iter()
            .find(|ty| ty["name"] == name)
            .unwrap_or_else(|| panic!("no {name}"))
    };
    assert_eq!(find("Product")["description"], "Something to buy.");
    let related = find("Product")["fields"]
        .as_array()
        .unwrap()
        .iter()
        .find(|field| field["name"] == "related")
        .unwrap();
    assert_eq!(related["type"]["kind"], "NON_NULL");
    assert_eq!(
        related["type"]["ofType"]["ofType"]["ofType"]["name"],
        "Product"
    );
    let possible = find("Node")["possibleTypes"].as_array().unwrap();
    assert_eq!(possible.len(), 3);
    let old = find("Query")["fields"]
        .as_array()
        .unwrap()
        .iter()
        .find(|field| field["name"] == "old")
        .unwrap();
    assert_eq!(
        (&old["isDeprecated"], &old["deprecationReason"]),
        (&json!(true), &json!("Ask `now`."))
    );
    let price = &find("ProductFilter")["inputFields"][1];
    assert_eq!(
        (&price["name"], &price["defaultValue"]),
        (&json!("maxPrice"), &json!("100.5"))
    );
    assert!(find("__Type")["fields"].is_array());
    assert!(types.iter().all(|ty| ty["name"] != "__Meta"));
    let directives = schema["directives"].as_array().unwrap();
    assert!(
        directives
            .iter()
            .any(|directive| directive["name"] == "skip" && directive["args"][0]["name"] == "if")
    );
}

#[test]
fn what_is_deprecated_is_shown_only_when_asked_for() {
    let data = data(
        "{ a: __type(name: \"Status\") { enumValues { name } } b: __type(name: \"Status\") { enumValues(includeDeprecated: true) { name } } }",
    );
    let count = |key: &str| data[key]["enumValues"].as_array().unwrap().len();
    assert_eq!((count("a"), count("b")), (2, 3));
}

#[test]
fn a_type_that_does_not_exist_is_null() {
    assert_eq!(
        data("{ __typename __type(name: \"Gone\") { name } }"),
        json!({"__typename": "Query", "__type": null})
    );
}
