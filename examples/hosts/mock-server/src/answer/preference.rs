//! The `Prefer` header (RFC 7240), with which clients choose among the answers of a mock: `code=404`, `example=empty`,
//! `dynamic=true`. The names are those that other mock servers understand.

use http::StatusCode;

/// What a client prefers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preference {
    /// This status code.
    pub status: Option<StatusCode>,
    /// The example of this name.
    pub example: Option<String>,
    /// A generated value even where there are examples.
    pub dynamic: bool,
}

impl Preference {
    /// Reads the values of all `Prefer` headers. What is not understood is left out, as RFC 7240 asks.
    pub fn parse<'a>(headers: impl IntoIterator<Item = &'a str>) -> Self {
        let mut preference = Self::default();
        for part in headers
            .into_iter()
            .flat_map(|header| header.split([',', ';']))
        {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "code" | "status" => {
                    preference.status = value.parse::<u16>().ok().and_then(answerable);
                }
                "example" => {
                    preference.example = Some(value.to_owned()).filter(|name| !name.is_empty());
                }
                "dynamic" => preference.dynamic = !value.eq_ignore_ascii_case("false"),
                _ => {}
            }
        }
        preference
    }

    /// What `Preference-Applied` says; none if nothing was preferred.
    pub fn applied(&self) -> Option<String> {
        let code = self
            .status
            .map(|status| format!("code={}", status.as_u16()));
        let example = self.example.as_ref().map(|name| format!("example={name}"));
        let dynamic = self.dynamic.then(|| "dynamic=true".to_owned());
        let parts: Vec<String> = [code, example, dynamic].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// An informational status ends no exchange, so it cannot be answered with.
fn answerable(code: u16) -> Option<StatusCode> {
    StatusCode::from_u16(code)
        .ok()
        .filter(|status| !status.is_informational() && code < 600)
}
