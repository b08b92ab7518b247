//! What the configuration says about answers, checked and ready to be applied.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, Method, StatusCode};
use indexmap::IndexMap;
use serde_json::Value;

use crate::auth::Authentication;
use crate::config::{DataConfig, RouteConfig, When};
use crate::document::{Operation, Requirement};
use crate::extension::{DataSource, Extensions, Guarded, Responder};
use crate::request::Request;
use crate::routing::PathTemplate;

/// An answer that differs from what the document says.
pub(crate) struct Rule {
    when: When,
    pub(crate) security: Option<Vec<Requirement>>,
    pub(crate) status: Option<StatusCode>,
    pub(crate) example: Option<String>,
    pub(crate) headers: Vec<(HeaderName, String)>,
    pub(crate) content: Content,
    pub(crate) media_type: Option<String>,
    pub(crate) responders: Vec<Guarded<Arc<dyn Responder>>>,
    pub(crate) options: Value,
    pub(crate) delay: Duration,
}

/// Where the body comes from.
pub(crate) enum Content {
    /// From the document.
    Described,
    /// A value in which every text is a template.
    Value(Value),
    /// One template.
    Text(String),
    /// Rows.
    Rows(DataConfig, Guarded<Arc<dyn DataSource>>),
}

/// The rules of all operations.
pub(crate) struct Rules(HashMap<usize, Vec<Rule>>);

impl Rules {
    /// Checks the configured routes; routes that the document does not have are added to `operations`.
    pub(crate) fn new(
        routes: &[RouteConfig],
        operations: &mut Vec<Operation>,
        authentication: &Authentication,
        extensions: &Extensions,
    ) -> Result<Self, String> {
        let mut rules: HashMap<usize, Vec<Rule>> = HashMap::new();
        for (number, config) in routes.iter().enumerate() {
            let at = |reason: String| format!("routes[{number}]: {reason}");
            let operation = operation(config, operations).map_err(at)?;
            let rule = rule(config, authentication, extensions).map_err(at)?;
            rules.entry(operation).or_default().push(rule);
        }
        Ok(Self(rules))
    }

    /// The first rule of an operation that fits a request.
    pub(crate) fn find(
        &self,
        operation: usize,
        request: &Request,
        parameters: &[(String, String)],
    ) -> Option<&Rule> {
        self.0
            .get(&operation)?
            .iter()
            .find(|rule| rule.fits(request, parameters))
    }
}

impl Rule {
    fn fits(&self, request: &Request, parameters: &[(String, String)]) -> bool {
        let parameter = |name: &str| {
            parameters
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
        };
        all(&self.when.query, |name| request.query_value(name))
            && all(&self.when.headers, |name| request.header(name))
            && all(&self.when.params, parameter)
    }
}

fn all<'a>(wanted: &IndexMap<String, String>, value: impl Fn(&str) -> Option<&'a str>) -> bool {
    wanted
        .iter()
        .all(|(name, wanted)| value(name) == Some(wanted))
}

/// The number of the operation that a route is about.
fn operation(config: &RouteConfig, operations: &mut Vec<Operation>) -> Result<usize, String> {
    match (&config.operation, &config.path) {
        (Some(id), None) if config.method.is_none() => operations
            .iter()
            .position(|operation| operation.id == *id)
            .ok_or_else(|| unknown_operation(id, operations)),
        (None, Some(path)) => at_path(path, config.method.as_deref().unwrap_or("GET"), operations),
        _ => Err("give either `operation`, or `path` and `method`".to_owned()),
    }
}

fn at_path(path: &str, method: &str, operations: &mut Vec<Operation>) -> Result<usize, String> {
    let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes())
        .map_err(|_| format!("`{method}` is no method"))?;
    let known = operations
        .iter()
        .position(|operation| operation.path.as_str() == path && operation.method == method);
    if let Some(known) = known {
        return Ok(known);
    }
    let path =
        PathTemplate::parse(path, &|_| false).map_err(|error| format!("path `{path}`: {error}"))?;
    let (id, security, responses) = (String::new(), Vec::new(), IndexMap::new());
    operations.push(Operation {
        id,
        method,
        path,
        security,
        responses,
    });
    Ok(operations.len() - 1)
}

fn unknown_operation(id: &str, operations: &[Operation]) -> String {
    let near = |operation: &&Operation| strsim::jaro_winkler(&operation.id, id);
    let nearest = operations
        .iter()
        .max_by(|a, b| near(a).total_cmp(&near(b)))
        .filter(|nearest| near(nearest) > 0.7);
    let hint = nearest.map_or_else(String::new, |nearest| {
        format!("; did you mean `{}`?", nearest.id)
    });
    format!("the document has no operation `{id}`{hint}")
}

fn rule(
    config: &RouteConfig,
    authentication: &Authentication,
    extensions: &Extensions,
) -> Result<Rule, String> {
    let security = config
        .security
        .as_ref()
        .map(|names| authentication.requirements(names))
        .transpose()?;
    let responders = config
        .plugins
        .iter()
        .map(|name| responder(name, extensions))
        .collect::<Result<_, _>>()?;
    let headers = config.headers.iter().map(|(name, value)| {
        let parsed = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| format!("`{name}` is no name of a header"))?;
        Ok((parsed, value.clone()))
    });
    Ok(Rule {
        when: config.when.clone(),
        security,
        status: config.status.map(status).transpose()?,
        example: config.example.clone(),
        headers: headers.collect::<Result<_, String>>()?,
        content: content(config, extensions)?,
        media_type: config.media_type.clone(),
        responders,
        options: if config.options.is_null() {
            Value::Object(serde_json::Map::new())
        } else {
            config.options.clone()
        },
        delay: Duration::from_millis(config.delay_ms),
    })
}

fn status(code: u16) -> Result<StatusCode, String> {
    let status = StatusCode::from_u16(code)
        .ok()
        .filter(|status| !status.is_informational());
    status.ok_or_else(|| format!("{code} is no status that an answer can have"))
}

fn content(config: &RouteConfig, extensions: &Extensions) -> Result<Content, String> {
    match (&config.body, &config.text, &config.data) {
        (None, None, None) => Ok(Content::Described),
        (Some(body), None, None) => Ok(Content::Value(body.clone())),
        (None, Some(text), None) => Ok(Content::Text(text.clone())),
        (None, None, Some(data)) => {
            let source = extensions.sources.get(&data.source);
            let source =
                source.ok_or_else(|| format!("`{}` is no data source plugin", data.source))?;
            if source.extension.columns(&data.table).is_none() {
                return Err(format!(
                    "the data source `{}` has no table `{}`",
                    data.source, data.table
                ));
            }
            Ok(Content::Rows(data.clone(), source.clone()))
        }
        _ => Err("give one of `body`, `text` and `data`".to_owned()),
    }
}

fn responder(name: &str, extensions: &Extensions) -> Result<Guarded<Arc<dyn Responder>>, String> {
    extensions
        .responders
        .get(name)
        .cloned()
        .ok_or_else(|| format!("`{name}` is no response plugin"))
}
