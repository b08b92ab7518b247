//! The parts of a URL that `wasi:http` asks for one by one. Whether they are sound the host decides; here they are only
//! told apart, so that no URL parser weighs on a component.

use crate::HostError;

/// An absolute `http` or `https` URL, without fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) https: bool,
    pub(crate) authority: String,
    pub(crate) path_and_query: String,
}

impl Url {
    pub(crate) fn parse(url: &str) -> Result<Self, HostError> {
        let (scheme, rest) = url
            .split_once("://")
            .ok_or_else(|| invalid("the URL has no scheme"))?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(invalid("the URL's scheme is neither http nor https")),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if authority.is_empty() || authority.contains('@') {
            return Err(invalid("the URL must name a host, and no user"));
        }
        let slash = if path.starts_with('/') { "" } else { "/" };
        Ok(Self {
            https,
            authority: authority.into(),
            path_and_query: format!("{slash}{path}"),
        })
    }

    /// Scheme and authority: what an error may name.
    pub(crate) fn origin(&self) -> String {
        format!(
            "{}://{}",
            if self.https { "https" } else { "http" },
            self.authority
        )
    }
}

fn invalid(reason: &str) -> HostError {
    HostError::HttpInvalid {
        reason: reason.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(url: &str) -> (String, String) {
        let url = Url::parse(url).unwrap();
        (url.origin(), url.path_and_query)
    }

    #[test]
    fn a_url_falls_into_origin_and_path() {
        let part = |origin: &str, path: &str| (origin.to_owned(), path.to_owned());
        assert_eq!(parts("https://a.example"), part("https://a.example", "/"));
        assert_eq!(
            parts("HTTP://a.example:81/b?c=/d#e"),
            part("http://a.example:81", "/b?c=/d")
        );
        assert_eq!(parts("https://[::1]?q"), part("https://[::1]", "/?q"));
    }

    #[test]
    fn what_is_no_http_url_is_refused() {
        for url in [
            "",
            "a.example",
            "ftp://a.example",
            "https://",
            "https:///x",
            "https://user:pw@a.example/",
        ] {
            assert!(
                matches!(Url::parse(url), Err(HostError::HttpInvalid { .. })),
                "{url}"
            );
        }
    }
}
