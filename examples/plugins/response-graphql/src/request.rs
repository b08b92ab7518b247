//! The GraphQL request inside of an HTTP request (GraphQL over HTTP, sections 5 and 6).

use plugwright_plugin_sdk::response::{HttpResponse, Route};
use plugwright_plugin_sdk::{Error, PluginContext};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A request to execute a document.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GraphqlRequest {
    pub query: String,
    #[serde(default, deserialize_with = "null_is_empty")]
    pub variables: Map<String, Value>,
    #[serde(default)]
    pub operation_name: Option<String>,
    /// Whether the HTTP method allows mutations.
    #[serde(skip)]
    pub may_change: bool,
}

/// Why an HTTP request is none of GraphQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: u16,
    message: &'static str,
}

impl Refusal {
    /// The answer that says so.
    pub(crate) fn response(self) -> Result<HttpResponse, Error> {
        HttpResponse::json(
            self.status,
            &json!({ "errors": [{ "message": self.message }] }),
        )
    }
}

impl GraphqlRequest {
    pub(crate) fn read(ctx: &PluginContext, route: &Route) -> Result<Self, Refusal> {
        match ctx.method.as_str() {
            "GET" => Self::from_query(route),
            "POST" => Self::from_body(ctx),
            _ => Err(Refusal {
                status: 405,
                message: "GraphQL requests are sent with GET or POST",
            }),
        }
    }

    fn from_query(route: &Route) -> Result<Self, Refusal> {
        let missing = Refusal {
            status: 400,
            message: "the parameter `query` is missing",
        };
        let wrong = Refusal {
            status: 400,
            message: "the parameter `variables` must be a JSON object",
        };
        let variables = route
            .query_param("variables")
            .filter(|text| !text.is_empty());
        Ok(Self {
            query: route.query_param("query").ok_or(missing)?.to_owned(),
            variables: variables.map_or(Ok(Map::new()), |text| {
                serde_json::from_str(text).map_err(|_| wrong)
            })?,
            operation_name: route
                .query_param("operationName")
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
            may_change: false,
        })
    }

    fn from_body(ctx: &PluginContext) -> Result<Self, Refusal> {
        let wrong = Refusal {
            status: 400,
            message: "the body must be a JSON object with a text `query`",
        };
        let body = ctx.body.as_deref().unwrap_or_default();
        let is_document = ctx
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/graphql"));
        let request = if is_document {
            let query = String::from_utf8(body.to_vec()).map_err(|_| wrong)?;
            Self {
                query,
                ..Self::default()
            }
        } else {
            serde_json::from_slice(body).map_err(|_| wrong)?
        };
        Ok(Self {
            may_change: true,
            ..request
        })
    }
}

fn null_is_empty<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Map<String, Value>, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
