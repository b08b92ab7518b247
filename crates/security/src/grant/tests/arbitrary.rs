//! Random requests out of few values, so that they often meet.

use std::collections::{BTreeMap, BTreeSet};

use plugwright_manifest::{
    AccessMode, Capabilities, GuestPath, HttpMethod, KeyName, LimitRequest, Methods, OriginPattern,
};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;

use super::super::{Request, Use};

const PATTERNS: [&str; 6] = [
    "*",
    "https://*.acme.example",
    "https://a.acme.example",
    "https://b.acme.example",
    "https://other.example",
    "https://a.acme.example:8443",
];

pub(super) fn pattern() -> impl Strategy<Value = OriginPattern> {
    select(PATTERNS.to_vec()).prop_map(|text| text.parse().unwrap())
}

fn methods() -> impl Strategy<Value = Methods> {
    use HttpMethod::{Delete, Get, Post};
    let some = btree_set(select(vec![Get, Post, Delete]), 1..3).prop_map(Methods::Only);
    prop_oneof![Just(Methods::All), some]
}

fn names() -> impl Strategy<Value = BTreeSet<KeyName>> {
    btree_set(select(vec!["one", "two", "three"]), 0..3)
        .prop_map(|names| names.iter().map(|name| name.parse().unwrap()).collect())
}

fn directories() -> impl Strategy<Value = BTreeMap<GuestPath, AccessMode>> {
    let mode = select(vec![AccessMode::ReadOnly, AccessMode::ReadWrite]);
    btree_map(select(vec!["/", "/data", "/data/in"]), mode, 0..3).prop_map(|directories| {
        directories
            .into_iter()
            .map(|(path, mode)| (path.parse().unwrap(), mode))
            .collect()
    })
}

pub(super) fn capabilities() -> impl Strategy<Value = Capabilities> {
    let http = btree_map(pattern(), methods(), 0..4);
    let key = select(vec!["one", "two"]).prop_map(|name| name.parse::<KeyName>().unwrap());
    let secrets = btree_map(key, btree_set(pattern(), 1..3), 0..2);
    (
        http,
        directories(),
        names(),
        names(),
        names(),
        secrets,
        any::<bool>(),
    )
        .prop_map(
            |(http, directories, env, config, key_value, secrets, gpu)| Capabilities {
                http,
                directories,
                env,
                config,
                key_value,
                secrets,
                gpu,
                ..Capabilities::none()
            },
        )
}

fn limits() -> impl Strategy<Value = LimitRequest> {
    select(vec![
        "{}",
        r#"{"memory": {"size": "64MiB"}}"#,
        r#"{"memory": {"size": "128MiB", "tables": 7}}"#,
        r#"{"memory": {"size": "1MiB"}, "time": {"call": "9s"}}"#,
        r#"{"fuel": 10}"#,
        r#"{"fuel": 20, "component": "1MiB"}"#,
    ])
    .prop_map(|json| serde_json::from_str(json).unwrap())
}

pub(super) fn request() -> impl Strategy<Value = Request> {
    let endpoint = select(vec![
        None,
        Some("https://a.example/"),
        Some("https://b.example/"),
    ]);
    let dependencies = btree_set(select(vec!["a:x", "b:y"]), 0..2);
    (capabilities(), limits(), endpoint, dependencies).prop_map(
        |(capabilities, limits, endpoint, dependencies)| Request {
            capabilities,
            limits,
            endpoint: endpoint.map(str::to_owned),
            dependencies: dependencies.iter().map(|id| id.parse().unwrap()).collect(),
        },
    )
}

/// What a guest may say, true, false or malformed.
pub(super) fn uses() -> impl Strategy<Value = Vec<Use>> {
    let origin = select(vec![
        "https://a.acme.example",
        "https://b.acme.example",
        "https://c.acme.example:443",
        "https://d.acme.example",
        "https://e.acme.example",
        "https://a.acme.example:8443",
        "https://other.example",
        "https://evil.example",
        "https://*.acme.example",
        "*",
        "nonsense",
        "https://user@a.acme.example",
    ]);
    let method = select(vec!["GET", "POST", "DELETE", "CONNECT", "get", ""]);
    let path = select(vec![
        "/data/x/y",
        "/data",
        "/data/../etc",
        "/data/in/1",
        "/database",
        "rel",
        "/",
    ]);
    let name = || select(vec!["one", "two", "three", "four", "not a name\n"]);
    let used = prop_oneof![
        4 => (origin, method).prop_map(|(origin, method)| Use::Http {
            origin: origin.to_owned(),
            method: method.to_owned(),
        }),
        2 => (path, any::<bool>()).prop_map(|(path, write)| Use::File { path: path.to_owned(), write }),
        1 => name().prop_map(|name| Use::Env { name: name.to_owned() }),
        1 => name().prop_map(|name| Use::Config { name: name.to_owned() }),
        1 => name().prop_map(|name| Use::Bucket { name: name.to_owned() }),
        1 => name().prop_map(|name| Use::Secret { name: name.to_owned() }),
    ];
    vec(used, 0..24)
}
