use std::time::{Duration, SystemTime};

use plugwright_plugin_sdk::testing::{Host, Installed};

use super::*;

fn host() -> Host {
    Host::new()
        .config("encryption-key", "42".repeat(32))
        .config("hmac-key", "Jefe")
}

fn call(host: &Installed, name: &str, arguments: &[Value]) -> Result<Value, Error> {
    let plugin: Crypto = host.plugin()?;
    plugin.call(&PluginContext::new("GET", "/"), name, arguments)
}

fn text(host: &Installed, name: &str, arguments: &[Value]) -> String {
    call(host, name, arguments)
        .unwrap()
        .as_text()
        .unwrap()
        .to_owned()
}

#[test]
fn digests_come_in_the_encoding_that_was_asked_for() {
    let host = host().install();
    assert_eq!(
        text(&host, "crypto.md5", &["abc".into()]),
        "900150983cd24fb0d6963f7d28e17f72"
    );
    assert_eq!(
        text(&host, "crypto.md5", &["abc".into(), "base64".into()]),
        "kAFQmDzST7DWlj99KOF/cg=="
    );
    assert_eq!(
        text(&host, "crypto.md5", &["abc".into(), "base64url".into()]),
        "kAFQmDzST7DWlj99KOF_cg"
    );
}

#[test]
fn a_code_is_made_with_the_configured_key_unless_one_is_given() {
    let host = host().install();
    let message = "what do ya want for nothing?";
    let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(
        text(&host, "crypto.hmac", &["SHA-256".into(), message.into()]),
        expected
    );
    assert_ne!(
        text(
            &host,
            "crypto.hmac",
            &["sha256".into(), message.into(), "other".into()]
        ),
        expected
    );
}

#[test]
fn a_token_made_in_a_template_opens_in_a_template() {
    let host = host().install();
    let token = text(
        &host,
        "crypto.encrypt",
        &["user 5".into(), "session".into()],
    );
    assert_eq!(
        text(
            &host,
            "crypto.decrypt",
            &[token.as_str().into(), "session".into()]
        ),
        "user 5"
    );
    let error = call(&host, "crypto.decrypt", &[token.as_str().into()]).unwrap_err();
    assert_eq!(
        (error.fault, error.code.as_str()),
        (FaultClass::Caller, "token-refused")
    );
}

#[test]
fn two_tokens_of_one_text_differ() {
    let host = host().install();
    assert_ne!(
        text(&host, "crypto.encrypt", &["a".into()]),
        text(&host, "crypto.encrypt", &["a".into()])
    );
}

#[test]
fn without_a_key_the_operator_is_told_which_one_to_configure() {
    let host = Host::new().install();
    for (name, arguments, key) in [
        ("crypto.encrypt", vec!["a".into()], "encryption-key"),
        ("crypto.hmac", vec!["sha256".into(), "a".into()], "hmac-key"),
    ] {
        let error = call(&host, name, &arguments).unwrap_err();
        assert!(
            error.fault == FaultClass::Config && error.message.contains(key),
            "{error:?}"
        );
    }
}

#[test]
fn a_key_that_is_too_short_is_refused_without_being_shown() {
    let host = Host::new().config("encryption-key", "hunter2").install();
    let error = host.plugin::<Crypto>().err().unwrap();
    assert!(
        error.message.contains("32 bytes") && !error.message.contains("hunter2"),
        "{}",
        error.message
    );
}

#[test]
fn encodings_turn_back() {
    let host = host().install();
    for encoding in ["base64", "base64url", "hex"] {
        let encoded = text(
            &host,
            &format!("crypto.{encoding}_encode"),
            &["Grüße".into()],
        );
        assert_eq!(
            text(
                &host,
                &format!("crypto.{encoding}_decode"),
                &[encoded.into()]
            ),
            "Grüße"
        );
    }
    let error = call(&host, "crypto.hex_decode", &["ff".into()]).unwrap_err();
    assert!(error.message.contains("UTF-8"), "{}", error.message);
}

#[test]
fn a_uuid_of_version_7_carries_the_hosts_clock() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_millis(0x0123_4567_89ab);
    let host = host().now(now).install();
    let uuid = text(&host, "crypto.uuid7", &[]);
    assert!(uuid.starts_with("01234567-89ab-7"), "{uuid}");
    assert_eq!(&text(&host, "crypto.uuid", &[])[14..15], "4");
}

#[test]
fn wrong_arguments_name_the_function_and_the_parameter() {
    let host = host().install();
    let cases: [(&str, Vec<Value>, &str); 6] = [
        ("crypto.sha256", vec![], "`text` must be given"),
        (
            "crypto.sha256",
            vec!["a".into(), "rot13".into()],
            "`encoding` must be hex, base64 or base64url",
        ),
        (
            "crypto.hmac",
            vec!["blake3".into(), "a".into()],
            "`algorithm` must be sha256",
        ),
        (
            "crypto.random_bytes",
            vec![65_537.into()],
            "`length` must be a whole number from 0 to 65536",
        ),
        (
            "crypto.random_int",
            vec![2.into(), 1.into()],
            "`max` must be at least",
        ),
        (
            "crypto.random_string",
            vec![1.into(), "".into()],
            "`alphabet` must be at least one",
        ),
    ];
    for (name, arguments, expected) in cases {
        let error = call(&host, name, &arguments).unwrap_err();
        assert_eq!(error.fault, FaultClass::Caller);
        assert!(
            error.message.contains(name) && error.message.contains(expected),
            "{}",
            error.message
        );
    }
}
