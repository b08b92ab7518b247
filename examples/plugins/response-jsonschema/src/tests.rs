use plugwright_plugin_sdk::testing::Host;
use serde_json::{Value, json};

use super::*;

mod examples;
mod random_schemas;

fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}

fn answer(schema: &Value, seed: &str) -> Result<Value, Unsatisfiable> {
    let document = Document::new(schema.clone());
    let random = Random::from_parts([seed]);
    Generator::new(&document, random, Default::default(), Bounds::default()).answer()
}

fn assert_valid(schema: &Value) {
    let validator = validator(schema);
    for seed in 0..40 {
        let value =
            answer(schema, &seed.to_string()).unwrap_or_else(|reason| panic!("{reason}: {schema}"));
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{schema}\n{value}\n{errors:?}");
    }
}

fn route(schema: &Value, options: &Value) -> Route {
    Route {
        response_schema: Some(schema.to_string()),
        options: options.to_string(),
        ..Route::default()
    }
}

#[test]
fn a_request_is_answered_with_json_of_its_routes_schema() {
    let host = Host::new().config("seed", "1").install();
    let plugin: SchemaResponse = host.plugin().unwrap();
    let schema = json!({"type": "object", "required": ["email"], "properties": {"email": {"type": "string"}}});
    let route = route(&schema, &json!({"status": 201}));
    let answer = plugin
        .generate(&PluginContext::new("GET", "/users/1"), &route)
        .unwrap();
    assert_eq!(answer.status, 201);
    assert_eq!(
        answer.headers,
        [("content-type".to_owned(), "application/json".to_owned())]
    );
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert!(
        body["email"].as_str().unwrap().contains("@example."),
        "{body}"
    );
}

#[test]
fn the_same_seed_and_request_give_the_same_answer() {
    let schema = json!({"type": "array", "items": {"type": "string", "format": "uuid"}});
    let answer = |seed: &str, uri: &str| {
        let plugin = SchemaResponse::new(&Config::from_pairs([("seed", seed)])).unwrap();
        plugin
            .generate(&PluginContext::new("GET", uri), &route(&schema, &json!({})))
            .unwrap()
            .body
    };
    assert_eq!(answer("1", "/a"), answer("1", "/a"));
    assert_ne!(answer("1", "/a"), answer("1", "/b"));
    assert_ne!(answer("1", "/a"), answer("2", "/a"));
}

#[test]
fn a_route_without_schema_is_left_to_others() {
    let plugin = SchemaResponse::new(&Config::from_pairs([("seed", "1")])).unwrap();
    let ctx = PluginContext::new("GET", "/");
    assert!(!plugin.can_handle(&ctx, &Route::default()).unwrap());
    assert_eq!(
        plugin.generate(&ctx, &Route::default()).unwrap_err().code,
        "no-schema"
    );
    let with_option = Route {
        options: json!({"schema": {"type": "null"}}).to_string(),
        ..Route::default()
    };
    assert!(plugin.can_handle(&ctx, &with_option).unwrap());
    assert_eq!(plugin.generate(&ctx, &with_option).unwrap().body, b"null");
}

#[test]
fn wrong_settings_are_the_operators_fault() {
    for (key, value) in [
        ("max-depth", "17"),
        ("locale", "tlh"),
        ("optional-percent", "101"),
        ("sed", "1"),
    ] {
        let error = SchemaResponse::new(&Config::from_pairs([(key, value)])).unwrap_err();
        assert_eq!(error.fault, FaultClass::Config, "{key}");
    }
    let plugin = SchemaResponse::new(&Config::from_pairs::<&str, &str>([])).unwrap();
    let misspelt = route(&json!({}), &json!({"statsu": 200}));
    let error = plugin
        .generate(&PluginContext::new("GET", "/"), &misspelt)
        .unwrap_err();
    assert!(error.message.contains("statsu"), "{}", error.message);
}
