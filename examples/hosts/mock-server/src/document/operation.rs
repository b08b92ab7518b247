//! The operations of a document: what routing and authentication have to know before a request comes.

use http::{Method, StatusCode};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::security::{Requirement, requirements};
use super::{Document, Finding, Pointer, expected};
use crate::error::Error;
use crate::routing::PathTemplate;

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// One method of one path.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `operationId`; empty if the document gives none.
    pub id: String,
    /// The HTTP method.
    pub method: Method,
    /// The path.
    pub path: PathTemplate,
    /// The ways to be let in, any of which suffices; none if everybody is.
    pub security: Vec<Requirement>,
    /// The responses, each where its object is after references were followed.
    pub responses: IndexMap<StatusPattern, Pointer>,
}

/// A key of `responses`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatusPattern {
    /// One status code.
    Code(StatusCode),
    /// All codes of a class: `4XX` is 4.
    Class(u16),
    /// Every code that no other key covers.
    Default,
}

impl StatusPattern {
    fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("default") {
            return Some(Self::Default);
        }
        if let Some(class) = text.strip_suffix("XX").or_else(|| text.strip_suffix("xx")) {
            return class
                .parse()
                .ok()
                .filter(|class| (1..=5).contains(class))
                .map(Self::Class);
        }
        StatusCode::from_bytes(text.as_bytes()).ok().map(Self::Code)
    }
}

pub(super) fn operations(document: &Document) -> Result<(Vec<Operation>, Vec<Finding>), Error> {
    let at = Pointer::new("/paths");
    let Some(paths) = document.at(&at) else {
        if document.root().get("webhooks").is_some() || document.root().get("components").is_some()
        {
            return Ok((Vec::new(), Vec::new()));
        }
        return Err(document.error(
            &Pointer::default(),
            "`paths` is missing: there is nothing to serve",
        ));
    };
    let paths = paths
        .as_object()
        .ok_or_else(|| document.error(&at, expected("an object", paths)))?;
    let mut reader = Reader {
        document,
        operations: Vec::new(),
        findings: Vec::new(),
    };
    for path in paths.keys().filter(|path| !path.starts_with("x-")) {
        reader.path_item(path, &at.child(path))?;
    }
    Ok((reader.operations, reader.findings))
}

struct Reader<'d> {
    document: &'d Document,
    operations: Vec<Operation>,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn path_item(&mut self, path: &str, at: &Pointer) -> Result<(), Error> {
        let (at, item) = self.document.object_at(at)?;
        for method in METHODS
            .into_iter()
            .filter(|method| item.contains_key(*method))
        {
            let at_operation = at.child(method);
            let (at_operation, object) = self.document.object_at(&at_operation)?;
            let path = self.path_template(path, item, object, &at_operation)?;
            let operation = self.operation(method, path, object, &at_operation)?;
            self.operations.push(operation);
        }
        Ok(())
    }

    fn path_template(
        &self,
        path: &str,
        item: &Map<String, Value>,
        operation: &Map<String, Value>,
        at: &Pointer,
    ) -> Result<PathTemplate, Error> {
        let lists = [item.get("parameters"), operation.get("parameters")];
        let parameters = lists
            .into_iter()
            .flatten()
            .filter_map(Value::as_array)
            .flatten();
        // An extension of GitHub's description: the value may hold slashes.
        let spanning: Vec<&str> = parameters
            .filter_map(|parameter| self.document.resolve(parameter).ok())
            .filter(|parameter| parameter.get("x-multi-segment") == Some(&Value::Bool(true)))
            .filter_map(|parameter| parameter.get("name")?.as_str())
            .collect();
        PathTemplate::parse(path, &|name| spanning.contains(&name)).map_err(|error| {
            self.document
                .error(at, format!("the path `{path}` cannot be served: {error}"))
        })
    }

    fn operation(
        &mut self,
        method: &str,
        path: PathTemplate,
        object: &Map<String, Value>,
        at: &Pointer,
    ) -> Result<Operation, Error> {
        let general = self.document.root().get("security");
        let security = requirements(object.get("security"))
            .or_else(|| requirements(general))
            .unwrap_or_default();
        self.check_schemes(&security, &at.child("security"));
        Ok(Operation {
            id: object
                .get("operationId")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            method: Method::from_bytes(method.to_ascii_uppercase().as_bytes()).unwrap_or_default(),
            path,
            security,
            responses: self.responses(object, &at.child("responses"))?,
        })
    }

    fn responses(
        &mut self,
        operation: &Map<String, Value>,
        at: &Pointer,
    ) -> Result<IndexMap<StatusPattern, Pointer>, Error> {
        let mut found = IndexMap::new();
        if !operation.contains_key("responses") {
            return Ok(found);
        }
        let (at, responses) = self.document.object_at(at)?;
        for key in responses.keys().filter(|key| !key.starts_with("x-")) {
            let at_response = at.child(key);
            let Some(pattern) = StatusPattern::parse(key) else {
                self.find(
                    &at_response,
                    format!("`{key}` is no status code, `4XX` or `default`; it is left out"),
                );
                continue;
            };
            found.insert(pattern, self.document.object_at(&at_response)?.0);
        }
        Ok(found)
    }

    /// A requirement that names an unknown scheme can never be met; the author should hear of it.
    fn check_schemes(&mut self, security: &[Requirement], at: &Pointer) {
        let unknown = security
            .iter()
            .flat_map(Requirement::keys)
            .find(|name| !self.document.schemes.contains_key(*name));
        if let Some(name) = unknown {
            self.find(
                at,
                format!(
                    "the security scheme `{name}` is not described in components/securitySchemes"
                ),
            );
        }
    }

    fn find(&mut self, pointer: &Pointer, message: String) {
        let pointer = pointer.clone();
        self.findings.push(Finding { pointer, message });
    }
}
