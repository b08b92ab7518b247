//! The envelope of every statement.

use plugwright_manifest::Digest;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Audited, Bom, Provenance, Revocation, Rotation, Subject};
use crate::{
    Error,
    limits::{STATEMENT_BYTES, SUBJECTS},
    strict_json,
};

const TYPE: &str = "https://in-toto.io/Statement/v1";

/// A statement whose form has been checked. Who says it, and whether it is true, is another matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    subjects: Vec<Named>,
    predicate_type: String,
    predicate: Value,
}

/// What a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    name: String,
    digest: Digest,
}

/// What a statement says, as far as this crate knows it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Predicate {
    /// A package has a name.
    Package(Box<Subject>),
    /// How a package was built.
    Provenance(Provenance),
    /// What a package is made of.
    Bom(Bom),
    /// Somebody audited a package.
    Audited(Audited),
    /// A key has a successor.
    Rotation(Box<Rotation>),
    /// A key must not be trusted any more.
    Revocation(Revocation),
    /// Something that this crate does not know, by its type.
    Other(String),
}

/// The form in JSON. The fields that a subject may have beside its digest are those of in-toto's resource descriptor.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Descriptor>,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    #[serde(default)]
    predicate: Value,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Descriptor {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    digest: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    download_location: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    media_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    annotations: Option<Map<String, Value>>,
}

impl Statement {
    pub(super) fn new(
        name: impl Into<String>,
        digest: Digest,
        predicate_type: &str,
        predicate: Value,
    ) -> Self {
        Self {
            subjects: vec![Named {
                name: name.into(),
                digest,
            }],
            predicate_type: predicate_type.to_owned(),
            predicate,
        }
    }

    /// Reads a statement strictly: no field twice, none that in-toto does not have, nothing behind the end.
    ///
    /// # Errors
    /// [`Error::Statement`] with what is wrong.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > STATEMENT_BYTES {
            return Err(refuse("it has more than 3 MiB"));
        }
        let form: Form = strict_json::read(bytes).map_err(refuse)?;
        if form.kind != TYPE {
            return Err(refuse("its type is not that of in-toto, version 1"));
        }
        if form.subject.is_empty() || form.subject.len() > SUBJECTS {
            return Err(refuse("it is about nothing, or about more than 256 things"));
        }
        let subjects = form
            .subject
            .into_iter()
            .map(named)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            subjects,
            predicate_type: form.predicate_type,
            predicate: form.predicate,
        })
    }

    /// The bytes to be signed: JSON without white space, fields in a fixed order.
    pub fn to_bytes(&self) -> Vec<u8> {
        let form = Form {
            kind: TYPE.to_owned(),
            subject: self.subjects.iter().map(descriptor).collect(),
            predicate_type: self.predicate_type.clone(),
            predicate: self.predicate.clone(),
        };
        // A tree of values with text keys can always be written.
        serde_json::to_vec(&form).unwrap_or_default()
    }

    /// Whether it is about `digest`.
    pub fn is_about(&self, digest: &Digest) -> bool {
        self.subjects
            .iter()
            .any(|subject| subject.digest == *digest)
    }

    /// The digests that it is about.
    pub fn digests(&self) -> impl Iterator<Item = &Digest> {
        self.subjects.iter().map(|subject| &subject.digest)
    }

    /// The URI that says what kind of predicate it has.
    pub fn predicate_type(&self) -> &str {
        &self.predicate_type
    }

    /// What it says.
    ///
    /// # Errors
    /// [`Error::Statement`] when it says something that this crate knows in a form that it does not.
    pub fn predicate(&self) -> Result<Predicate, Error> {
        let value = self.predicate.clone();
        Ok(match self.predicate_type.as_str() {
            Subject::PREDICATE_TYPE => {
                let (name, digest) = self.only_subject()?;
                Predicate::Package(Box::new(Subject::from_predicate(name, digest, value)?))
            }
            Rotation::PREDICATE_TYPE => Predicate::Rotation(Box::new(Rotation::from_predicate(
                self.only_subject()?.1,
                value,
            )?)),
            Revocation::PREDICATE_TYPE => {
                Predicate::Revocation(Revocation::from_predicate(self.only_subject()?.1, value)?)
            }
            Provenance::PREDICATE_TYPE => Predicate::Provenance(Provenance::from_predicate(value)?),
            Audited::PREDICATE_TYPE => {
                self.only_subject()?;
                Predicate::Audited(Audited::from_predicate(value)?)
            }
            Bom::PREDICATE_TYPE => Predicate::Bom(Bom::from_predicate(value)?),
            other => Predicate::Other(strict_json::quoted(other)),
        })
    }

    fn only_subject(&self) -> Result<(&str, Digest), Error> {
        match self.subjects.as_slice() {
            [subject] => Ok((&subject.name, subject.digest)),
            _ => Err(refuse("a statement of this type is about one thing")),
        }
    }
}

fn named(descriptor: Descriptor) -> Result<Named, Error> {
    let sha256 = descriptor.digest.get("sha256").and_then(Value::as_str);
    let digest = sha256.and_then(|hex| format!("sha256:{hex}").parse().ok());
    Ok(Named {
        name: descriptor.name,
        digest: digest.ok_or_else(|| refuse("a subject has no SHA-256 digest"))?,
    })
}

fn descriptor(subject: &Named) -> Descriptor {
    let digest = subject.digest.to_string();
    let hex = digest.trim_start_matches("sha256:").into();
    Descriptor {
        name: subject.name.clone(),
        digest: Map::from_iter([("sha256".to_owned(), hex)]),
        ..Descriptor::default()
    }
}

pub(super) fn refuse(problem: impl Into<String>) -> Error {
    Error::Statement {
        problem: problem.into(),
    }
}
