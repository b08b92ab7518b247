//! F1 to F4, F6: where a request may go.

use super::names::Names;
use super::server::{Answer, Server};
use super::{code, egress, get_text, private, resolving};
use crate::egress::Egress;

#[tokio::test]
async fn f1_what_is_not_granted_causes_no_packet_and_no_lookup() {
    let server = Server::start(|_| Answer::ok("hello")).await;
    let names = Names::default().with("granted.example", &[&["127.0.0.1"]]);
    let egress = resolving(
        &[&format!("GET {}", server.origin_as("granted.example"))],
        &names,
    );
    let port = server.port();
    for url in [
        format!("http://other.example:{port}/"),
        format!("http://127.0.0.1:{port}/"),
        format!("https://granted.example:{port}/"),
        "http://granted.example:1/".to_owned(),
        format!("http://granted.example.evil.example:{port}/"),
    ] {
        assert_eq!(code(&egress, &url).await, "PW-EGRESS-DENIED", "{url}");
    }
    let create = http::Request::post(server.origin_as("granted.example"))
        .body(String::new())
        .unwrap();
    assert_eq!(
        egress.send(create).await.err().unwrap().code(),
        "PW-EGRESS-DENIED"
    );
    assert_eq!((server.connections(), names.asked().len()), (0, 0));
    assert_eq!(egress.counts().refused, 6);

    let answer = get_text(&egress, &server.origin_as("GRANTED.example."))
        .await
        .unwrap();
    assert_eq!(answer, "hello");
    assert_eq!((egress.counts().requests, egress.counts().refused), (7, 6));
}

