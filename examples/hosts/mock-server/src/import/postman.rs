//! Postman collections, format 2.0 and 2.1 (<https://schema.postman.com>).

use serde_json::Value;

use super::recording::{
    RecordedCredentials, RecordedRequest, RecordedResponse, Recording, path_template,
};

/// Folders within folders; nobody sorts requests deeper.
const DEEPEST: usize = 32;

pub(super) fn read(root: &Value) -> Result<Recording, String> {
    let items = root
        .get("item")
        .and_then(Value::as_array)
        .ok_or("the Postman collection has no `item` list")?;
    let title = root
        .pointer("/info/name")
        .and_then(Value::as_str)
        .unwrap_or("Postman collection")
        .to_owned();
    let mut recording = Recording {
        title,
        requests: Vec::new(),
    };
    add(items, root.get("auth"), DEEPEST, &mut recording);
    if recording.requests.is_empty() {
        return Err("the Postman collection has no requests".to_owned());
    }
    Ok(recording)
}

/// What a folder says of authentication counts for all within.
fn add(items: &[Value], auth: Option<&Value>, depth: usize, recording: &mut Recording) {
    for item in items {
        let auth = item.get("auth").or(auth);
        if let Some(request) = item.get("request") {
            recording.requests.push(recorded(item, request, auth));
        }
        if let (Some(items), 1..) = (item.get("item").and_then(Value::as_array), depth) {
            add(items, auth, depth - 1, recording);
        }
    }
}

fn recorded(item: &Value, request: &Value, auth: Option<&Value>) -> RecordedRequest {
    let url = request.get("url").unwrap_or(request);
    let raw = url
        .as_str()
        .or_else(|| url.get("raw")?.as_str())
        .unwrap_or("/");
    let saved = item
        .get("response")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let mut responses: Vec<_> = saved.filter_map(response).collect();
    if responses.is_empty() {
        responses.push(RecordedResponse::assumed(
            request.pointer("/body/raw").and_then(Value::as_str),
        ));
    }
    RecordedRequest {
        name: item
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or("request")
            .to_owned(),
        method: request
            .get("method")
            .and_then(Value::as_str)
            .unwrap_or("GET")
            .to_ascii_lowercase(),
        path: path_template(raw),
        credentials: credentials(request.get("auth").or(auth)),
        responses,
    }
}

fn response(saved: &Value) -> Option<RecordedResponse> {
    let status = saved
        .get("code")
        .and_then(Value::as_u64)
        .and_then(|code| u16::try_from(code).ok())?;
    let headers = saved
        .get("header")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let is_type = |header: &&Value| {
        header["key"]
            .as_str()
            .is_some_and(|key| key.eq_ignore_ascii_case("content-type"))
    };
    let media_type = headers
        .into_iter()
        .find(is_type)
        .and_then(|header| header["value"].as_str());
    let text = saved
        .get("body")
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty());
    let body = text.map(|text| serde_json::from_str(text).unwrap_or_else(|_| text.into()));
    let assumed = if body.as_ref().is_some_and(Value::is_string) {
        "text/plain"
    } else {
        "application/json"
    };
    Some(RecordedResponse {
        name: saved
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or("saved")
            .to_owned(),
        status,
        media_type: media_type.unwrap_or(assumed).to_owned(),
        body,
    })
}

/// Version 2.0 writes the settings as an object, version 2.1 as a list of keys and values.
fn credentials(auth: Option<&Value>) -> Option<RecordedCredentials> {
    let auth = auth?;
    let setting = |name: &str| {
        let settings = auth.get("apikey")?;
        let listed = || {
            settings
                .as_array()?
                .iter()
                .find(|entry| entry["key"] == name)?
                .get("value")
        };
        settings.get(name).or_else(listed)?.as_str()
    };
    match auth.get("type")?.as_str()? {
        "bearer" | "oauth2" | "jwt" => Some(RecordedCredentials::Bearer),
        "basic" => Some(RecordedCredentials::Basic),
        "apikey" if setting("in") == Some("query") => {
            Some(RecordedCredentials::Query(setting("key")?.to_owned()))
        }
        "apikey" => Some(RecordedCredentials::Header(
            setting("key").unwrap_or("X-API-Key").to_owned(),
        )),
        _ => None,
    }
}
