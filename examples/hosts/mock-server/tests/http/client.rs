//! A server to ask, and the asking.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use mock_server::config::Config;
use mock_server::extension::Extensions;
use mock_server::{Error, Options, Origin, PluginLoader, Server};
use serde_json::Value;
use tokio::net::TcpStream;

/// Gives the same extensions whatever the configuration says.
struct Fixed(Extensions);

#[async_trait]
impl PluginLoader for Fixed {
    async fn load(&self, _: &Config) -> Result<Extensions, Error> {
        Ok(self.0.clone())
    }
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Status, media type and body, as golden files hold them.
    pub(crate) fn golden(&self) -> String {
        let status = self.status.as_u16();
        let pretty = serde_json::from_slice::<Value>(&self.body)
            .map(|value| serde_json::to_string_pretty(&value).unwrap());
        format!(
            "{status} {}\n{}",
            self.header("content-type"),
            pretty.unwrap_or_else(|_| self.text())
        )
    }
}

/// The API that these tests are about.
pub(crate) fn bookshop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("apis/bookshop.yaml")
}

/// Serves the bookshop with a configuration, whose document and address are added.
pub(crate) async fn serve(config: &str, extensions: Extensions) -> Result<Server, Error> {
    let text = format!(
        "listen: 127.0.0.1:0\ndocument: {}\n{config}",
        bookshop().display()
    );
    let config = Config::parse(Path::new("mock.yaml"), &text)?;
    start(Origin::Fixed(Box::new(config)), extensions).await
}

pub(crate) async fn start(origin: Origin, extensions: Extensions) -> Result<Server, Error> {
    let loader: Arc<dyn PluginLoader> = Arc::new(Fixed(extensions));
    let listen = Some(([127, 0, 0, 1], 0).into());
    Server::start(Options {
        origin,
        loader,
        listen,
        watch: true,
    })
    .await
}

pub(crate) async fn get(server: &Server, target: &str, headers: &[(&str, &str)]) -> Answer {
    send(server, "GET", target, headers, "").await
}

pub(crate) async fn send(
    server: &Server,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let mut request = Request::builder()
        .method(method)
        .uri(target)
        .header("host", "mock");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request
        .body(Full::new(Bytes::from(body.to_owned())))
        .unwrap();
    let response = sender.send_request(request).await.unwrap();
    let (head, body) = response.into_parts();
    Answer {
        status: head.status,
        headers: head.headers,
        body: body.collect().await.unwrap().to_bytes(),
    }
}
