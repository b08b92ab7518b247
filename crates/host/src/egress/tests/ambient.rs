//! F11: what stands in the environment of the host's process is not for plugins.

use std::process::Stdio;

use tokio::process::Command;

use super::server::{Answer, Server, authority};
use super::{builder, get_text};
use crate::egress::TrustedRoots;

const TARGETS: &str = "PLUGWRIGHT_TEST_TARGETS";

#[tokio::test]
async fn f11_proxies_and_key_logs_of_the_environment_are_ignored() {
    let proxy = Server::start(|_| Answer::ok("proxy")).await;
    let plain = Server::start(|_| Answer::ok("direct")).await;
    let secure = Server::start_tls(|_| Answer::ok("direct")).await;
    let folder = tempfile::tempdir().unwrap();
    let key_log = folder.path().join("keys");
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args([
            "--ignored",
            "--exact",
            "egress::tests::ambient::requests_of_a_child_with_an_environment",
        ])
        .env(
            TARGETS,
            format!("{} https://127.0.0.1:{}", plain.origin(), secure.port()),
        )
        .env("SSLKEYLOGFILE", &key_log)
        .stdout(Stdio::null());
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        child.env(name, proxy.origin());
    }
    assert!(child.status().await.unwrap().success());
    assert_eq!(
        (
            proxy.connections(),
            plain.connections(),
            secure.connections()
        ),
        (0, 1, 1)
    );
    assert!(!key_log.exists());
}

#[tokio::test]
#[ignore = "runs as a child process of f11_proxies_and_key_logs_of_the_environment_are_ignored"]
async fn requests_of_a_child_with_an_environment() {
    let targets = std::env::var(TARGETS).unwrap();
    let targets: Vec<&str> = targets.split(' ').collect();
    let roots = TrustedRoots::web().with(authority()).unwrap();
    let egress = builder(&targets).roots(roots).build().unwrap();
    for target in targets {
        assert_eq!(get_text(&egress, target).await.unwrap(), "direct");
    }
}
