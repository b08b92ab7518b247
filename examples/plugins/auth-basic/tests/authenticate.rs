//! The plugin through the trait that the host calls.
#![allow(clippy::unwrap_used, reason = "a test")]

use base64::{Engine, engine::general_purpose::STANDARD};
use plugwright_auth_basic::Basic;
use plugwright_plugin_sdk::{FaultClass, prelude::*, testing::Host};

const USERS: &str = "
# bcrypt of `abc`
ada:$2y$10$WvvTPHKwdBJ3uk0Z37EMR.hLA2W6N9AEBhEgrAOljy2Ae5MtaSIUi
";

fn judge(user_and_password: &str) -> AuthResult {
    let host = Host::new()
        .config("users", USERS)
        .config("realm", "lab")
        .install();
    let plugin: Basic = host.plugin().unwrap();
    let creds = AuthCredentials::new("basic", STANDARD.encode(user_and_password));
    plugin
        .authenticate(&PluginContext::new("GET", "/"), &creds)
        .unwrap()
}

#[test]
fn the_right_password_is_accepted_in_its_realm() {
    let result = judge("ada:abc");
    assert!(result.authenticated);
    assert_eq!(
        (result.user_id.as_str(), result.claim("realm")),
        ("ada", Some("lab"))
    );
}

#[test]
fn a_refusal_does_not_tell_whether_the_user_exists() {
    assert_eq!(judge("ada:abd"), judge("eve:abc"));
    assert_eq!(judge("ada:abd").claim("reason"), Some("credentials-wrong"));
    assert_eq!(judge("ada").claim("reason"), Some("credentials-malformed"));
}

#[test]
fn without_users_or_with_misspelt_keys_the_operator_is_told() {
    let host = Host::new().config("realm", "lab").install();
    assert_eq!(host.plugin::<Basic>().unwrap_err().code, "config-missing");
    drop(host);
    let host = Host::new().config("user", USERS).install();
    let error = host.plugin::<Basic>().unwrap_err();
    assert_eq!(
        (error.fault, error.code.as_str()),
        (FaultClass::Config, "config-unknown-key")
    );
    assert!(
        error.message.contains("did you mean `users`?"),
        "{}",
        error.message
    );
}

#[test]
fn another_scheme_is_the_callers_error() {
    let host = Host::new().config("users", USERS).install();
    let plugin: Basic = host.plugin().unwrap();
    let judged = plugin.authenticate(
        &PluginContext::default(),
        &AuthCredentials::new("bearer", "x"),
    );
    assert_eq!(judged.unwrap_err().fault, FaultClass::Caller);
}
