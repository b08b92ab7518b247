//! Makes an answer from what the description says: which status, which media type, which example, or else a value
//! generated from the schema.
//!
//! Everything here is a pure function of document, request and seed: the same request gets the same answer.

mod encoding;
mod media;
mod negotiation;
mod preference;
mod schema;
mod status;

use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value};

pub use encoding::Body;
pub use preference::Preference;
pub use schema::Generator;

use crate::document::{Document, Operation, Pointer};
use crate::problem::Problem;

/// What the description promises for a request: the parts of an answer before plugins and templates had their turn.
#[derive(Debug)]
pub struct Promise<'d> {
    /// The status code.
    pub status: StatusCode,
    /// The media type; none if the response has no content.
    pub media_type: Option<String>,
    /// The response object.
    response: Option<&'d Map<String, Value>>,
    /// The media type object.
    media: Option<&'d Map<String, Value>>,
    /// Where the schema of the body is.
    pub schema: Option<(Pointer, &'d Value)>,
}

impl<'d> Promise<'d> {
    /// Chooses the response of an operation for a client.
    ///
    /// # Errors
    /// The client asks for a status or media type that the operation does not have.
    pub fn choose(
        document: &'d Document,
        operation: &Operation,
        preference: &Preference,
        accept: &[&str],
    ) -> Result<Self, Problem> {
        let Some((status, at)) = status::choose(operation, preference.status)? else {
            return Ok(Self {
                status: StatusCode::OK,
                media_type: None,
                response: None,
                media: None,
                schema: None,
            });
        };
        let response = document.at(&at).and_then(Value::as_object);
        let content = response
            .and_then(|response| response.get("content"))
            .and_then(Value::as_object);
        let Some(content) = content.filter(|content| !content.is_empty() && may_have_body(status))
        else {
            return Ok(Self {
                status,
                media_type: None,
                response,
                media: None,
                schema: None,
            });
        };
        let names: Vec<&str> = content.keys().map(String::as_str).collect();
        let name = negotiation::choose(&names, accept).ok_or_else(|| not_acceptable(&names))?;
        let media = content.get(name).and_then(Value::as_object);
        let at_schema = at.child("content").child(name).child("schema");
        let schema = media
            .and_then(|media| media.get("schema"))
            .map(|schema| (at_schema, schema));
        Ok(Self {
            status,
            media_type: Some(negotiation::concrete(name)),
            response,
            media,
            schema,
        })
    }

    /// The value of the body: an example, or a value of the schema. None if there is nothing to say.
    ///
    /// # Errors
    /// The client asks for an example that does not exist.
    pub fn value(
        &self,
        document: &Document,
        preference: &Preference,
        generator: &mut Generator<'_>,
    ) -> Result<Option<Value>, Problem> {
        let Some(media) = self.media else {
            return Ok(None);
        };
        if let Some(name) = &preference.example {
            return media::named_example(document, media, name).map(Some);
        }
        if !preference.dynamic
            && let Some(example) = media::example(document, media)
        {
            return Ok(Some(example));
        }
        let Some((_, schema)) = self.schema else {
            return Ok(None);
        };
        let generated = if preference.dynamic {
            generator.without_examples(schema)
        } else {
            generator.value(schema)
        };
        Ok(Some(generated))
    }

    /// The headers that the response describes with an example or a schema.
    pub fn headers(
        &self,
        document: &Document,
        generator: &mut Generator<'_>,
    ) -> Vec<(HeaderName, HeaderValue)> {
        let headers = self
            .response
            .and_then(|response| response.get("headers"))
            .and_then(Value::as_object);
        let header = |(name, header): (&String, &Value)| {
            let name = HeaderName::from_bytes(name.as_bytes())
                .ok()
                .filter(|name| !is_of_the_server(name))?;
            let value = media::header(document, header, generator)?;
            Some((name, HeaderValue::from_str(&value).ok()?))
        };
        headers.into_iter().flatten().filter_map(header).collect()
    }
}

fn may_have_body(status: StatusCode) -> bool {
    !status.is_informational()
        && status != StatusCode::NO_CONTENT
        && status != StatusCode::NOT_MODIFIED
}

/// Headers that follow from the answer itself; what a description says about them cannot be more right.
fn is_of_the_server(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "content-type" | "content-length" | "transfer-encoding" | "connection" | "content-encoding"
    )
}

fn not_acceptable(available: &[&str]) -> Problem {
    let detail = format!("this answer is available as {}", available.join(", "));
    Problem::new(StatusCode::NOT_ACCEPTABLE, "PW-MOCK-NOT-ACCEPTABLE").detail(detail)
}
