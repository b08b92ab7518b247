//! Manifests that were written to do harm (rows D5 and D11 of the catalogue of hostile inputs).

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use plugwright_manifest::Manifest;

use crate::property;

/// Refused with this code, quickly, with a message that a log can hold.
fn refused(name: &str, text: &str, code: &str) {
    let start = Instant::now();
    let error = Manifest::parse(name, text).expect_err(&text[..text.floor_char_boundary(80)]);
    assert_eq!(error.code(), code, "{error}");
    property::message_is_harmless(&error);
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "took {:?}",
        start.elapsed()
    );
}

#[test]
fn d11_a_file_of_megabytes_is_refused_before_it_is_parsed() {
    let text = format!(
        "id: a\nversion: 1.0.0\ndescription: {}\n",
        "x".repeat(1 << 20)
    );
    refused("plugin.yaml", &text, "PW-MANIFEST-LIMIT");
    refused("plugin.toml", &text, "PW-MANIFEST-LIMIT");
}

#[test]
fn d11_deep_nesting_is_refused() {
    // Beyond 255 levels it is the scanner that stops, with an error of its own.
    for (levels, code) in [
        (20, "PW-MANIFEST-LIMIT"),
        (1_000, "PW-MANIFEST-SYNTAX"),
        (100_000, "PW-MANIFEST-SYNTAX"),
    ] {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        refused("plugin.yaml", &format!("id: {open}{close}\n"), code);
    }
    let block = (0..500).fold(String::new(), |mut text, level| {
        let _ = writeln!(text, "{}a:", " ".repeat(level));
        text
    });
    refused("plugin.yaml", &block, "PW-MANIFEST-LIMIT");
    refused(
        "plugin.toml",
        &format!("a = {}{}\n", "[".repeat(20), "]".repeat(20)),
        "PW-MANIFEST-LIMIT",
    );
    refused(
        "plugin.toml",
        &format!("{} = 1\n", vec!["a"; 20].join(".")),
        "PW-MANIFEST-LIMIT",
    );
    refused(
        "plugin.toml",
        &format!("a = {}{}\n", "[".repeat(100_000), "]".repeat(100_000)),
        "PW-MANIFEST-SYNTAX",
    );
    refused(
        "plugin.toml",
        &format!("{} = 1\n", vec!["a"; 100_000].join(".")),
        "PW-MANIFEST-SYNTAX",
    );
}

#[test]
fn d11_a_billion_laughs_are_refused_at_the_first() {
    let mut text = String::from("a0: &a0 [lol, lol]\n");
    for level in 1..30 {
        let _ = writeln!(
            text,
            "a{level}: &a{level} [*a{}, *a{}]",
            level - 1,
            level - 1
        );
    }
    refused("plugin.yaml", &text, "PW-MANIFEST-LIMIT");
    refused(
        "plugin.yaml",
        "id: &x a\nversion: 1.0.0\n",
        "PW-MANIFEST-LIMIT",
    );
    refused(
        "plugin.yaml",
        "<<: {id: a}\nversion: 1.0.0\n",
        "PW-MANIFEST-LIMIT",
    );
}

#[test]
fn d11_many_values_are_refused() {
    let text = format!("id: a\nversion: 1.0.0\ntags: [{}]\n", "1,".repeat(30_000));
    refused("plugin.yaml", &text, "PW-MANIFEST-LIMIT");
    let text = format!("[plugin]\ntags = [{}]\n", "1,".repeat(30_000));
    refused("plugin.toml", &text, "PW-MANIFEST-LIMIT");
}

#[test]
fn d11_several_documents_are_refused() {
    refused(
        "plugin.yaml",
        "id: a\nversion: 1.0.0\n---\nid: b\nversion: 1.0.0\n",
        "PW-MANIFEST-LIMIT",
    );
}

#[test]
fn d11_huge_numbers_are_refused() {
    let huge = "9".repeat(10_000);
    for (key, value) in [
        ("fuel", huge.as_str()),
        ("fuel", "18446744073709551616"),
        ("fuel", "-1"),
        ("fuel", "1e3"),
        ("component", huge.as_str()),
        ("component", "-5"),
        ("component", "99999999999999999999TiB"),
    ] {
        refused(
            "plugin.yaml",
            &format!("id: a\nversion: 1.0.0\nlimits: {{{key}: {value}}}\n"),
            "PW-MANIFEST-VALUE",
        );
    }
    refused(
        "plugin.toml",
        &format!("[plugin]\nname = \"a\"\nversion = \"1.0.0\"\n[limits]\nfuel = {huge}\n"),
        "PW-MANIFEST-VALUE",
    );
    let version = format!("id: a\nversion: {huge}.0.0\n");
    refused("plugin.yaml", &version, "PW-MANIFEST-VALUE");
}

#[test]
fn d11_keys_that_are_no_words_are_refused() {
    for text in ["? [a, b]\n: 1\n", "? {a: b}\n: 1\n"] {
        refused("plugin.yaml", text, "PW-MANIFEST-SYNTAX");
    }
    let long = format!("{}: 1\n", "k".repeat(900));
    refused("plugin.yaml", &long, "PW-MANIFEST-UNKNOWN-KEY");
    refused(
        "plugin.yaml",
        "\"a\\u202e\\e[2J\": 1\n",
        "PW-MANIFEST-UNKNOWN-KEY",
    );
}

#[test]
fn d5_an_id_is_checked_before_anyone_uses_it() {
    let long = "x".repeat(10_240);
    for bad in [
        "../../x",
        "CON",
        "nul",
        "",
        &long,
        "a\\u0000",
        "a\\u202eb",
        "a\\u001b[2J",
        "a/b",
        "acme:",
        ":a",
        "a:b:c",
    ] {
        refused(
            "plugin.yaml",
            &format!("id: \"{bad}\"\nversion: 1.0.0\n"),
            "PW-MANIFEST-VALUE",
        );
        refused(
            "plugin.yaml",
            &format!("id: a\nversion: \"{bad}\"\n"),
            "PW-MANIFEST-VALUE",
        );
    }
}

#[test]
fn d11_the_embedded_form_has_one_spelling() {
    let manifest = Manifest::parse("plugin.yaml", "id: a\nversion: 1.0.0\n").unwrap();
    let canonical = String::from_utf8(manifest.to_canonical_json()).unwrap();
    assert_eq!(
        canonical,
        r#"{"plugin":{"id":"a","name":"a","version":"1.0.0"}}"#
    );
    for other in [
        r#"{"plugin":{"id":"a","version":"1.0.0"}}"#,
        r#"{"plugin":{"name":"a","id":"a","version":"1.0.0"}}"#,
        r#"{"plugin": {"id":"a","name":"a","version":"1.0.0"}}"#,
        "{\"plugin\":{\"id\":\"a\",\"name\":\"a\",\"version\":\"1.0.0\"}}\n",
        r#"{"plugin":{"id":"\u0061","name":"a","version":"1.0.0"}}"#,
        "plugin: {id: a, name: a, version: 1.0.0}",
    ] {
        let error = Manifest::from_canonical_json(other.as_bytes()).unwrap_err();
        assert_eq!(error.code(), "PW-MANIFEST-NOT-CANONICAL", "{other}");
    }
    let error = Manifest::from_canonical_json(b"{\"plugin\":\xff}").unwrap_err();
    assert_eq!(error.code(), "PW-MANIFEST-NOT-CANONICAL");
}
