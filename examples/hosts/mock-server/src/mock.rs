//! A mock: everything that a configuration stands for, made ready before the first request. It never changes; a new
//! configuration makes a new one.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use http::Method;

use crate::auth::Authentication;
use crate::config::Config;
use crate::document::{Document, Operation, Pointer, Requirement};
use crate::error::{Error, Place};
use crate::extension::Extensions;
use crate::request::Request;
use crate::routing::{RequestPath, Router};
use crate::rule::{Rule, Rules};
use crate::template::Templates;

/// A mock that is ready to answer.
pub struct Mock {
    pub(crate) document: Document,
    pub(crate) authentication: Authentication,
    pub(crate) templates: Arc<Templates>,
    pub(crate) extensions: Extensions,
    pub(crate) seed: u64,
    pub(crate) templates_in_examples: bool,
    /// Requests with larger bodies are refused, in bytes.
    pub max_body_bytes: usize,
    operations: Vec<Operation>,
    router: Router,
    rules: Rules,
    /// Schemas made complete for response plugins, which costs too much to do for each request.
    schemas: Mutex<HashMap<Pointer, Arc<str>>>,
}

/// The operation that a request is for.
pub(crate) struct Matched<'m> {
    pub(crate) operation: &'m Operation,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) rule: Option<&'m Rule>,
}

/// Why no operation answers a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unmatched {
    /// No path fits.
    Path,
    /// The path has only these methods.
    Method(Vec<Method>),
}

impl Mock {
    /// Puts a description and a configuration together. `file` is what errors about the configuration name.
    ///
    /// # Errors
    /// The configuration names something that does not exist.
    pub fn new(
        file: &Path,
        config: &Config,
        document: Document,
        extensions: Extensions,
    ) -> Result<Self, Error> {
        let wrong = |reason| Error::config(file, Place::default(), reason);
        let authentication =
            Authentication::new(&config.authentication, &document, &extensions).map_err(wrong)?;
        let mut operations = document.operations().to_vec();
        let rules = Rules::new(
            &config.routes,
            &mut operations,
            &authentication,
            &extensions,
        )
        .map_err(wrong)?;
        Ok(Self {
            templates: Arc::new(Templates::new(&extensions)?),
            router: Router::new(operations.iter().map(|operation| operation.path.clone())),
            seed: config.seed,
            templates_in_examples: config.templates_in_examples,
            max_body_bytes: config.max_body_bytes,
            schemas: Mutex::default(),
            document,
            authentication,
            extensions,
            operations,
            rules,
        })
    }

    /// The API description.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The operations that are served: those of the document, and those that the configuration adds.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// What plugins add.
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// Finds the operation for a request: at the path as it was sent, without the base path of the document's server,
    /// and with or without a `/` at its end.
    pub(crate) fn find(&self, request: &Request) -> Result<Matched<'_>, Unmatched> {
        let below_base = request
            .path
            .strip_prefix(self.document.base_path())
            .filter(|rest| rest.starts_with('/'));
        let mut methods = Vec::new();
        for path in std::iter::once(request.path.as_str()).chain(below_base) {
            let path = RequestPath::parse(path);
            for path in [path.with_other_ending(), path].iter().rev() {
                if let Some(matched) = self.find_at(path, request, &mut methods) {
                    return Ok(matched);
                }
            }
        }
        Err(if methods.is_empty() {
            Unmatched::Path
        } else {
            Unmatched::Method(methods)
        })
    }

    /// `HEAD` is answered by `GET` where nothing else answers it.
    fn find_at(
        &self,
        path: &RequestPath,
        request: &Request,
        methods: &mut Vec<Method>,
    ) -> Option<Matched<'_>> {
        let mut find = |method: &Method| {
            self.router.find(path, |route| {
                let Some(operation) = self.operations.get(route) else {
                    return false;
                };
                let fits = operation
                    .path
                    .accepts(|name, value| request.has_parameter(name, value));
                if fits && !methods.contains(&operation.method) {
                    methods.push(operation.method.clone());
                }
                fits && operation.method == *method
            })
        };
        let mut found = find(&request.method);
        if found.is_none() && request.method == Method::HEAD {
            found = find(&Method::GET);
        }
        let found = found?;
        let rule = self.rules.find(found.route, request, &found.parameters);
        Some(Matched {
            operation: self.operations.get(found.route)?,
            parameters: found.parameters,
            rule,
        })
    }

    /// The ways to be let in to what was matched.
    pub(crate) fn required<'m>(&'m self, matched: &Matched<'m>) -> &'m [Requirement] {
        match matched.rule.and_then(|rule| rule.security.as_deref()) {
            Some(security) => security,
            None => self.authentication.required(&matched.operation.security),
        }
    }

    /// The schema at a pointer with all that it refers to, as JSON text.
    pub(crate) fn complete_schema(&self, at: &Pointer) -> Option<Arc<str>> {
        let mut schemas = self.schemas.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = schemas.get(at) {
            return Some(Arc::clone(known));
        }
        let complete: Arc<str> = self.document.bundle(at)?.to_string().into();
        schemas.insert(at.clone(), Arc::clone(&complete));
        Some(complete)
    }
}
