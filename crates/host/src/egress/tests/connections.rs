//! F3, F9, F12: what an open connection is worth.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Notify;

use super::names::Names;
use super::server::{Answer, Server, Then};
use super::{builder, code, egress, get, get_text, private, resolving, text};
use crate::egress::{EgressLimits, EgressPolicy, Resolver};

#[tokio::test]
async fn a_connection_is_reused_by_the_same_plugin_and_its_instances() {
    let server = Server::start(|_| Answer::ok("hello")).await;
    let egress = egress(&[&server.origin()]);
    for _ in 0..3 {
        assert_eq!(get_text(&egress, &server.origin()).await.unwrap(), "hello");
        assert_eq!(
            get_text(&egress.for_instance(), &server.origin())
                .await
                .unwrap(),
            "hello"
        );
    }
    assert_eq!((server.connections(), egress.counts().connections), (1, 1));
}

#[tokio::test]
async fn f9_no_connection_is_shared_between_plugins() {
    let server = Server::start(|_| Answer::ok("hello")).await;
    let plugins = [egress(&[&server.origin()]), egress(&[&server.origin()])];
    for _ in 0..2 {
        for plugin in &plugins {
            assert_eq!(get_text(plugin, &server.origin()).await.unwrap(), "hello");
        }
    }
    assert_eq!(server.connections(), 2);
    assert_eq!(plugins[0].counts().connections, 1);
}

#[tokio::test]
async fn f3_a_pooled_connection_is_judged_again() {
    let server = Server::start(|_| Answer::ok("hello")).await;
    let origin = server.origin_as("moved.example");
    let names = Names::default().with("moved.example", &[&["127.0.0.1"]]);
    let egress = resolving(&[&origin], &names);
    assert_eq!(get_text(&egress, &origin).await.unwrap(), "hello");
    // The origin stays allowed, but private addresses do not.
    egress.replace_policy(EgressPolicy::default().allow(origin.parse().unwrap()));
    assert_eq!(code(&egress, &origin).await, "PW-EGRESS-ADDRESS");
    assert_eq!((server.connections(), server.requests().len()), (1, 1));
}

#[tokio::test]
async fn f12_after_a_revocation_no_request_leaves_and_idle_connections_are_closed() {
    let server = Server::start(|_| Answer::ok("hello")).await;
    let egress = egress(&[&server.origin()]);
    let instance = egress.for_instance();
    assert_eq!(
        get_text(&instance, &server.origin()).await.unwrap(),
        "hello"
    );
    egress.replace_policy(EgressPolicy::default());
    assert_eq!(code(&instance, &server.origin()).await, "PW-EGRESS-DENIED");
    egress.replace_policy(private(&[&server.origin()]));
    assert_eq!(
        get_text(&instance, &server.origin()).await.unwrap(),
        "hello"
    );
    assert_eq!(
        server.connections(),
        2,
        "the connection of the old grant was not kept for the new one"
    );
}

#[tokio::test]
async fn f12_a_response_that_has_begun_is_finished_and_its_connection_then_closed() {
    let slow = Then::Repeat("x".to_owned(), Duration::from_millis(20));
    let server = Server::start(move |_| {
        Answer(
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n".to_owned(),
            slow.clone(),
        )
    })
    .await;
    let egress = egress(&[&server.origin()]);
    let response = get(&egress, &server.origin()).await.unwrap();
    egress.replace_policy(EgressPolicy::default());
    assert_eq!(text(response).await.unwrap(), "xxxxx");
    egress.replace_policy(private(&[&server.origin()]));
    get(&egress, &server.origin()).await.unwrap();
    assert_eq!(server.connections(), 2);
}

/// Answers only when the test says so.
struct Held(Arc<Notify>, Arc<Notify>);

#[async_trait]
impl Resolver for Held {
    async fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        self.0.notify_one();
        self.1.notified().await;
        Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)])
    }
}

#[tokio::test]
async fn f12_a_grant_revoked_while_the_request_waits_is_revoked_for_it() {
    let server = Server::start(|_| Answer::ok("hello")).await;
    let origin = server.origin_as("slow.example");
    let (asked, answer) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let resolver = Arc::new(Held(Arc::clone(&asked), Arc::clone(&answer)));
    let egress = builder(&[&origin]).resolver(resolver).build().unwrap();
    let sending = tokio::spawn({
        let (egress, origin) = (egress.clone(), origin.clone());
        async move { code(&egress, &origin).await }
    });
    asked.notified().await;
    egress.replace_policy(EgressPolicy::default());
    answer.notify_one();
    assert_eq!(sending.await.unwrap(), "PW-EGRESS-DENIED");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_connection_that_the_server_closed_costs_no_error() {
    let server = Server::start(|_| {
        Answer(
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok".into(),
            Then::Close,
        )
    })
    .await;
    let egress = egress(&[&server.origin()]);
    for _ in 0..5 {
        assert_eq!(get_text(&egress, &server.origin()).await.unwrap(), "ok");
    }
    assert_eq!(server.connections(), 5);
}

#[tokio::test]
async fn a_connection_that_waited_too_long_is_closed() {
    let server = Server::start(|_| Answer::ok("hello")).await;
    let limits = EgressLimits {
        idle_timeout: Duration::from_millis(50),
        ..EgressLimits::default()
    };
    let egress = builder(&[&server.origin()]).limits(limits).build().unwrap();
    assert_eq!(get_text(&egress, &server.origin()).await.unwrap(), "hello");
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(get_text(&egress, &server.origin()).await.unwrap(), "hello");
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn bytes_that_nobody_asked_for_do_not_answer_the_next_request() {
    let stuffed = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil";
    let server = Server::start(move |_| Answer(stuffed.to_owned(), Then::NextRequest)).await;
    let egress = egress(&[&server.origin()]);
    for _ in 0..3 {
        assert_eq!(get_text(&egress, &server.origin()).await.unwrap(), "ok");
    }
}

#[tokio::test]
async fn the_counts_say_what_went_over_the_wire() {
    let server = Server::start(|_| Answer::ok(&"x".repeat(10_000))).await;
    let egress = egress(&[&server.origin()]);
    get_text(&egress, &server.origin()).await.unwrap();
    let counts = egress.counts();
    assert_eq!(counts.bytes_sent, server.last_request().len() as u64);
    assert!(
        counts.bytes_received > 10_000 && counts.bytes_received < 10_100,
        "{counts:?}"
    );
    assert_eq!((counts.requests, counts.refused, counts.failed), (1, 0, 0));
}
