//! The operator's pages, and who sees them.

use std::path::Path;
use std::sync::Arc;

use mock_server::config::Config;
use mock_server::extension::Extensions;
use mock_server::{Options, Origin, Server, WithoutPlugins};

use crate::client::{bookshop, get, send, serve};

#[tokio::test]
async fn an_operator_sees_health_operations_and_plugins() {
    let server = serve("", Extensions::default()).await.unwrap();
    let health = get(&server, "/__plugwright/health", &[]).await.json();
    assert_eq!(
        (health["status"].as_str(), health["title"].as_str()),
        (Some("ok"), Some("Bookshop"))
    );
    let operations = get(&server, "/__plugwright/operations", &[]).await.json();
    assert_eq!(operations["operations"].as_array().unwrap().len(), 15);
    assert_eq!(
        get(&server, "/__plugwright/plugins", &[]).await.json()["plugins"],
        serde_json::json!([])
    );
    assert_eq!(
        send(&server, "POST", "/__plugwright/reload", &[], "")
            .await
            .json()["generation"],
        2
    );
}

#[tokio::test]
async fn a_server_that_is_reachable_from_outside_has_no_pages_for_operators_beside_its_api() {
    let config = Config::parse(
        Path::new("mock.yaml"),
        &format!("document: {}", bookshop().display()),
    )
    .unwrap();
    let (origin, listen) = (
        Origin::Fixed(Box::new(config)),
        Some(([0, 0, 0, 0], 0).into()),
    );
    let options = Options {
        origin,
        loader: Arc::new(WithoutPlugins),
        listen,
        watch: false,
    };
    let server = Server::start(options).await.unwrap();
    assert_eq!(server.admin_address(), None);
    assert_eq!(get(&server, "/__plugwright/plugins", &[]).await.status, 404);
    assert_eq!(get(&server, "/books", &[]).await.status, 200);
    server.shutdown().await.unwrap();
}

#[tokio::test]
async fn a_taken_address_and_a_missing_plugin_are_told() {
    let server = serve("", Extensions::default()).await.unwrap();
    let mut config = Config::for_document(bookshop());
    let options = |config: Config, listen| Options {
        origin: Origin::Fixed(Box::new(config)),
        loader: Arc::new(WithoutPlugins),
        listen,
        watch: false,
    };
    let taken = Server::start(options(config.clone(), Some(server.address())))
        .await
        .err()
        .unwrap();
    assert_eq!(taken.code(), "PW-MOCK-LISTEN");
    let plugin = "document: a\nplugins: { p: { path: p.wasm } }";
    config.plugins = Config::parse(Path::new("mock.yaml"), plugin)
        .unwrap()
        .plugins;
    let off = Server::start(options(config, Some(([127, 0, 0, 1], 0).into())))
        .await
        .err()
        .unwrap();
    assert_eq!(off.code(), "PW-MOCK-PLUGINS-OFF");
}
