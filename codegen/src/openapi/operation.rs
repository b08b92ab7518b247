//! Calls as operations.

use heck::{ToKebabCase as _, ToSnakeCase as _};
use serde_json::{Map, Value, json};

use super::{description, schema};
use crate::{
    model::Type,
    remote::{Call, Remote},
    scope::Scope,
};

pub(super) fn paths(remote: &Remote<'_>) -> Map<String, Value> {
    let mut scope = Scope::new(&[]).separated_by("-");
    let calls = remote.calls.iter();
    calls
        .map(|call| {
            let name = scope.declare(&name(call, &scope));
            (
                format!("/plugin/{name}"),
                json!({ "post": operation(remote, call, &name) }),
            )
        })
        .collect()
}

/// The function's name; that of its interface before it, if another interface has such a function, too.
fn name(call: &Call<'_>, scope: &Scope) -> String {
    let plain = call.words().join("-").to_kebab_case();
    if scope.is_free(&plain) {
        return plain;
    }
    format!("{}-{plain}", call.interface.name.short().to_kebab_case())
}

fn operation(remote: &Remote<'_>, call: &Call<'_>, name: &str) -> Value {
    let mut operation = Map::new();
    operation.insert("operationId".to_owned(), name.to_snake_case().into());
    operation.insert("tags".to_owned(), json!([call.interface.name.short()]));
    if let Some(text) = description(&call.function.docs) {
        operation.insert("description".to_owned(), text.into());
    }
    if call.function.docs.availability.deprecated.is_some() {
        operation.insert("deprecated".to_owned(), true.into());
    }
    let request = json!({ "required": true, "content": content(&request(remote, call)) });
    operation.insert("requestBody".to_owned(), request);
    let failed = json!({ "$ref": "#/components/schemas/Failure" });
    let responses = json!({
        "200": {
            "description": "The answer of the function, which may be an error of its own.",
            "content": content(&answer(remote, call)),
        },
        "default": {
            "description": "The call did not reach the function or did not come back from it.",
            "content": content(&failed),
        },
    });
    operation.insert("responses".to_owned(), responses);
    Value::Object(operation)
}

/// What a service answers that could not carry out the call.
pub(super) fn failure() -> Value {
    json!({
        "description": "Why a call failed.",
        "type": "object",
        "properties": { "success": { "const": false }, "error": { "type": "string" } },
        "required": ["success", "error"],
    })
}

fn content(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn request(remote: &Remote<'_>, call: &Call<'_>) -> Value {
    let receiver = call.resource.filter(|_| call.function.kind.has_self());
    let receiver = receiver.map(|resource| ("self".to_owned(), Type::Borrow(resource.id)));
    let params = call.function.params.iter();
    let params = params.map(|param| (param.name.to_snake_case(), param.ty.clone()));
    let fields: Vec<(String, Type)> = receiver.into_iter().chain(params).collect();
    let fields = fields.iter().map(|(name, ty)| {
        let schema = schema::of(remote.model, &remote.names, ty);
        (name.clone(), schema, ty)
    });
    schema::object(remote.model, fields.collect())
}

fn answer(remote: &Remote<'_>, call: &Call<'_>) -> Value {
    let of = |ty: &Type| schema::of(remote.model, &remote.names, ty);
    let result = call.function.result.as_ref();
    let (ok, err) = match result.map(|ty| remote.model.structure(ty)) {
        Some(Type::Result { ok, err }) => (ok.map(|ty| *ty), Some(err.map(|ty| *ty))),
        other => (other, None),
    };
    let succeeded = outcome(true, "result", ok.as_ref().map(of));
    match err {
        Some(err) => {
            let failed = outcome(false, "error", err.as_ref().map(of));
            json!({ "oneOf": [succeeded, failed] })
        }
        None => succeeded,
    }
}

fn outcome(success: bool, name: &str, value: Option<Value>) -> Value {
    let mut properties = Map::new();
    properties.insert("success".to_owned(), json!({ "const": success }));
    let mut required = vec!["success"];
    if let Some(value) = value {
        properties.insert(name.to_owned(), value);
        required.push(name);
    }
    json!({ "type": "object", "properties": properties, "required": required })
}
