//! The official plugins in the server, as components in a sandbox. `cargo xtask test` builds them and says where they
//! are.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use mock_server::config::Config;
use mock_server::plugins::SandboxedPlugins;
use mock_server::{Error, Options, Origin, Server};
use serde_json::{Value, json};

use crate::client::{bookshop, get};

/// The hash is bcrypt's of `abc`.
const USERS: &str = "ada:$2y$10$WvvTPHKwdBJ3uk0Z37EMR.hLA2W6N9AEBhEgrAOljy2Ae5MtaSIUi";
const ADA: &str = "Basic YWRhOmFiYw==";

const CONFIG: &str = r#"
authentication: { schemes: { desk: { plugin: auth-basic, credentials: basic } } }
routes:
- { operation: getStatus, security: [desk], body: { who: "{{ auth.user_id }}" } }
- { operation: listBooks, data: { source: datasource-csv, table: books, order: [-price], filters: true } }
- { operation: getBook, data: { source: datasource-csv, table: books, where: { id: "{{ request.params.bookId }}" }, single: true } }
- { operation: getHours, body: { name: "{{ fake.name() }}", hash: "{{ crypto.sha256('abc') }}", best: "{{ row('datasource-csv', 'books', order='-price').title }}" } }
- { operation: getCategory, plugins: [response-jsonschema] }
"#;

fn component(name: &str) -> PathBuf {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../target/guests/components");
    let folder = std::env::var_os("PLUGWRIGHT_GUESTS").map_or(built, PathBuf::from);
    let file = folder.join(format!("{name}.wasm"));
    assert!(
        file.is_file(),
        "{name}.wasm is not built; `cargo xtask test` builds it"
    );
    file
}

fn config(data: &Path, rest: &str) -> Config {
    std::fs::write(
        data.join("books.csv"),
        "id,title,price\n1,The Salt Road,18.5\n2,Nine Bridges,12\n",
    )
    .unwrap();
    let plugins = json!({
        "auth-basic": { "path": component("auth-basic"), "config": { "users": USERS } },
        "template-fake": { "path": component("template-fake"), "config": { "seed": "1" } },
        "template-crypto": { "path": component("template-crypto") },
        "response-jsonschema": { "path": component("response-jsonschema"), "config": { "seed": "1" } },
        "datasource-csv": { "path": component("datasource-csv"), "grants": { "directories": { "/data": { "path": data } } } },
    });
    let text = format!(
        "document: {}\nplugins: {plugins}\n{rest}",
        bookshop().display()
    );
    Config::parse(Path::new("mock.yaml"), &text).unwrap()
}

