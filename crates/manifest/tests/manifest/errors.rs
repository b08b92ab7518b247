//! What an author is told: a code, a place, a hint.

use plugwright_manifest::{Error, Manifest};

fn refused(name: &str, text: &str) -> Error {
    match Manifest::parse(name, text) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error,
    }
}

/// A file with one mistake, and what has to be said about it.
struct Mistake<'t> {
    file: &'t str,
    text: &'t str,
    place: &'t str,
    code: &'t str,
    says: &'t str,
}

fn mistakes() -> impl Iterator<Item = Mistake<'static>> {
    let fixture = include_str!("../fixtures/mistakes.txt");
    fixture.split("\n=== ").skip(1).map(|case| {
        let (file, case) = case.split_once('\n').unwrap();
        let (text, expected) = case.split_once(">>> ").unwrap();
        let mut words = expected.trim_end().splitn(3, ' ');
        Mistake {
            file,
            text,
            place: words.next().unwrap(),
            code: words.next().unwrap(),
            says: words.next().unwrap(),
        }
    })
}

#[test]
fn x19_every_mistake_has_a_code_a_place_and_a_hint() {
    for mistake in mistakes() {
        let error = refused(mistake.file, mistake.text);
        let message = error.to_string();
        let shown = format!("{}\n{message}", mistake.text);
        assert_eq!(
            error.code(),
            format!("PW-MANIFEST-{}", mistake.code),
            "{shown}"
        );
        let place = format!("{}:{}: ", mistake.file, mistake.place);
        assert!(message.starts_with(&place), "{shown}");
        assert!(message.contains(mistake.says), "{shown}");
    }
    assert!(mistakes().count() >= 47);
}

#[test]
fn a_message_never_shows_where_the_file_is_on_the_host() {
    let error = refused("/var/lib/tenants/acme/plugin.yaml", "x: 1\n");
    assert!(error.to_string().starts_with("plugin.yaml:1:1:"), "{error}");
    let error = refused("C:\\Users\\acme\\plugin.toml", "x = 1\n");
    assert!(!error.to_string().contains("acme"), "{error}");
}

#[test]
fn a_file_of_another_language_is_refused_by_its_name() {
    for name in ["plugin.json", "plugin", "", "yaml", "plugin.YAML"] {
        assert_eq!(
            refused(name, "plugin: {id: a, version: 1.0.0}\n").code(),
            "PW-MANIFEST-FILE-NAME",
            "{name}"
        );
    }
}
