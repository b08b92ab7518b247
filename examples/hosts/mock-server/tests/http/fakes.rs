//! Extensions in a few lines each, to see what the server makes of what extensions do.

use std::sync::Arc;

use async_trait::async_trait;
use indexmap::IndexMap;
use mock_server::Request;
use mock_server::extension::{
    Authenticator, Comparison, Credentials, DataSource, Extensions, FailurePolicy, FaultKind,
    Guarded, Identity, PluginFault, Query, Responder, Response, Route, Rows, TemplateFunction,
    TemplateFunctions, Verdict,
};
use serde_json::{Value, json};

pub(crate) fn fault(kind: FaultKind) -> PluginFault {
    let code = if kind == FaultKind::Timeout {
        "PW-DEADLINE-EXCEEDED"
    } else {
        "PW-TRAPPED"
    };
    PluginFault {
        plugin: "fake".into(),
        kind,
        code: code.into(),
        message: "/secret/path of the host".into(),
    }
}

/// Accepts `good`, with the scope `books:write` for `writer`; fails for `trap` and `slow`.
struct Tokens;

#[async_trait]
impl Authenticator for Tokens {
    async fn authenticate(
        &self,
        _: &Request,
        credentials: &Credentials,
    ) -> Result<Verdict, PluginFault> {
        let scope = match credentials.data.as_slice() {
            b"good" => json!({}),
            b"writer" => json!({ "scope": "books:read books:write" }),
            b"trap" => return Err(fault(FaultKind::Failed)),
            b"slow" => return Err(fault(FaultKind::Timeout)),
            _ => return Ok(Verdict::Refused),
        };
        let claims = scope.as_object().cloned().unwrap_or_default();
        Ok(Verdict::Accepted(Identity {
            user_id: format!("{}-user", credentials.kind),
            claims,
        }))
    }
}

/// `fake.upper(text)`, `shout(text)`, `fake.fail()`.
struct Words(Vec<TemplateFunction>);

impl Words {
    fn new() -> Self {
        let function = |name: &str| TemplateFunction {
            name: name.to_owned(),
            parameters: vec!["text".to_owned(), "more".to_owned()],
        };
        Self(
            ["fake.upper", "fake.deep.count", "shout", "fake.fail"]
                .map(function)
                .to_vec(),
        )
    }
}

#[async_trait]
impl TemplateFunctions for Words {
    fn functions(&self) -> &[TemplateFunction] {
        &self.0
    }

    async fn call(
        &self,
        _: &Request,
        name: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, PluginFault> {
        // A plugin's call waits, and the template with it.
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        let text = arguments
            .first()
            .and_then(Value::as_str)
            .unwrap_or_default();
        match name {
            "fake.upper" => Ok(text.to_uppercase().into()),
            "fake.deep.count" => Ok(arguments.len().into()),
            "shout" => Ok(format!("{text}!").into()),
            _ => Err(fault(FaultKind::Failed)),
        }
    }
}

/// Answers where the route's options say how.
struct Echo;

#[async_trait]
impl Responder for Echo {
    async fn can_handle(&self, _: &Request, route: &Route) -> Result<bool, PluginFault> {
        Ok(route.options.get("echo").is_some())
    }

    async fn generate(&self, request: &Request, route: &Route) -> Result<Response, PluginFault> {
        if route.options["echo"] == "trap" {
            return Err(fault(FaultKind::Failed));
        }
        let body = json!({ "operation": route.operation_id, "params": route.path_parameters,
            "schema": route.response_schema.is_some(), "body": String::from_utf8_lossy(&request.body) });
        let status = route.options["status"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok())
            .unwrap_or(200);
        let headers = vec![
            ("x-echo".to_owned(), "yes".to_owned()),
            ("content-length".to_owned(), "1".to_owned()),
        ];
        Ok(Response {
            status,
            headers,
            body: body.to_string().into(),
        })
    }
}

/// Three books in one table.
struct Shelf;

#[async_trait]
impl DataSource for Shelf {
    fn columns(&self, table: &str) -> Option<Vec<String>> {
        (table == "books").then(|| vec!["id".to_owned(), "title".to_owned()])
    }

    async fn run(&self, _: &Request, query: &Query) -> Result<Rows, PluginFault> {
        let fits = |row: &Value| {
            query.conditions.iter().all(|condition| {
                let (left, right) = (
                    row[&condition.column].to_string(),
                    condition.value.to_string(),
                );
                let equal = left == right.trim_matches('"') || left == right;
                match condition.comparison {
                    Comparison::Equal => equal,
                    Comparison::Greater => left > right,
                    _ => false,
                }
            })
        };
        let all = [
            json!({ "id": 1, "title": "A" }),
            json!({ "id": 2, "title": "B" }),
            json!({ "id": 3, "title": "C" }),
        ];
        let mut rows: Vec<_> = all
            .iter()
            .filter(|row| fits(row))
            .filter_map(|row| row.as_object().cloned())
            .collect();
        let total = u64::try_from(rows.len()).ok();
        if query.order.first().is_some_and(|order| order.descending) {
            rows.reverse();
        }
        let limit = query
            .limit
            .and_then(|limit| usize::try_from(limit).ok())
            .unwrap_or(usize::MAX);
        let offset = usize::try_from(query.offset).unwrap_or(0);
        Ok(Rows {
            rows: rows.into_iter().skip(offset).take(limit).collect(),
            total,
        })
    }
}

/// One of each, failing as `policy` says.
pub(crate) fn extensions(policy: FailurePolicy) -> Extensions {
    let tokens: Arc<dyn Authenticator> = Arc::new(Tokens);
    let words: Arc<dyn TemplateFunctions> = Arc::new(Words::new());
    let echo: Arc<dyn Responder> = Arc::new(Echo);
    let shelf: Arc<dyn DataSource> = Arc::new(Shelf);
    Extensions {
        authenticators: IndexMap::from([("tokens".to_owned(), tokens)]),
        functions: IndexMap::from([(
            "words".to_owned(),
            Guarded {
                extension: words,
                policy,
            },
        )]),
        responders: IndexMap::from([(
            "echo".to_owned(),
            Guarded {
                extension: echo,
                policy,
            },
        )]),
        sources: IndexMap::from([(
            "shelf".to_owned(),
            Guarded {
                extension: shelf,
                policy,
            },
        )]),
        inspections: Vec::new(),
    }
}

pub(crate) fn closed() -> Extensions {
    extensions(FailurePolicy::Closed)
}
