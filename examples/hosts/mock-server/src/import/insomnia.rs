//! Insomnia exports, format 4: a flat list of resources, of which requests are one kind.

use serde_json::Value;

use super::recording::{
    RecordedCredentials, RecordedRequest, RecordedResponse, Recording, path_template,
};

pub(super) fn read(root: &Value) -> Result<Recording, String> {
    let resources = root
        .get("resources")
        .and_then(Value::as_array)
        .ok_or("the Insomnia export has no `resources`")?;
    let of_kind = |kind: &'static str| {
        resources
            .iter()
            .filter(move |resource| resource["_type"] == kind)
    };
    let workspace = of_kind("workspace").find_map(|workspace| workspace["name"].as_str());
    let requests: Vec<_> = of_kind("request").map(recorded).collect();
    if requests.is_empty() {
        return Err("the Insomnia export has no requests".to_owned());
    }
    Ok(Recording {
        title: workspace.unwrap_or("Insomnia export").to_owned(),
        requests,
    })
}

/// Exports hold no answers.
fn recorded(request: &Value) -> RecordedRequest {
    let sent = request.pointer("/body/text").and_then(Value::as_str);
    RecordedRequest {
        name: request["name"].as_str().unwrap_or("request").to_owned(),
        method: request["method"]
            .as_str()
            .unwrap_or("GET")
            .to_ascii_lowercase(),
        path: path_template(request["url"].as_str().unwrap_or("/")),
        credentials: credentials(&request["authentication"]),
        responses: vec![RecordedResponse::assumed(sent)],
    }
}

fn credentials(authentication: &Value) -> Option<RecordedCredentials> {
    if authentication["disabled"] == true {
        return None;
    }
    match authentication["type"].as_str()? {
        "bearer" | "oauth2" => Some(RecordedCredentials::Bearer),
        "basic" => Some(RecordedCredentials::Basic),
        "apikey" => {
            let name = authentication["key"]
                .as_str()
                .unwrap_or("X-API-Key")
                .to_owned();
            let in_query = authentication["addTo"] == "queryParams";
            Some(if in_query {
                RecordedCredentials::Query(name)
            } else {
                RecordedCredentials::Header(name)
            })
        }
        _ => None,
    }
}
