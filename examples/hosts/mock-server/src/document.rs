//! The API description: an OpenAPI 3.0 or 3.1 document, kept as the JSON that it is.
//!
//! A typed tree of a whole document costs time and memory for parts that no request ever asks for, and refuses what
//! its author did not think of. So the tree stays as it was parsed; loading reads only what routing needs (paths,
//! methods, parameters, security), and an answer looks up its response, examples and schema through [`Document::at`]
//! and [`Document::resolve`] when it is given. References are followed lazily, so recursive schemas cost nothing here.

mod bundle;
mod location;
mod operation;
mod pointer;
mod security;
mod survey;
mod text;

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde_json::{Map, Value};

pub use operation::{Operation, StatusPattern};
pub use pointer::{Pointer, RefError};
pub use security::{CredentialSource, Requirement, SecurityScheme};
pub use survey::Finding;
pub(crate) use text::{from_yaml, parse as parse_text};

use crate::error::{Error, Place};

/// An API description that can be served.
#[derive(Debug)]
pub struct Document {
    root: Value,
    file: PathBuf,
    operations: Vec<Operation>,
    schemes: IndexMap<String, SecurityScheme>,
    base_path: String,
    findings: Vec<Finding>,
}

impl Document {
    /// Reads a document from a JSON or YAML file.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Document`], with file, line and JSON Pointer.
    pub fn load(file: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(file).map_err(|source| Error::Read {
            file: file.to_owned(),
            source,
        })?;
        Self::parse(file, &text)
    }

    /// Reads a document from text; `file` is the name that errors give.
    ///
    /// # Errors
    /// [`Error::Document`].
    pub fn parse(file: &Path, text: &str) -> Result<Self, Error> {
        let root = text::parse(file, text)?;
        Self::from_value(file, root).map_err(|error| location::locate(error, text))
    }

    /// Takes a document that is already parsed, for example one made by [`crate::import`].
    ///
    /// # Errors
    /// [`Error::Document`], without a line.
    pub fn from_value(file: &Path, root: Value) -> Result<Self, Error> {
        check_version(file, &root)?;
        let mut document = Self {
            base_path: base_path(&root),
            root,
            file: file.to_owned(),
            operations: Vec::new(),
            schemes: IndexMap::new(),
            findings: Vec::new(),
        };
        document.schemes = security::schemes(&document)?;
        let (operations, mut findings) = operation::operations(&document)?;
        findings.extend(survey::dangling_references(&document.root));
        document.operations = operations;
        document.findings = findings;
        Ok(document)
    }

    /// The operations in the order of the document.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The security schemes by name.
    pub fn schemes(&self) -> &IndexMap<String, SecurityScheme> {
        &self.schemes
    }

    /// The path of the first server's URL without a `/` at its end: clients may or may not put it before the paths.
    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    /// What is wrong with the document without keeping it from being served.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The title that the document gives the API.
    pub fn title(&self) -> &str {
        self.root
            .pointer("/info/title")
            .and_then(Value::as_str)
            .unwrap_or("untitled")
    }

    /// The value at a pointer.
    pub fn at(&self, pointer: &Pointer) -> Option<&Value> {
        self.root.pointer(pointer.as_str())
    }

    /// Follows `$ref` until there is none. A value that is no reference is returned as it is.
    ///
    /// # Errors
    /// The reference leads nowhere, out of the document, or in a circle.
    pub fn resolve<'a>(&'a self, value: &'a Value) -> Result<&'a Value, RefError> {
        pointer::resolve(&self.root, value)
    }

    /// Like [`Document::resolve`], for the object at `pointer`; also says where it really is.
    pub(crate) fn object_at(
        &self,
        pointer: &Pointer,
    ) -> Result<(Pointer, &Map<String, Value>), Error> {
        let (pointer, value) = pointer::resolve_at(&self.root, pointer)
            .map_err(|(at, error)| self.error(&at, error.to_string()))?;
        let object = value
            .as_object()
            .ok_or_else(|| self.error(&pointer, expected("an object", value)))?;
        Ok((pointer, object))
    }

    pub(crate) fn root(&self) -> &Value {
        &self.root
    }

    pub(crate) fn error(&self, pointer: &Pointer, reason: impl Into<String>) -> Error {
        Error::document(&self.file, Place::pointer(pointer.as_str()), reason)
    }
}

pub(crate) fn expected(what: &str, found: &Value) -> String {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    format!("expected {what}, found {found}")
}

fn check_version(file: &Path, root: &Value) -> Result<(), Error> {
    let fail =
        |pointer: &str, reason: String| Err(Error::document(file, Place::pointer(pointer), reason));
    let Some(object) = root.as_object() else {
        return fail(
            "",
            expected("an OpenAPI document, which is an object", root),
        );
    };
    if object.contains_key("swagger") {
        return fail(
            "/swagger",
            "this is Swagger 2.0; convert it to OpenAPI 3 first".to_owned(),
        );
    }
    match object.get("openapi") {
        None => fail(
            "",
            "`openapi` is missing: an OpenAPI 3.x document names its version in it".to_owned(),
        ),
        Some(Value::String(version)) if version.starts_with("3.") => Ok(()),
        Some(other) => fail(
            "/openapi",
            format!("version {other} is not supported; supported is \"3.x\""),
        ),
    }
}

fn base_path(root: &Value) -> String {
    let url = root
        .pointer("/servers/0/url")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
        None => url,
    };
    let path = path.trim_end_matches('/');
    // A base path with variables would need their values; clients of such an API use the paths alone.
    if path.starts_with('/') && !path.contains('{') {
        path.to_owned()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests;
