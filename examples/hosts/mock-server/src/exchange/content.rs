//! The body of an answer: from the configuration, from a data source, or from the description.

use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};

use crate::answer::{Body, Generator, Preference, Promise};
use crate::config::{ConditionConfig, DataConfig};
use crate::extension::{
    Comparison, Condition, DataSource, FailurePolicy, Guarded, Order, Query, Rows,
};
use crate::mock::{Matched, Mock};
use crate::problem::Problem;
use crate::request::Request;
use crate::rule::Content;
use crate::template::{Scope, Strictness};

const JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";

/// The body; none if the answer has none.
pub(super) async fn body(
    mock: &Mock,
    matched: &Matched<'_>,
    scope: &Arc<Scope>,
    promise: &Promise<'_>,
    preference: &Preference,
    generator: &mut Generator<'_>,
) -> Result<Option<Body>, Problem> {
    let configured = matched.rule.and_then(|rule| rule.media_type.as_deref());
    let media_type = configured.or(promise.media_type.as_deref());
    match matched.rule.map(|rule| &rule.content) {
        // A status that the client asked for is answered with what the description says of it.
        Some(_) if preference.status.is_some() => {}
        Some(Content::Value(value)) => {
            let value = mock
                .templates
                .render(value.clone(), scope, Strictness::Strict)
                .await?;
            return Ok(Some(Body::encode(&value, media_type.unwrap_or(JSON))));
        }
        Some(Content::Text(text)) => {
            let bytes = Bytes::from(mock.templates.render_text(text, scope).await?);
            return Ok(Some(Body {
                media_type: media_type.unwrap_or(TEXT).to_owned(),
                bytes,
            }));
        }
        Some(Content::Rows(data, source)) => {
            let value = rows(mock, scope, data, source).await?;
            return Ok(Some(Body::encode(&value, media_type.unwrap_or(JSON))));
        }
        Some(Content::Described) | None => {}
    }
    let Some(media_type) = media_type else {
        return Ok(None);
    };
    let Some(value) = promise.value(&mock.document, preference, generator)? else {
        return Ok(None);
    };
    let value = if mock.templates_in_examples {
        mock.templates
            .render(value, scope, Strictness::Lenient)
            .await?
    } else {
        value
    };
    Ok(Some(Body::encode(&value, media_type)))
}

async fn rows(
    mock: &Mock,
    scope: &Arc<Scope>,
    data: &DataConfig,
    source: &Guarded<Arc<dyn DataSource>>,
) -> Result<Value, Problem> {
    let query = query(mock, scope, data, source).await?;
    let found = match (
        source.extension.run(&scope.request, &query).await,
        source.policy,
    ) {
        (Ok(found), _) => found,
        (Err(_), FailurePolicy::Open) => Rows::default(),
        (Err(fault), FailurePolicy::Closed) => return Err(fault.into()),
    };
    let mut rows = found.rows.into_iter().map(Value::Object);
    let value = if data.single {
        rows.next()
            .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "PW-MOCK-ROW-UNKNOWN"))?
    } else {
        rows.collect()
    };
    Ok(match &data.under {
        Some(member) => json!({ member: value, "total": found.total }),
        None => value,
    })
}

async fn query(
    mock: &Mock,
    scope: &Arc<Scope>,
    data: &DataConfig,
    source: &Guarded<Arc<dyn DataSource>>,
) -> Result<Query, Problem> {
    let mut query = Query {
        table: data.table.clone(),
        limit: data.limit,
        ..Query::default()
    };
    query.order = data
        .order
        .iter()
        .map(|column| Order::parse(column))
        .collect();
    for (column, condition) in &data.conditions {
        let (comparison, value) = match condition {
            ConditionConfig::Compared((comparison, value)) => (*comparison, value),
            ConditionConfig::Equal(value) => (Comparison::Equal, value),
        };
        let value = mock
            .templates
            .render(value.clone(), scope, Strictness::Strict)
            .await?;
        query.conditions.push(Condition {
            column: column.clone(),
            comparison,
            value,
        });
    }
    if data.single {
        query.limit = Some(1);
    }
    if data.filters {
        let columns = source.extension.columns(&data.table).unwrap_or_default();
        add_filters(&mut query, &scope.request, &columns)?;
    }
    Ok(query)
}

/// Parameters of the query as conditions; `limit` never asks for more than the configuration allows.
fn add_filters(query: &mut Query, request: &Request, columns: &[String]) -> Result<(), Problem> {
    let fields = request
        .query
        .iter()
        .filter(|(name, _)| columns.contains(name));
    query
        .conditions
        .extend(fields.map(|(name, value)| Condition {
            column: name.clone(),
            comparison: Comparison::Equal,
            value: value.as_str().into(),
        }));
    if let Some(limit) = number(request, "limit")? {
        query.limit = Some(query.limit.map_or(limit, |most| most.min(limit)));
    }
    query.offset = number(request, "offset")?.unwrap_or(0);
    Ok(())
}

fn number(request: &Request, name: &str) -> Result<Option<u32>, Problem> {
    let wrong = |_| {
        let detail = format!("the parameter `{name}` must be a whole number that is not negative");
        Problem::new(StatusCode::BAD_REQUEST, "PW-MOCK-PARAMETER-INVALID").detail(detail)
    };
    request
        .query_value(name)
        .map(|value| value.parse().map_err(wrong))
        .transpose()
}
