//! Which of an operation's responses is given.

use http::StatusCode;
use indexmap::IndexMap;

use crate::document::{Operation, Pointer, StatusPattern};
use crate::problem::Problem;

/// The response with the status that was asked for, or else the one that a successful call gets: the lowest 2xx code,
/// `2XX`, `default`, then whatever there is. None if the operation describes no response at all.
///
/// # Errors
/// The status that was asked for is not described.
pub(super) fn choose(
    operation: &Operation,
    wanted: Option<StatusCode>,
) -> Result<Option<(StatusCode, Pointer)>, Problem> {
    let responses = &operation.responses;
    match wanted {
        Some(status) => match pattern_for(responses, status) {
            Some(at) => Ok(Some((status, at.clone()))),
            None if responses.is_empty() => Ok(None),
            None => Err(not_described(responses, status)),
        },
        None => Ok(success(responses)),
    }
}

fn pattern_for(
    responses: &IndexMap<StatusPattern, Pointer>,
    status: StatusCode,
) -> Option<&Pointer> {
    let keys = [
        StatusPattern::Code(status),
        StatusPattern::Class(status.as_u16() / 100),
        StatusPattern::Default,
    ];
    keys.iter().find_map(|key| responses.get(key))
}

fn success(responses: &IndexMap<StatusPattern, Pointer>) -> Option<(StatusCode, Pointer)> {
    let (pattern, at) = responses
        .iter()
        .min_by_key(|(pattern, _)| rank(**pattern))?;
    let status = match pattern {
        StatusPattern::Code(status) => *status,
        StatusPattern::Class(class) => StatusCode::from_u16(class * 100).unwrap_or(StatusCode::OK),
        StatusPattern::Default => StatusCode::OK,
    };
    Some((status, at.clone()))
}

fn rank(pattern: StatusPattern) -> (u8, u16) {
    match pattern {
        StatusPattern::Code(status) if status.is_success() => (0, status.as_u16()),
        StatusPattern::Class(2) => (1, 0),
        StatusPattern::Default => (2, 0),
        StatusPattern::Code(status) if status.is_informational() => (5, status.as_u16()),
        StatusPattern::Code(status) => (3, status.as_u16()),
        StatusPattern::Class(class) => (4, class),
    }
}

fn not_described(responses: &IndexMap<StatusPattern, Pointer>, status: StatusCode) -> Problem {
    let name = |pattern: &StatusPattern| match pattern {
        StatusPattern::Code(status) => status.as_u16().to_string(),
        StatusPattern::Class(class) => format!("{class}XX"),
        StatusPattern::Default => "default".to_owned(),
    };
    let known: Vec<String> = responses.keys().map(name).collect();
    let detail = format!(
        "this operation describes {}, not {}",
        known.join(", "),
        status.as_u16()
    );
    Problem::new(StatusCode::BAD_REQUEST, "PW-MOCK-STATUS-NOT-DESCRIBED").detail(detail)
}
