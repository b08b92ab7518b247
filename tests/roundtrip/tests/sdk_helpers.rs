//! The helpers of the SDKs in a real host: an author's request reaches the server that the operator grants, with a deadline
//! and a limit; what is refused is an error with a code, and no trap; what is counted stays. `cargo xtask test` builds the
//! guests and says where they are.
#![allow(clippy::unwrap_used, missing_docs)]

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use plugwright::{EgressPolicy, Engine, Grants, Plugin, Storage};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a server keeps those waiting who ask for `/slow`: longer than the guests' two seconds.
const SLOW: Duration = Duration::from_secs(4);

macro_rules! languages {
    ($($language:ident),*) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $language() {
            relays_counts_and_says_what_went_wrong(stringify!($language)).await;
        }
    )*};
}

languages!(go, python, assemblyscript, javascript);

async fn relays_counts_and_says_what_went_wrong(language: &str) {
    let (origin, other) = (serve(), serve());
    let plugin = load(language, &origin).await;

    let answer = ask(&plugin, &format!("{origin}/hello?a=b"), None)
        .await
        .unwrap();
    assert_eq!(answer, (200, "1: GET /hello?a=b  by someone".to_owned()));
    let body = "é".repeat(5000);
    let answer = ask(&plugin, &format!("{origin}/length"), Some(&body))
        .await
        .unwrap();
    assert_eq!(answer.1, "2: POST /length 10000 by someone");

    for (url, fault, code) in [
        (format!("{other}/hello"), "policy", "http-denied"),
        ("ftp://a.example/".to_owned(), "plugin", "http-invalid"),
        (format!("{origin}/missing"), "dependency", "http-status"),
        (format!("{origin}/large"), "dependency", "http-too-large"),
        (format!("{origin}/slow"), "dependency", "http-timeout"),
    ] {
        let error = ask(&plugin, &url, None).await.unwrap_err();
        assert_eq!(
            (&error["fault"], &error["code"]),
            (&json!(fault), &json!(code)),
            "{url}: {error}"
        );
    }
    assert_eq!(
        plugin.metrics().failed(),
        0,
        "an error value is no failure of the plugin"
    );
}

/// The facade of the kind `data-source` in AssemblyScript.
#[tokio::test(flavor = "multi_thread")]
async fn a_source_of_rows_counts_who_asks() {
    let plugin = load("assemblyscript-rows", "http://127.0.0.1:1").await;
    let function = |name: &str| format!("plugwright:data-source/data-source#{name}");
    let tables = plugin.call_json(&function("tables"), &[]).await.unwrap();
    assert_eq!(tables["ok"][0]["name"], "visits");
    let query = json!({
        "table": "visits", "columns": [], "conditions": [], "order-by": [], "limit": null, "offset": 0,
    });
    for times in 1..3 {
        let arguments = [context(None), query.clone()];
        let rows = plugin
            .call_json(&function("run"), &arguments)
            .await
            .unwrap();
        assert_eq!(
            rows["ok"]["rows"],
            json!([[{ "text": "visits" }, { "integer": times }]])
        );
    }
}

/// Status and body of what the plugin answers to a request for `url`, or its error.
async fn ask(plugin: &Plugin, url: &str, body: Option<&str>) -> Result<(u64, String), Value> {
    let route = json!({
        "operation-id": "relay", "path-template": "/", "path-params": [], "query-params": [["url", url]],
        "response-schema": null, "options": "{}",
    });
    let function = "plugwright:response/response#generate";
    let answer = plugin
        .call_json(function, &[context(body), route])
        .await
        .unwrap();
    match answer.get("ok") {
        Some(answer) => Ok((answer["status"].as_u64().unwrap(), text(&answer["body"]))),
        None => Err(answer["err"].clone()),
    }
}

fn context(body: Option<&str>) -> Value {
    let body = body.map(|body| BASE64.encode(body));
    json!({ "method": "GET", "uri": "/", "headers": [], "body": body })
}

fn text(bytes: &Value) -> String {
    let bytes = BASE64.decode(bytes.as_str().unwrap()).unwrap();
    String::from_utf8(bytes).unwrap()
}

async fn load(language: &str, origin: &str) -> Plugin {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/guests/components");
    let folder = std::env::var_os("PLUGWRIGHT_GUESTS").map_or(built, PathBuf::from);
    let component = std::fs::read(folder.join(format!("sdk-{language}.wasm")))
        .expect("`cargo xtask guests` builds the guest");
    let engine = Engine::new().unwrap();
    let grants = Grants::none()
        .http(EgressPolicy::default().allow_private(origin.parse().unwrap()))
        .buckets(&Storage::in_memory(), ["visits"]);
    let plugin = engine.plugin("sdk-guest".parse().unwrap(), component);
    plugin.grants(grants).load().await.unwrap()
}

/// A server on this machine; answers with its origin.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            std::thread::spawn(move || answer(stream));
        }
    });
    origin
}

fn answer(mut stream: std::net::TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    reader.read_exact(&mut vec![0; length])?;
    let request = first.trim_end().trim_end_matches("HTTP/1.1");
    let (status, body) = match request.split([' ', '?']).nth(1) {
        Some("/missing") => ("404 Not Found", String::new()),
        Some("/large") => ("200 OK", "x".repeat(2000)),
        Some("/length") => ("200 OK", format!("{request}{length}")),
        _ => ("200 OK", request.to_owned()),
    };
    if request.contains("/slow") {
        std::thread::sleep(SLOW);
    }
    let size = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nx-who: someone\r\nconnection: close\r\ncontent-length: {size}\r\n\r\n{body}"
    )
}
