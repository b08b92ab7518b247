//! Section F: a guest that wants to reach what it may not, over `wasi:http`.
//!
//! The sender itself is tested against real servers in the host; here a real guest goes the whole way.

use crate::case_with_built_guest;
use plugwright::{EgressPolicy, Fault, Limits, Plugin, Problem};
use plugwright_hostile_tests::{
    Arena, Case, SECRET, Server, built, component_text, everything_granted, not_loaded,
};
use serde_json::{Value, json};
use std::time::Duration;

fn allowing(origins: &[&str]) -> EgressPolicy {
    let allow = |policy: EgressPolicy, origin: &&str| policy.allow_private(origin.parse().unwrap());
    origins.iter().fold(EgressPolicy::default(), allow)
}

async fn load(arena: &Arena, policy: EgressPolicy, secret_for: Option<&str>) -> Plugin {
    load_with(arena, policy, secret_for, |_| {}).await
}

async fn load_with(
    arena: &Arena,
    policy: EgressPolicy,
    secret_for: Option<&str>,
    change: impl FnOnce(&mut Limits),
) -> Plugin {
    let mut limits = Arena::limits();
    limits.time.call = Duration::from_secs(10);
    change(&mut limits);
    let plugin = arena.plugin("networked", built("hostile-misbehaving"));
    let plugin = plugin.grants(everything_granted(policy, secret_for));
    plugin.limits(limits).load().await.unwrap()
}

/// The status and the body that the guest got, or the name of its error value.
async fn fetch(
    plugin: &Plugin,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
) -> Result<(u64, String), String> {
    let (scheme, rest) = url.split_once("://").unwrap();
    let (authority, path) = rest
        .split_once('/')
        .map_or((rest, ""), |(authority, path)| (authority, path));
    let arguments = [
        json!(method),
        json!(scheme),
        json!(authority),
        json!(format!("/{path}")),
        json!(headers),
    ];
    let answer: Value = plugin.call_json("fetch", &arguments).await.unwrap();
    match answer.get("err") {
        Some(error) => Err(error.as_str().unwrap().to_owned()),
        None => {
            let ok = &answer["ok"];
            Ok((ok[0].as_u64().unwrap(), ok[1].as_str().unwrap().to_owned()))
        }
    }
}

#[test]
fn f1_what_is_not_granted_is_an_error_value_and_reaches_nobody() {
    case_with_built_guest().run(async |arena| {
        let (granted, other) = (
            Server::start(|_| Server::ok("hello")).await,
            Server::start(|_| Server::ok("never")).await,
        );
        let only_get = format!("GET {}", granted.origin());
        let plugin = load(arena, allowing(&[&only_get]), None).await;
        let answer = fetch(&plugin, "GET", &format!("{}/", granted.origin()), &[]).await;
        assert_eq!(answer, Ok((200, "hello".to_owned())));
        for (method, url) in [
            ("GET", format!("{}/", other.origin())),
            ("GET", format!("http://localhost:{}/", granted.port())),
            ("GET", format!("https://{}/", granted.authority())),
            ("POST", format!("{}/", granted.origin())),
            ("PATCH", format!("{}/", granted.origin())),
        ] {
            let error = fetch(&plugin, method, &url, &[]).await.unwrap_err();
            assert!(
                error.contains("HttpRequestDenied"),
                "{method} {url}: {error}"
            );
        }
        assert_eq!((granted.requests().len(), other.requests().len()), (1, 0));
        assert_eq!(plugin.metrics().failed(), 0);
    });
}

#[test]
fn f2_an_allowed_name_that_leads_inside_is_not_dialled() {
    case_with_built_guest().run(async |arena| {
        let inside = Server::start(|_| Server::ok("never")).await;
        let name = format!("http://localhost:{}", inside.port());
        let address = inside.origin();
        let policy = EgressPolicy::default();
        let policy = policy
            .allow(name.parse().unwrap())
            .allow(address.parse().unwrap());
        let plugin = load(arena, policy, None).await;
        for url in [name, address] {
            let error = fetch(&plugin, "GET", &format!("{url}/"), &[])
                .await
                .unwrap_err();
            assert!(error.contains("DestinationIpProhibited"), "{url}: {error}");
        }
        assert_eq!(inside.requests(), Vec::<String>::new());
    });
}

#[test]
fn f5_a_redirect_is_the_guests_to_follow_and_judged_again() {
    case_with_built_guest().run(async |arena| {
        let inside = Server::start(|_| Server::ok("never")).await;
        let location = format!("location: {}/\r\n", inside.origin());
        let outside = Server::start(move |_| Server::answer("302 Found", &location, "")).await;
        let plugin = load(arena, allowing(&[&outside.origin()]), None).await;
        let (status, _) = fetch(&plugin, "GET", &format!("{}/", outside.origin()), &[])
            .await
            .unwrap();
        assert_eq!(status, 302);
        let error = fetch(&plugin, "GET", &format!("{}/", inside.origin()), &[])
            .await
            .unwrap_err();
        assert!(error.contains("HttpRequestDenied"), "{error}");
        assert_eq!(inside.requests(), Vec::<String>::new());
    });
}