#[tokio::test]
async fn f1_the_block_list_wins_over_any_grant() {
    let server = Server::start(|_| Answer::ok("hello")).await;
    let names = Names::default().with("a.example", &[&["127.0.0.1"]]);
    for block in ["a.example", "*.example", "127.0.0.0/8", "127.0.0.1"] {
        let policy = private(&[&server.origin_as("a.example")]).block(block.parse().unwrap());
        let egress = Egress::builder()
            .policy(policy)
            .resolver(names.resolver())
            .build()
            .unwrap();
        let code = code(&egress, &server.origin_as("a.example")).await;
        assert!(
            matches!(code, "PW-EGRESS-DENIED" | "PW-EGRESS-ADDRESS"),
            "{block} {code}"
        );
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn f2_every_resolved_address_is_checked() {
    let server = Server::start(|_| Answer::ok("inside")).await;
    let origin = server.origin_as("granted.example");
    for address in [
        "127.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "fd00:ec2::254",
        "64:ff9b::7f00:1",
        "0.0.0.0",
        "::",
        "fe80::1",
    ] {
        // Even a name that also has a public address is refused, whichever comes first.
        for answers in [
            &[address][..],
            &[address, "93.184.216.34"],
            &["93.184.216.34", address],
        ] {
            let names = Names::default().with("granted.example", &[answers]);
            let policy = crate::egress::EgressPolicy::default().allow(origin.parse().unwrap());
            let egress = Egress::builder()
                .policy(policy)
                .resolver(names.resolver())
                .build()
                .unwrap();
            assert_eq!(
                code(&egress, &origin).await,
                "PW-EGRESS-ADDRESS",
                "{answers:?}"
            );
        }
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn f2_metadata_stays_closed_to_a_grant_for_private_addresses() {
    for address in [
        "169.254.169.254",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
    ] {
        let names = Names::default().with("metadata.example", &[&[address]]);
        let egress = resolving(&["http://metadata.example"], &names);
        assert_eq!(
            code(&egress, "http://metadata.example/latest").await,
            "PW-EGRESS-ADDRESS",
            "{address}"
        );
    }
    let egress = egress(&["http://169.254.169.254"]);
    assert_eq!(
        code(&egress, "http://169.254.169.254/latest").await,
        "PW-EGRESS-ADDRESS"
    );
}

#[tokio::test]
async fn f2_the_refusal_names_no_address() {
    let names = Names::default().with("inside.example", &[&["10.20.30.40"]]);
    let policy =
        crate::egress::EgressPolicy::default().allow("http://inside.example".parse().unwrap());
    let egress = Egress::builder()
        .policy(policy)
        .resolver(names.resolver())
        .build()
        .unwrap();
    let error = get_text(&egress, "http://inside.example/")
        .await
        .unwrap_err();
    assert!(!format!("{error} {error:?}").contains("10.20"), "{error:?}");
}

#[tokio::test]
async fn f3_the_checked_address_is_the_dialled_one() {
    let server = Server::start(|_| Answer::with_headers("connection: close\r\n", "first")).await;
    let origin = server.origin_as("rebind.example");
    // The name moves to the metadata service right after it was looked up for the first time.
    let names = Names::default().with("rebind.example", &[&["127.0.0.1"], &["169.254.169.254"]]);
    let egress = resolving(&[&origin], &names);
    assert_eq!(get_text(&egress, &origin).await.unwrap(), "first");
    assert_eq!(
        names.asked().len(),
        1,
        "one lookup a connection, and no second one to connect by"
    );
    assert_eq!(code(&egress, &origin).await, "PW-EGRESS-ADDRESS");
    assert_eq!(names.asked().len(), 2);
}

#[tokio::test]
async fn f4_every_spelling_of_loopback_needs_the_grant_for_loopback() {
    let server = Server::start(|_| Answer::ok("inside")).await;
    let port = server.port();
    let everything_public = Egress::builder()
        .policy(crate::egress::EgressPolicy::default().allow("*".parse().unwrap()))
        .build()
        .unwrap();
    let granted = egress(&[&server.origin()]);
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "127.0.0.1.",
        "[::ffff:127.0.0.1]",
    ] {
        let url = format!("http://{host}:{port}/");
        assert_eq!(
            code(&everything_public, &url).await,
            "PW-EGRESS-ADDRESS",
            "{url}"
        );
        assert_eq!(get_text(&granted, &url).await.unwrap(), "inside", "{url}");
    }
    for url in ["http://[fe80::1%25eth0]/", "http://example..com/"] {
        let Ok(uri) = url.parse::<http::Uri>() else {
            continue;
        };
        assert_eq!(
            code(&everything_public, &uri.to_string()).await,
            "PW-EGRESS-TARGET",
            "{url}"
        );
    }
    assert!(
        server
            .last_request()
            .contains(&format!("host: 127.0.0.1:{port}\r\n"))
    );
}

#[tokio::test]
async fn f6_user_information_does_not_move_the_request() {
    let server = Server::start(|_| Answer::ok("hello")).await;
    let names = Names::default().with("granted.example", &[&["127.0.0.1"]]);
    let egress = resolving(&[&server.origin_as("granted.example")], &names);
    for url in [
        format!(
            "http://granted.example:{}@127.0.0.1:{}/",
            server.port(),
            server.port()
        ),
        format!("http://granted.example@evil.example:{}/", server.port()),
        format!("http://user:pass@granted.example:{}/", server.port()),
    ] {
        assert_eq!(code(&egress, &url).await, "PW-EGRESS-TARGET", "{url}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn an_unknown_name_and_a_closed_port_are_values() {
    let names = Names::default()
        .with("closed.example", &[&["127.0.0.1"]])
        .with("empty.example", &[&[]]);
    let egress = resolving(
        &[
            "http://unknown.example",
            "http://empty.example",
            "http://closed.example:1",
        ],
        &names,
    );
    assert_eq!(
        code(&egress, "http://unknown.example").await,
        "PW-EGRESS-DNS"
    );
    assert_eq!(code(&egress, "http://empty.example").await, "PW-EGRESS-DNS");
    assert_eq!(
        code(&egress, "http://closed.example:1").await,
        "PW-EGRESS-CONNECT"
    );
    assert_eq!(egress.counts().failed, 3);
}
