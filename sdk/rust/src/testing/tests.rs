use std::time::{Duration, SystemTime};

use super::Host;
use crate::{Config, HostError, clock, http, keyvalue::Bucket, log, random, secrets};

#[test]
fn what_a_test_does_not_grant_is_refused() {
    assert_eq!(Config::from_host().get("key").unwrap(), None);
    assert!(matches!(
        Bucket::open("b"),
        Err(HostError::BucketDenied { .. })
    ));
    assert!(matches!(
        secrets::placeholder("s"),
        Err(HostError::SecretDenied { .. })
    ));
    let sent = http::get("https://a.example/secret?token=1").send();
    assert_eq!(
        sent.unwrap_err(),
        HostError::HttpDenied {
            origin: "https://a.example".into()
        }
    );
}

#[test]
fn a_bucket_pages_its_keys_and_counts() {
    let host = Host::new().bucket("visits").install();
    let bucket = Bucket::open("visits").unwrap();
    for client in 0..12 {
        bucket.increment(&format!("{client:02}"), 2).unwrap();
    }
    let first = bucket.keys(None).unwrap();
    let second = bucket.keys(first.next).unwrap();
    assert_eq!(
        (first.keys.len(), second.keys.len(), second.next),
        (10, 2, None)
    );
    assert_eq!(bucket.increment("00", 3).unwrap(), 5);
    bucket.set("text", "no number").unwrap();
    assert!(matches!(
        bucket.increment("text", 1),
        Err(HostError::BucketFailed { .. })
    ));
    assert_eq!(host.value("visits", "00").unwrap(), b"5");
}

#[test]
fn a_body_over_the_limit_is_refused_and_the_request_was_seen() {
    let host = Host::new()
        .http(|_| Ok(http::Response::new(200, vec![0; 11])))
        .install();
    let sent = http::post("https://a.example", "x")
        .header("A", "b")
        .max_body(10)
        .send();
    assert!(matches!(
        sent,
        Err(HostError::HttpTooLarge { limit: 10, .. })
    ));
    let requests = host.requests();
    assert_eq!(
        (requests[0].method(), requests[0].header_text("a")),
        ("POST", Some("b"))
    );
}

#[test]
fn a_status_that_is_no_success_can_be_an_error() {
    let _host = Host::new()
        .http(|_| Ok(http::Response::new(503, "")))
        .install();
    let error = http::get("https://a.example")
        .send()
        .unwrap()
        .success()
        .unwrap_err();
    assert_eq!(
        error,
        HostError::HttpStatus {
            origin: "https://a.example".into(),
            status: 503
        }
    );
}

#[test]
fn a_stopped_clock_moves_only_when_told() {
    let host = Host::new()
        .now(SystemTime::UNIX_EPOCH + Duration::from_secs(100))
        .install();
    host.advance(Duration::from_secs(20));
    assert_eq!(clock::unix_time(), Duration::from_mins(2));
    assert_eq!(
        clock::now(),
        SystemTime::UNIX_EPOCH + Duration::from_mins(2)
    );
}

#[test]
fn hosts_of_two_tests_do_not_meet() {
    drop(Host::new().config("a", "1").install());
    let host = Host::new().install();
    assert_eq!(Config::from_host().get("a").unwrap(), None);
    log::warn!("{}", 7);
    assert_eq!(host.logs()[0].message, "7");
    let first: [u8; 16] = random::bytes();
    assert_ne!(first, random::bytes());
}
