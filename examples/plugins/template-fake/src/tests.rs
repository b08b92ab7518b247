use plugwright_plugin_sdk::testing::Host;

use super::*;

fn seeded() -> FakeData {
    FakeData::new(&Config::from_pairs([("seed", "42")])).unwrap()
}

fn at(uri: &str) -> PluginContext {
    PluginContext::new("GET", uri)
}

fn text(plugin: &FakeData, uri: &str, name: &str, arguments: &[Value]) -> String {
    match plugin.call(&at(uri), name, arguments).unwrap() {
        Value::Text(text) => text,
        other => panic!("{name} gave {other:?}"),
    }
}

#[test]
fn the_same_seed_and_request_give_the_same_answer_in_every_instance() {
    for name in ["fake.name", "fake.address", "fake.uuid", "fake.datetime"] {
        assert_eq!(
            text(&seeded(), "/pets/1", name, &[]),
            text(&seeded(), "/pets/1", name, &[]),
            "{name}"
        );
        assert_ne!(
            text(&seeded(), "/pets/1", name, &[]),
            text(&seeded(), "/pets/2", name, &[]),
            "{name}"
        );
    }
}

#[test]
fn answers_do_not_change_between_releases() {
    assert_eq!(
        text(&seeded(), "/pets/1", "fake.name", &[]),
        "Grace Collins",
        "tests of users rely on it"
    );
}

#[test]
fn keys_tell_calls_of_one_template_apart() {
    let named = |key: &str| text(&seeded(), "/", "fake.uuid", &[key.into()]);
    assert_eq!(named("a"), named("a"));
    assert_ne!(named("a"), named("b"));
}

#[test]
fn without_a_seed_each_call_draws_anew() {
    let host = Host::new().install();
    let plugin: FakeData = host.plugin().unwrap();
    assert_ne!(
        text(&plugin, "/", "fake.uuid", &[]),
        text(&plugin, "/", "fake.uuid", &[])
    );
}

#[test]
fn the_locale_comes_from_the_argument_or_else_the_configuration() {
    let german = FakeData::new(&Config::from_pairs([("seed", "1"), ("locale", "de-AT")])).unwrap();
    assert_eq!(text(&german, "/", "fake.country", &[]), "Deutschland");
    assert_eq!(text(&german, "/", "fake.country", &["ja".into()]), "日本");
}

#[test]
fn a_wrong_configuration_is_refused_when_the_plugin_is_made() {
    for (key, value) in [("locale", "tlh"), ("sed", "42")] {
        let error = FakeData::new(&Config::from_pairs([(key, value)])).unwrap_err();
        assert_eq!(error.fault, FaultClass::Config, "{error:?}");
    }
}

#[test]
fn every_function_that_is_listed_can_be_called_without_arguments_but_choice() {
    for function in FakeData::functions() {
        let result = seeded().call(&at("/"), &function.name, &[]);
        assert_eq!(
            result.is_ok(),
            function.name != "fake.choice",
            "{}: {result:?}",
            function.name
        );
    }
}

#[test]
fn ranges_hold_at_both_ends() {
    for i in 0..200 {
        let uri = format!("/{i}");
        let die = seeded()
            .call(&at(&uri), "fake.number", &[1.into(), 6.into()])
            .unwrap();
        assert!((1..=6).contains(&die.as_integer().unwrap()), "{die:?}");
        let narrow = seeded()
            .call(&at(&uri), "fake.float", &[0.001.into(), 0.002.into()])
            .unwrap();
        assert!(
            (0.001..=0.002).contains(&narrow.as_number().unwrap()),
            "{narrow:?}"
        );
        let day = text(
            &seeded(),
            &uri,
            "fake.date",
            &["2024-02-28".into(), "2024-03-01".into()],
        );
        assert!(
            ["2024-02-28", "2024-02-29", "2024-03-01"].contains(&day.as_str()),
            "{day}"
        );
    }
}

#[test]
fn a_choice_keeps_the_type_of_its_elements() {
    let list = Value::Json("[7]".into());
    assert_eq!(
        seeded().call(&at("/"), "fake.choice", &[list]).unwrap(),
        Value::Integer(7)
    );
}

#[test]
fn wrong_arguments_name_the_function_and_the_parameter() {
    let cases: [(&str, Vec<Value>, &str); 7] = [
        (
            "fake.number",
            vec!["one".into()],
            "`min` must be a whole number",
        ),
        (
            "fake.number",
            vec![5.into(), 1.into()],
            "`max` must be at least",
        ),
        (
            "fake.date",
            vec!["2023-02-29".into()],
            "`from` must be a date",
        ),
        (
            "fake.lorem",
            vec![10_001.into()],
            "`words` must be a whole number from 0 to 10000",
        ),
        (
            "fake.name",
            vec!["tlh".into()],
            "`locale` must be a language",
        ),
        (
            "fake.choice",
            vec![Value::Json("[]".into())],
            "`list` must be a list with at least one",
        ),
        (
            "fake.uuid",
            vec![1.into(), 2.into()],
            "takes at most 1 arguments",
        ),
    ];
    for (name, arguments, expected) in cases {
        let error = seeded().call(&at("/"), name, &arguments).unwrap_err();
        assert_eq!(error.fault, FaultClass::Caller);
        assert!(
            error.message.contains(name) && error.message.contains(expected),
            "{}",
            error.message
        );
    }
}

#[test]
fn an_unknown_function_is_the_callers_mistake() {
    let error = seeded().call(&at("/"), "fake.unicorn", &[]).unwrap_err();
    assert_eq!(error.code, "unknown-function");
}
