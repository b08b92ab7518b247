//! The configuration that the mock server gets: plugins, what they may use, and the routes that they answer.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{api::Api, token};

/// How long a plugin may take in the demonstration, in milliseconds.
pub(crate) const TIMEOUT_MS: u64 = 500;

/// The rows of the data source.
const BOOKS: &str = "id,title,genre,price\n1,The Salt Road,travel,18.5\n2,Nine Bridges,fiction,12\n3,Salt and Iron,fiction,9.9\n";

/// What the invented data is made from at first, and after it was changed.
pub(crate) const SEEDS: [&str; 2] = ["demonstration", "another"];

/// Writes the configuration into `folder` and answers with its path. JSON is YAML too.
///
/// # Errors
/// When the folder cannot be written.
pub(crate) fn write(folder: &Path, components: &Path, api: &Api, seed: &str) -> Result<PathBuf> {
    let data = folder.join("data");
    fs::create_dir_all(&data).with_context(|| format!("{} cannot be made", data.display()))?;
    fs::write(data.join("books.csv"), BOOKS)?;
    let settings = json!({
        "document": api.document,
        "authentication": {
            "schemes": { "token": { "plugin": "auth-jwt", "credentials": "bearer" } },
            "require": ["token"],
        },
        "plugins": plugins(components, &data, seed),
        "routes": routes(api),
    });
    let file = folder.join("mock-server.yaml");
    fs::write(&file, serde_json::to_string_pretty(&settings)?)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(file)
}

/// The plugins that the demonstration needs.
pub(crate) fn plugin_names() -> BTreeSet<String> {
    let plugins = plugins(Path::new(""), Path::new(""), "");
    let names = plugins
        .as_object()
        .into_iter()
        .flat_map(|plugins| plugins.keys());
    names.cloned().collect()
}

fn plugins(components: &Path, data: &Path, seed: &str) -> Value {
    let path = |name: &str| components.join(format!("{name}.wasm"));
    json!({
        "auth-jwt": { "path": path("auth-jwt"), "config": { "secret": STANDARD.encode(token::SECRET) } },
        "template-fake": { "path": path("template-fake"), "config": { "seed": seed } },
        "response-jsonschema": { "path": path("response-jsonschema"), "config": { "seed": "demonstration" } },
        "datasource-csv": {
            "path": path("datasource-csv"),
            "grants": { "directories": { "/data": { "path": data } } },
        },
        "template-time": { "path": path("template-time") },
        "template-text": { "path": path("template-text") },
        "response-handlebars": { "path": path("response-handlebars") },
        "datasource-transform": { "path": path("datasource-transform"), "config": sales() },
        "endless": { "path": path("endless"), "limits": { "timeout-ms": TIMEOUT_MS } },
    })
}

/// Orders, summed up by country.
fn sales() -> Value {
    let rows = json!({ "orders": [
        { "country": "de", "price": 4, "amount": 3 },
        { "country": "fr", "price": 2, "amount": 5 },
        { "country": "de", "price": 1, "amount": 8 },
    ] });
    let tables = json!({ "sales": { "from": "orders", "steps": [
        { "compute": { "total": "price * amount" } },
        { "group": { "by": ["country"], "sum": { "sum": "total" } } },
    ] } });
    json!({ "rows": rows.to_string(), "tables": tables.to_string() })
}

fn routes(api: &Api) -> Value {
    json!([
        {
            "path": "/demo/person",
            "security": ["token"],
            "body": { "name": "{{ fake.name() }}", "city": "{{ fake.city(\"de\") }}", "iban": "{{ fake.iban() }}" },
        },
        {
            "path": "/demo/books",
            "security": ["token"],
            "data": { "source": "datasource-csv", "table": "books", "order": ["price"], "filters": true },
        },
        {
            "path": "/demo/text",
            "security": ["token"],
            "body": { "slug": "{{ text.slug(\"Salt & Iron\") }}", "column": "{{ text.snake(\"orderItem\") }}" },
        },
        {
            "path": "/demo/date",
            "security": ["token"],
            "body": { "due": "{{ time.add(\"2026-01-31T12:00:00Z\", \"36h\", \"date\") }}" },
        },
        {
            "path": "/demo/sales",
            "security": ["token"],
            "data": { "source": "datasource-transform", "table": "sales", "order": ["country"] },
        },
        {
            "path": "/demo/greeting/{name}",
            "security": ["token"],
            "plugins": ["response-handlebars"],
            "options": { "template": "{\"hello\": \"{{upper params.name}}\", \"{{request.method}}\": {{length params.name}}}" },
        },
        { "path": "/demo/endless", "security": ["token"], "plugins": ["endless"] },
        { "operation": api.schema.id, "security": ["token"], "plugins": ["response-jsonschema"] },
        { "operation": api.example.id, "security": ["token"] },
    ])
}
