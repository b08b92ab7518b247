//! What an operator takes back is gone with the next call, for everybody who holds the plugin.
#![allow(missing_docs, clippy::unwrap_used)]

use plugwright::{Availability, Engine, Error, Fault, Plugin};

const ANSWERS: &str = r#"(component
    (core module $m (func (export "answer") (result i32) (i32.const 42)))
    (core instance $i (instantiate $m))
    (func (export "answer") (result u32) (canon lift (core func $i "answer"))))"#;

async fn plugin() -> Plugin {
    let engine = Engine::builder().build().unwrap();
    let bytes = wat::parse_str(ANSWERS).unwrap();
    let id = "acme:answering".parse().unwrap();
    engine.plugin(id, bytes).load().await.unwrap()
}

fn assert_revoked(error: &Error) {
    assert_eq!(
        (error.code(), error.fault()),
        ("PW-GRANT-REVOKED", Fault::Policy)
    );
    assert!(error.to_string().contains("it talks too much"), "{error}");
}

#[tokio::test]
async fn e12_the_next_call_after_a_revocation_fails_for_every_tenant_and_session() {
    let plugin = plugin().await;
    let tenant = plugin.tenant("acme").unwrap();
    let mut session = plugin.session().await.unwrap();
    assert_eq!(plugin.call_json("answer", &[]).await.unwrap(), 42);
    assert_eq!(session.call_json("answer", &[]).await.unwrap(), 42);

    plugin.clone().revoke("it talks too much");
    assert_revoked(&plugin.call_json("answer", &[]).await.unwrap_err());
    assert_revoked(&tenant.call_json("answer", &[]).await.unwrap_err());
    assert_revoked(&session.call_json("answer", &[]).await.unwrap_err());
    let later = plugin.tenant("who came later").unwrap();
    assert_revoked(&later.call_json("answer", &[]).await.unwrap_err());
    assert_eq!(plugin.idle_instances(), 0);
}

#[tokio::test]
async fn e12_neither_release_nor_time_gives_back_what_was_revoked() {
    let plugin = plugin().await;
    plugin.revoke("it talks too much");
    plugin.release();
    assert_revoked(&plugin.call_json("answer", &[]).await.unwrap_err());
    let revoked = Availability::Revoked {
        reason: "it talks too much".to_owned(),
    };
    assert_eq!(plugin.availability(), revoked);
}
