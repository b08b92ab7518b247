//! Looks through a whole document for what is wrong without keeping it from being served.

use serde_json::Value;

use super::pointer::{Pointer, RefError, target};

/// Reports of one document stop here: after that many, more do not help anybody.
const MOST_FINDINGS: usize = 100;

/// Something that an author would want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where it is.
    pub pointer: Pointer,
    /// What is wrong and what it means for the mock.
    pub message: String,
}

/// References that cannot be followed. What they should describe is answered as if it had no schema.
pub(super) fn dangling_references(root: &Value) -> Vec<Finding> {
    let mut survey = Survey {
        root,
        findings: Vec::new(),
        path: Vec::new(),
    };
    survey.visit(root);
    survey.findings
}

struct Survey<'a> {
    root: &'a Value,
    findings: Vec<Finding>,
    path: Vec<Step<'a>>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Survey<'a> {
    fn visit(&mut self, value: &'a Value) {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(reference)) = object.get("$ref") {
                    self.check(reference);
                }
                object
                    .iter()
                    .filter(|(key, _)| !is_data(key))
                    .for_each(|(key, value)| self.step(Step::Key(key), value));
            }
            Value::Array(items) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(index, value)| self.step(Step::Index(index), value));
            }
            _ => {}
        }
    }

    fn step(&mut self, step: Step<'a>, value: &'a Value) {
        self.path.push(step);
        self.visit(value);
        self.path.pop();
    }

    fn check(&mut self, reference: &str) {
        if self.findings.len() >= MOST_FINDINGS {
            return;
        }
        let error = match target(reference) {
            Ok(pointer) if self.root.pointer(pointer.as_str()).is_some() => return,
            Ok(_) => RefError::Dangling(reference.to_owned()),
            Err(error) => error,
        };
        let message = format!("{error}; what it describes is answered as if it had no schema");
        let pointer = self.pointer();
        self.findings.push(Finding { pointer, message });
    }

    fn pointer(&self) -> Pointer {
        self.path
            .iter()
            .fold(Pointer::default(), |pointer, step| match step {
                Step::Key(key) => pointer.child(key),
                Step::Index(index) => pointer.child(&index.to_string()),
            })
    }
}

/// Below these keys is data of the API, in which a `$ref` is only a member with that name.
fn is_data(key: &str) -> bool {
    matches!(key, "example" | "examples" | "default" | "enum" | "const") || key.starts_with("x-")
}
