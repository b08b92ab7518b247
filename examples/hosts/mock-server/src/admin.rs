//! The operator's pages: JSON about the server and its plugins.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde_json::{Value, json};

use crate::live::Live;

/// Routes below `/__plugwright`.
pub(crate) fn routes(live: Arc<Live>) -> Router {
    Router::new()
        .route("/__plugwright/health", get(health))
        .route("/__plugwright/plugins", get(plugins))
        .route("/__plugwright/operations", get(operations))
        .route("/__plugwright/reload", post(reload))
        .with_state(live)
}

/// `degraded` means that the server answers, but not with the newest configuration.
async fn health(State(live): State<Arc<Live>>) -> Json<Value> {
    let mock = live.mock();
    let rejection = live.rejection();
    let rejected = rejection
        .as_ref()
        .map(|rejection| json!({ "code": rejection.code, "reason": rejection.reason }));
    Json(json!({
        "status": if rejected.is_some() { "degraded" } else { "ok" },
        "title": mock.document().title(),
        "operations": mock.operations().len(),
        "plugins": mock.extensions().inspections.len(),
        "generation": live.generation(),
        "load_ms": live.load_time().as_secs_f64() * 1000.0,
        "rejected": rejected,
    }))
}

async fn plugins(State(live): State<Arc<Live>>) -> Json<Value> {
    let reports: Vec<_> = live
        .mock()
        .extensions()
        .inspections
        .iter()
        .map(|plugin| plugin.report())
        .collect();
    Json(json!({ "plugins": reports }))
}

async fn operations(State(live): State<Arc<Live>>) -> Json<Value> {
    let mock = live.mock();
    let operation = |operation: &crate::document::Operation| json!({ "method": operation.method.as_str(), "path": operation.path.as_str(), "id": operation.id });
    let finding = |finding: &crate::document::Finding| json!({ "pointer": finding.pointer.as_str(), "message": finding.message });
    Json(json!({
        "operations": mock.operations().iter().map(operation).collect::<Vec<_>>(),
        "findings": mock.document().findings().iter().map(finding).collect::<Vec<_>>(),
    }))
}

async fn reload(State(live): State<Arc<Live>>) -> (StatusCode, Json<Value>) {
    match live.reload().await {
        Ok(()) => (
            StatusCode::OK,
            Json(json!({ "generation": live.generation() })),
        ),
        Err(error) => {
            let body = json!({ "code": error.code(), "reason": error.to_string() });
            (StatusCode::UNPROCESSABLE_ENTITY, Json(body))
        }
    }
}