#[test]
fn f7_the_host_sets_the_host_and_nothing_is_smuggled() {
    case_with_built_guest().run(async |arena| {
        let server = Server::start(|_| Server::ok("")).await;
        let plugin = load(arena, allowing(&[&server.origin()]), None).await;
        let url = format!("{}/", server.origin());
        for header in [
            ("host", "admin.internal"),
            ("x-a", "b\r\nhost: admin.internal"),
            ("x-a", "b\nx-c: d"),
            ("transfer-encoding", "chunked"),
            ("connection", "upgrade"),
            ("proxy-authorization", "Basic eA=="),
            ("content-length", "100"),
        ] {
            // Some are refused when they are set and some when they are sent; what counts is what arrives.
            let _ = fetch(&plugin, "GET", &url, &[header]).await;
        }
        fetch(&plugin, "GET", &url, &[("x-fine", "yes")])
            .await
            .unwrap();
        let requests = server.requests();
        assert!(requests.last().unwrap().contains("x-fine: yes"));
        let host = format!("host: {}\r\n", server.authority());
        for request in &requests {
            let request = request.to_lowercase();
            assert_eq!(
                request.matches("host:").count(),
                request.matches(&host).count(),
                "{request}"
            );
            for smuggled in [
                "admin.internal",
                "x-c:",
                "chunked",
                "upgrade",
                "proxy-",
                "content-length: 100",
            ] {
                assert!(!request.contains(smuggled), "{request}");
            }
        }
    });
}

#[test]
fn f8_sockets_and_names_are_not_there_at_all() {
    let bytes = component_text(
        r#"(component
          (import "wasi:sockets/tcp-create-socket@0.2.0" (instance (export "create-tcp-socket" (func))))
          (import "wasi:sockets/udp-create-socket@0.2.0" (instance (export "create-udp-socket" (func))))
          (import "wasi:sockets/ip-name-lookup@0.2.0" (instance (export "resolve-addresses" (func)))))"#,
    );
    Case::new().run(async |arena| {
        let grants = everything_granted(allowing(&["http://127.0.0.1:80"]), None);
        let Err(error) = arena
            .plugin("sockets", bytes.clone())
            .grants(grants)
            .load()
            .await
        else {
            panic!("a component that opens sockets was loaded")
        };
        not_loaded(&error, &bytes, "PW-MISSING-GRANTS", Fault::Policy);
        let Problem::MissingGrants { imports } = error.problem() else {
            panic!("{error}")
        };
        assert_eq!(imports.len(), 3, "{imports:?}");
    });
}

#[test]
fn f10_an_answer_without_end_ends_at_its_limits() {
    case_with_built_guest().run(async |arena| {
        let large = Server::start(|_| Server::ok(&"x".repeat(100_000))).await;
        let small = |limits: &mut Limits| limits.http.response_body = plugwright::ByteSize(50_000);
        let plugin = load_with(arena, allowing(&[&large.origin()]), None, small).await;
        let error = fetch(&plugin, "GET", &format!("{}/", large.origin()), &[])
            .await
            .unwrap_err();
        assert!(error.contains("HttpResponseBodySize"), "{error}");
        // A server that accepts and says nothing.
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", silent.local_addr().unwrap());
        let hurried = |limits: &mut Limits| limits.http.first_byte = Duration::from_millis(100);
        let plugin = load_with(arena, allowing(&[&origin]), None, hurried).await;
        let error = fetch(&plugin, "GET", &format!("{origin}/"), &[])
            .await
            .unwrap_err();
        assert!(error.contains("Timeout"), "{error}");
    });
}

#[test]
fn f12_a_revoked_grant_lets_no_new_request_out() {
    case_with_built_guest().run(async |arena| {
        let server = Server::start(|_| Server::ok("hello")).await;
        let plugin = load(arena, allowing(&[&server.origin()]), None).await;
        let url = format!("{}/", server.origin());
        fetch(&plugin, "GET", &url, &[]).await.unwrap();
        plugin.replace_http_policy(EgressPolicy::default());
        let error = fetch(&plugin, "GET", &url, &[]).await.unwrap_err();
        assert!(error.contains("HttpRequestDenied"), "{error}");
        assert_eq!(server.requests().len(), 1);
    });
}

#[test]
fn f13_a_secret_reaches_its_origin_and_never_the_plugin() {
    case_with_built_guest().run(async |arena| {
        let (granted, other) = (
            // Echoes all that it was sent, in its headers and its body.
            Server::start(|head| {
                let sent = head
                    .lines()
                    .find_map(|line| line.strip_prefix("authorization: "));
                let sent = sent.unwrap_or_default();
                Server::answer("200 OK", &format!("x-echo: {sent}\r\n"), "")
            })
            .await,
            Server::start(|_| Server::ok("")).await,
        );
        let policy = allowing(&[&granted.origin(), &other.origin()]);
        let plugin = load(arena, policy, Some(&granted.origin())).await;
        let placeholder = plugin
            .call_json("placeholder", &[json!("planted")])
            .await
            .unwrap();
        let placeholder = placeholder["ok"].as_str().unwrap().to_owned();
        assert!(!placeholder.contains(SECRET));
        let header = [("authorization", placeholder.as_str())];
        let answer = fetch(&plugin, "GET", &format!("{}/", granted.origin()), &header).await;
        assert!(!format!("{answer:?}").contains(SECRET), "{answer:?}");
        assert!(granted.requests()[0].contains(&format!("authorization: {SECRET}\r\n")));
        let refused = fetch(&plugin, "GET", &format!("{}/", other.origin()), &header).await;
        assert!(refused.is_err(), "{refused:?}");
        assert!(
            other
                .requests()
                .iter()
                .all(|request| !request.contains(SECRET))
        );
        let unknown = plugin
            .call_json("placeholder", &[json!("another")])
            .await
            .unwrap();
        assert!(unknown["err"].to_string().contains("denied"), "{unknown}");
        let everything = format!("{:?} {:?}", plugin.logs(), plugin.metrics());
        assert!(!everything.contains(SECRET));
    });
}
