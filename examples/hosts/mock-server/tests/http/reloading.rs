//! A new configuration takes over while requests are answered; a bad one does not.

use std::path::Path;
use std::time::{Duration, Instant};

use mock_server::extension::Extensions;
use mock_server::{Origin, Server};

use crate::client::{Answer, bookshop, get, start};

fn write(folder: &Path, routes: &str) {
    let text = format!("document: api.yaml\nroutes: {routes}\n");
    std::fs::write(folder.join("mock.yaml"), text).unwrap();
}

async fn serve(folder: &Path) -> Server {
    std::fs::copy(bookshop(), folder.join("api.yaml")).unwrap();
    write(folder, "[{ operation: getStatus, text: one }]");
    start(
        Origin::File(folder.join("mock.yaml")),
        Extensions::default(),
    )
    .await
    .unwrap()
}

async fn until(server: &Server, target: &str, done: impl Fn(&Answer) -> bool) -> Answer {
    let begun = Instant::now();
    loop {
        let answer = get(server, target, &[]).await;
        if done(&answer) {
            return answer;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "nothing changed: {}",
            answer.text()
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_change_of_the_configuration_takes_over() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path()).await;
    assert_eq!(get(&server, "/status", &[]).await.text(), "one");
    write(folder.path(), "[{ operation: getStatus, text: two }]");
    until(&server, "/status", |answer| answer.text() == "two").await;
}

#[tokio::test]
async fn a_change_of_the_document_takes_over() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path()).await;
    let text = std::fs::read_to_string(bookshop())
        .unwrap()
        .replace("/hours:", "/opening-hours:");
    std::fs::write(folder.path().join("api.yaml"), text).unwrap();
    until(&server, "/opening-hours", |answer| answer.status == 200).await;
    assert_eq!(get(&server, "/hours", &[]).await.status, 404);
}

#[tokio::test]
async fn a_bad_configuration_leaves_the_old_one_in_use_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path()).await;
    write(folder.path(), "[{ operation: getStatsu, text: two }]");
    let health = until(&server, "/__plugwright/health", |answer| {
        answer.json()["status"] == "degraded"
    })
    .await
    .json();
    assert_eq!(health["rejected"]["code"], "PW-MOCK-CONFIG-INVALID");
    assert!(
        health["rejected"]["reason"]
            .as_str()
            .unwrap()
            .contains("did you mean `getStatus`?"),
        "{health}"
    );
    assert_eq!(get(&server, "/status", &[]).await.text(), "one");
    write(folder.path(), "[{ operation: getStatus, text: three }]");
    until(&server, "/status", |answer| answer.text() == "three").await;
    assert_eq!(
        get(&server, "/__plugwright/health", &[]).await.json()["status"],
        "ok"
    );
}

#[tokio::test]
async fn no_request_is_lost_while_configurations_change() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path()).await;
    let mut answers = 0;
    for round in 0..10 {
        write(
            folder.path(),
            &format!("[{{ operation: getStatus, text: v{round} }}]"),
        );
        let (reloaded, answer) = tokio::join!(server.live().reload(), get(&server, "/status", &[]));
        reloaded.unwrap();
        answers += usize::from(answer.status == 200);
        assert_eq!(
            get(&server, "/status", &[]).await.text(),
            format!("v{round}")
        );
    }
    assert_eq!(answers, 10);
}
