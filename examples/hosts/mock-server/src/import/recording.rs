//! Requests that somebody recorded, and the OpenAPI document that they stand for.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Recorded requests.
#[derive(Debug, Default)]
pub(super) struct Recording {
    pub(super) title: String,
    pub(super) requests: Vec<RecordedRequest>,
}

/// One request.
#[derive(Debug, Default)]
pub(super) struct RecordedRequest {
    pub(super) name: String,
    /// In lower case, as OpenAPI writes it.
    pub(super) method: String,
    /// The path with its parameters in braces.
    pub(super) path: String,
    pub(super) credentials: Option<RecordedCredentials>,
    pub(super) responses: Vec<RecordedResponse>,
}

/// How the request showed who sent it.
#[derive(Debug, Clone)]
pub(super) enum RecordedCredentials {
    Bearer,
    Basic,
    /// The name of the header.
    Header(String),
    /// The name of the parameter.
    Query(String),
}

/// An answer.
#[derive(Debug)]
pub(super) struct RecordedResponse {
    pub(super) name: String,
    pub(super) status: u16,
    pub(super) media_type: String,
    pub(super) body: Option<Value>,
}

impl RecordedResponse {
    /// What is answered where no answer was recorded: what was sent, or nothing.
    pub(super) fn assumed(sent: Option<&str>) -> Self {
        let body = sent.and_then(|text| serde_json::from_str(text).ok());
        Self {
            name: "assumed".to_owned(),
            status: 200,
            media_type: "application/json".to_owned(),
            body,
        }
    }
}

/// The part of OpenAPI that recordings need.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct OperationObject {
    operation_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    security: Vec<IndexMap<String, [String; 0]>>,
    responses: IndexMap<String, ResponseObject>,
}

#[derive(Debug, Default, Serialize)]
struct ResponseObject {
    description: String,
    content: IndexMap<String, MediaObject>,
}

#[derive(Debug, Default, Serialize)]
struct MediaObject {
    examples: IndexMap<String, ExampleObject>,
}

#[derive(Debug, Default, Serialize)]
struct ExampleObject {
    value: Value,
}

impl Recording {
    /// Requests with the same method and path become one operation with all of their answers.
    pub(super) fn into_openapi(self) -> Value {
        let mut paths: IndexMap<String, IndexMap<String, OperationObject>> = IndexMap::new();
        let (mut schemes, mut ids) = (Map::new(), BTreeSet::new());
        for request in self.requests {
            let operation = paths
                .entry(request.path)
                .or_default()
                .entry(request.method)
                .or_default();
            if operation.operation_id.is_empty() {
                operation.operation_id = unique(&request.name, &mut ids);
            }
            if let Some(credentials) = &request.credentials {
                operation.security =
                    vec![IndexMap::from([(scheme(credentials, &mut schemes), [])])];
            }
            request
                .responses
                .into_iter()
                .for_each(|response| operation.add(response));
        }
        json!({
            "openapi": "3.1.0",
            "info": { "title": self.title, "version": "recorded" },
            "paths": paths,
            "components": { "securitySchemes": schemes },
        })
    }
}

impl OperationObject {
    fn add(&mut self, response: RecordedResponse) {
        let described = self
            .responses
            .entry(response.status.to_string())
            .or_default();
        if described.description.is_empty() {
            described.description.clone_from(&response.name);
        }
        if let Some(value) = response.body {
            let media = described.content.entry(response.media_type).or_default();
            media
                .examples
                .insert(response.name, ExampleObject { value });
        }
    }
}

fn scheme(credentials: &RecordedCredentials, schemes: &mut Map<String, Value>) -> String {
    let (name, scheme) = match credentials {
        RecordedCredentials::Bearer => (
            "bearer".to_owned(),
            json!({ "type": "http", "scheme": "bearer" }),
        ),
        RecordedCredentials::Basic => (
            "basic".to_owned(),
            json!({ "type": "http", "scheme": "basic" }),
        ),
        RecordedCredentials::Header(header) => (
            format!("header-{header}"),
            json!({ "type": "apiKey", "in": "header", "name": header }),
        ),
        RecordedCredentials::Query(parameter) => (
            format!("query-{parameter}"),
            json!({ "type": "apiKey", "in": "query", "name": parameter }),
        ),
    };
    schemes.insert(name.clone(), scheme);
    name
}

/// `Get a pet` becomes `getAPet`, and `getAPet2` if that is taken.
fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut id = String::new();
    for word in name
        .split(|char: char| !char.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let mut chars = word.chars();
        let first = chars.next().into_iter().flat_map(char::to_uppercase);
        if id.is_empty() {
            id.push_str(&word.to_lowercase());
        } else {
            id.extend(first.chain(chars));
        }
    }
    let mut candidates =
        std::iter::once(id.clone()).chain((2..).map(|number| format!("{id}{number}")));
    let free = candidates.find(|candidate| taken.insert(candidate.clone()));
    free.unwrap_or(id)
}

/// The path of a URL in which variables stand in double braces: `{{base}}/pets/{{id}}?x=1` becomes `/pets/{id}`.
/// `:id` is Postman's notation for a parameter.
pub(super) fn path_template(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None if url.starts_with("{{") => url.find("}}").map_or("/", |end| &url[end + 2..]),
        None if url.starts_with('/') => url,
        None => url.find('/').map_or("/", |slash| &url[slash..]),
    };
    let segments: Vec<String> = path
        .trim_start_matches('/')
        .split('/')
        .map(segment)
        .collect();
    format!("/{}", segments.join("/"))
}

fn segment(text: &str) -> String {
    if let Some(name) = text.strip_prefix(':').filter(|name| !name.is_empty()) {
        return format!("{{{name}}}");
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (variable, after) = after.split_once("}}").unwrap_or((after, ""));
        let name: String = variable
            .trim()
            .trim_start_matches("_.")
            .chars()
            .filter(|char| !"{}/".contains(*char))
            .collect();
        out.push_str(before);
        out.extend(["{", if name.is_empty() { "value" } else { &name }, "}"]);
        rest = after;
    }
    out.push_str(rest);
    out
}