async fn serve(config: Config) -> Result<Server, Error> {
    let (origin, loader) = (
        Origin::Fixed(Box::new(config)),
        Arc::new(SandboxedPlugins::new(None).unwrap()),
    );
    Server::start(Options {
        origin,
        loader,
        listen: Some(([127, 0, 0, 1], 0).into()),
        watch: false,
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_plugin_does_its_part() {
    let data = tempfile::tempdir().unwrap();
    let server = serve(config(data.path(), CONFIG)).await.unwrap();

    let good = get(&server, "/status", &[("authorization", ADA)]).await;
    assert_eq!(
        (good.status.as_u16(), good.json()),
        (200, json!({ "who": "ada" }))
    );
    let refused = get(
        &server,
        "/status",
        &[("authorization", "Basic YWRhOndyb25n")],
    )
    .await;
    assert_eq!(
        (refused.status.as_u16(), refused.json()["code"].as_str()),
        (401, Some("PW-MOCK-CREDENTIALS-REFUSED"))
    );

    let rows = get(&server, "/books", &[]).await.json();
    assert_eq!(
        rows[0],
        json!({ "id": 1, "title": "The Salt Road", "price": 18.5 })
    );
    assert_eq!(
        get(&server, "/books/2", &[]).await.json()["title"],
        "Nine Bridges"
    );
    assert_eq!(
        get(&server, "/books?id=2", &[])
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );

    let hours = get(&server, "/hours", &[]).await.json();
    assert_eq!(
        hours["hash"],
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(hours["best"], "The Salt Road");
    assert!(hours["name"].as_str().unwrap().contains(' '), "{hours}");
    assert_eq!(
        hours,
        get(&server, "/hours", &[]).await.json(),
        "seeded data is the same each time"
    );

    assert!(get(&server, "/categories/1", &[]).await.json()["name"].is_string());
    check_report(&get(&server, "/__plugwright/plugins", &[]).await.json());
}

fn check_report(report: &Value) {
    let plugins = report["plugins"].as_array().unwrap();
    assert_eq!(plugins.len(), 5);
    for plugin in plugins {
        assert!(plugin["calls"].as_u64().unwrap() > 0, "{plugin}");
        assert_eq!(
            (plugin["errors"].as_u64(), plugin["state"].as_str()),
            (Some(0), Some("ready")),
            "{plugin}"
        );
        assert!(
            plugin["memory_peak_bytes"].as_u64().unwrap() > 0
                && plugin["p95_us"].as_u64() >= plugin["p50_us"].as_u64()
        );
        assert!(
            plugin["digest"].as_str().unwrap().starts_with("sha256:"),
            "{plugin}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_that_did_not_change_is_kept_over_a_reload() {
    let data = tempfile::tempdir().unwrap();
    let server = serve(config(data.path(), CONFIG)).await.unwrap();
    get(&server, "/hours", &[]).await;
    let calls = async || {
        get(&server, "/__plugwright/plugins", &[]).await.json()["plugins"][1]["calls"].clone()
    };
    let before = calls().await;
    let begun = Instant::now();
    server.live().reload().await.unwrap();
    assert_eq!(
        calls().await,
        before,
        "its counts would begin anew if it were loaded again"
    );
    assert!(begun.elapsed().as_secs() < 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_whose_configuration_is_wrong_lets_nobody_in() {
    let data = tempfile::tempdir().unwrap();
    let mut config = config(data.path(), CONFIG);
    config.plugins[0]
        .config
        .insert("users".to_owned(), "ada:plain".into());
    let server = serve(config).await.unwrap();
    let answer = get(&server, "/status", &[("authorization", ADA)]).await;
    let code = answer.json()["code"].clone();
    assert_eq!(
        (answer.status.as_u16(), code),
        (502, "users-invalid".into())
    );
    assert!(
        !answer.text().contains("plain"),
        "what is configured is nobody's business"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_that_takes_too_long_is_stopped_and_others_go_on() {
    let data = tempfile::tempdir().unwrap();
    let mut config = config(data.path(), CONFIG);
    // A bcrypt hash takes many times as long.
    config.plugins[0].limits.timeout_ms = Some(5);
    let server = serve(config).await.unwrap();
    let shown = [("authorization", ADA)];
    let (stopped, other) =
        tokio::join!(get(&server, "/status", &shown), get(&server, "/hours", &[]));
    assert_eq!(
        (stopped.status.as_u16(), stopped.json()["code"].as_str()),
        (504, Some("PW-DEADLINE-EXCEEDED"))
    );
    assert_eq!(other.status, 200);
    let report = get(&server, "/__plugwright/plugins", &[]).await.json();
    assert_eq!(
        (
            &report["plugins"][0]["timeouts"],
            &report["plugins"][1]["timeouts"]
        ),
        (&json!(1), &json!(0))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_component_is_told_so() {
    let data = tempfile::tempdir().unwrap();
    let mut config = config(data.path(), "");
    config.plugins[0].path = bookshop();
    let error = serve(config).await.err().unwrap();
    assert_eq!(error.code(), "PW-INVALID-COMPONENT", "{error}");
    assert!(error.to_string().contains("auth-basic"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_is_replaced_while_requests_go_on_and_none_of_them_fails() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("mock.yaml");
    let write = |seed: &str| {
        let plugins = json!({
            "template-fake": { "path": component("template-fake"), "config": { "seed": seed } },
        });
        let routes = r#"routes: [{ operation: getHours, body: "{{ fake.name() }}" }]"#;
        let text = format!(
            "document: {}\nplugins: {plugins}\n{routes}\n",
            bookshop().display()
        );
        std::fs::write(&file, text).unwrap();
    };
    write("0");
    let server = Server::start(Options {
        origin: Origin::File(file.clone()),
        loader: Arc::new(SandboxedPlugins::new(None).unwrap()),
        listen: Some(([127, 0, 0, 1], 0).into()),
        watch: false,
    })
    .await
    .unwrap();
    let server = Arc::new(server);
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let client = tokio::spawn({
        let (server, stop) = (server.clone(), stop.clone());
        async move {
            let mut answers = Vec::new();
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                let answer = get(&server, "/hours", &[]).await;
                assert_eq!(answer.status.as_u16(), 200);
                answers.push(answer.json());
            }
            answers
        }
    });
    for seed in 1..=5 {
        write(&seed.to_string());
        server.live().reload().await.unwrap();
        let now = get(&server, "/hours", &[]).await.json();
        assert_eq!(get(&server, "/hours", &[]).await.json(), now);
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    let mut answers = client.await.unwrap();
    answers.dedup();
    assert!(answers.len() > 3, "each version answered: {answers:?}");
}
