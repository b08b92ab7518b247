//! Section H: a guest that looks around.

use crate::case_with_built_guest;
use plugwright::{AccessMode, EgressPolicy, Grants, Plugin};
use plugwright_hostile_tests::{Arena, built, everything_granted};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::symlink;

async fn load(arena: &Arena, add: impl FnOnce(Grants) -> Grants) -> Plugin {
    let mut limits = Arena::limits();
    limits.time.call = std::time::Duration::from_secs(5);
    let grants = add(everything_granted(EgressPolicy::default(), None));
    let plugin = arena.plugin("curious", built("hostile-misbehaving"));
    plugin.grants(grants).limits(limits).load().await.unwrap()
}

#[test]
fn h6_a_guest_sees_only_the_variables_that_it_was_granted() {
    assert!(
        std::env::vars().count() > 0,
        "the host has variables to see"
    );
    case_with_built_guest().run(async |arena| {
        let nothing = load(arena, |grants| grants).await;
        let seen = nothing.call_json("surroundings", &[]).await.unwrap();
        assert_eq!(seen, json!(["folder /"]));
        let one = load(arena, |grants| grants.env("LANGUAGE", "eo")).await;
        let seen = one.call_json("surroundings", &[]).await.unwrap();
        assert_eq!(seen, json!(["LANGUAGE=eo", "folder /"]));
    });
}

#[test]
fn h8_a_guest_stays_in_the_directory_that_it_was_granted() {
    let host = tempfile::tempdir().unwrap();
    let inside = host.path().join("granted");
    fs::create_dir_all(inside.join("deeper")).unwrap();
    fs::write(host.path().join("secret"), "outside").unwrap();
    fs::write(inside.join("file"), "inside").unwrap();
    symlink("../secret", inside.join("link")).unwrap();
    symlink(host.path().join("secret"), inside.join("absolute-link")).unwrap();
    symlink("..", inside.join("up")).unwrap();
    let path = host.path().to_str().unwrap().to_owned();
    let inside = &inside;
    case_with_built_guest().run(async |arena| {
        let plugin = load(arena, |grants| {
            grants.directory(inside, "/data", AccessMode::ReadWrite)
        })
        .await;
        let call = async |function: &str, arguments: &[&str]| -> Value {
            let arguments: Vec<Value> = arguments.iter().map(|argument| json!(argument)).collect();
            plugin.call_json(function, &arguments).await.unwrap()
        };
        assert_eq!(
            call("reads", &["/data/deeper/../file"]).await,
            json!({"ok": "inside"})
        );
        let secret = format!("{path}/secret");
        for way in [
            "/data/../secret",
            "/data/deeper/../../secret",
            "/data/link",
            "/data/absolute-link",
            "/data/up/secret",
            "/etc/passwd",
            secret.as_str(),
        ] {
            let read = call("reads", &[way]).await;
            assert!(read["err"].is_string(), "{way}: {read}");
            assert!(!read.to_string().contains(&path), "{way}: {read}");
            let written = call("writes", &[way]).await;
            assert!(written["err"].is_string(), "{way}: {written}");
        }
        let moved = call("renames", &["/data/file", "/data/../file"]).await;
        assert!(moved["err"].is_string(), "{moved}");
    });
    assert_eq!(
        fs::read_to_string(host.path().join("secret")).unwrap(),
        "outside"
    );
    assert!(!host.path().join("file").exists());
}

#[test]
fn h8_a_directory_that_was_granted_for_reading_is_not_written_to() {
    let host = tempfile::tempdir().unwrap();
    fs::write(host.path().join("file"), "inside").unwrap();
    let folder = host.path();
    case_with_built_guest().run(async |arena| {
        let plugin = load(arena, |grants| {
            grants.directory(folder, "/data", AccessMode::ReadOnly)
        })
        .await;
        let written = plugin
            .call_json("writes", &[json!("/data/file")])
            .await
            .unwrap();
        assert!(written["err"].is_string(), "{written}");
        let created = plugin
            .call_json("writes", &[json!("/data/new")])
            .await
            .unwrap();
        assert!(created["err"].is_string(), "{created}");
    });
    assert_eq!(
        fs::read_to_string(host.path().join("file")).unwrap(),
        "inside"
    );
    assert_eq!(fs::read_dir(host.path()).unwrap().count(), 1);
}
