//! What clients and operators get wrong.

use super::*;

#[test]
fn each_mistake_is_named() {
    let cases = [
        ("{ prodct { id } }", "the type Query has no field `prodct`"),
        (
            "{ product { id } }",
            "argument of `product`: `id` of type ID! is missing",
        ),
        (
            "{ product(id: 1, x: 2) { id } }",
            "argument of `product`: `x` is not known here",
        ),
        (
            "{ products(first: \"a\") { id } }",
            "argument of `products`: `first`: expected a value of type Int, found \"a\"",
        ),
        (
            "{ products(filter: {status: [GONE]}) { id } }",
            "is no value of the enumeration Status",
        ),
        (
            "{ featured }",
            "`featured` of type Product! needs a selection of fields",
        ),
        (
            "{ now { x } }",
            "`now` of type DateTime! has no fields to select",
        ),
        ("{ featured { ...F } }", "there is no fragment `F`"),
        (
            "{ featured { ...F } } fragment F on Product { ...F }",
            "the fragment `F` contains itself",
        ),
        (
            "{ featured { ... on Company { id } } }",
            "no Product is ever a Company",
        ),
        (
            "{ featured { ... on Nothing { id } } }",
            "there is no type `Nothing` with fields",
        ),
        (
            "{ product(id: $id) { id } }",
            "the variable `$id` is not declared",
        ),
        (
            "query ($id: ID!) { product(id: $id) { id } }",
            "variable `$id`: a value of type ID! is missing",
        ),
        ("{ now @upper }", "there is no directive `@upper`"),
        (
            "{ now @skip }",
            "argument of `@skip`: `if` of type Boolean! is missing",
        ),
        ("subscription { now }", "subscriptions are not supported"),
        (
            "query A { now } query B { now }",
            "say which one in `operationName`",
        ),
        (
            "fragment F on Product { id }",
            "the document has no operation",
        ),
    ];
    for (query, expected) in cases {
        let errors = errors(query);
        assert!(
            errors.iter().any(|error| error.contains(expected)),
            "{query}: {errors:?}"
        );
    }
}

#[test]
fn errors_carry_line_and_column() {
    let answer = ask(&json!({"query": "{\n  now\n  prodct\n}"}));
    assert_eq!(
        answer["errors"][0]["locations"],
        json!([{"line": 3, "column": 3}])
    );
    let answer = ask(&json!({"query": "{\n  now(\n}"}));
    assert_eq!(answer["errors"][0]["locations"][0]["line"], 3, "{answer}");
}

#[test]
fn all_mistakes_are_told_at_once() {
    assert_eq!(errors("{ a b c }").len(), 3);
}

#[test]
fn requests_that_are_none_are_refused() {
    let generate = |ctx: &PluginContext| plugin().generate(ctx, &Route::default()).unwrap();
    assert_eq!(generate(&PluginContext::new("GET", "/graphql")).status, 400);
    assert_eq!(generate(&PluginContext::new("PUT", "/graphql")).status, 405);
    for body in [
        "",
        "[]",
        "{}",
        "{\"query\": 7}",
        "{\"query\": \"{now}\", \"variables\": []}",
    ] {
        let ctx = PluginContext::new("POST", "/graphql").with_body(body);
        assert_eq!(generate(&ctx).status, 400, "{body}");
    }
}

#[test]
fn the_newer_media_type_tells_failure_by_status() {
    let generate = |query: &str| {
        let ctx = post(&json!({ "query": query }))
            .with_header("accept", "application/graphql-response+json");
        plugin().generate(&ctx, &Route::default()).unwrap()
    };
    let (good, bad) = (generate("{ now }"), generate("{ never }"));
    assert_eq!((good.status, bad.status), (200, 400));
    assert_eq!(good.headers[0].1, "application/graphql-response+json");
}

#[test]
fn a_wrong_schema_is_the_operators_fault() {
    let cases = [
        ("type Query { a: Missing }", "uses `Missing`"),
        ("type Other { a: Int }", "needs an object type `Query`"),
        (
            "type Query { a: Int } type Query { b: Int }",
            "defined twice",
        ),
        (
            "type Query { a: Int } extend type Gone { b: Int }",
            "extended but not defined",
        ),
        ("type Query {", "Parse error"),
    ];
    for (schema, expected) in cases {
        let plugin = GraphqlMock::new(&Config::from_pairs([("schema", schema)])).unwrap();
        let error = plugin
            .generate(&post(&json!({"query": "{ a }"})), &Route::default())
            .unwrap_err();
        assert_eq!(error.fault, FaultClass::Config);
        assert!(
            error
                .message
                .to_lowercase()
                .contains(&expected.to_lowercase()),
            "{schema}: {}",
            error.message
        );
    }
    let without = GraphqlMock::new(&Config::from_pairs([("seed", "1")])).unwrap();
    assert!(
        !without
            .can_handle(&post(&json!({})), &Route::default())
            .unwrap()
    );
    assert_eq!(
        without
            .generate(&post(&json!({})), &Route::default())
            .unwrap_err()
            .code,
        "no-schema"
    );
}
