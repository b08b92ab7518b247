//! `plugwright:response`: plugins that answer requests in place of the host.

pub use crate::bindings::response::exports::plugwright::response::response::{HttpResponse, Route};
use crate::{
    Error, Exported, Installed, Plugin, PluginCapabilities, PluginContext,
    bindings::response::exports::plugwright::response::response::Guest, plugin::instance,
};

/// A plugin that answers requests.
pub trait ResponsePlugin: Plugin {
    /// Whether the plugin wants to answer this request; by default it answers every one that it is asked for.
    ///
    /// # Errors
    ///
    /// When the plugin cannot tell, for example because the route's options are wrong.
    fn can_handle(&self, ctx: &PluginContext, route: &Route) -> Result<bool, Error> {
        let _ = (ctx, route);
        Ok(true)
    }

    /// Answers the request.
    ///
    /// # Errors
    ///
    /// When there is no answer; the host then answers for the plugin, with a status that fits the fault class.
    fn generate(&self, ctx: &PluginContext, route: &Route) -> Result<HttpResponse, Error>;
}

impl<P: ResponsePlugin + Installed> Guest for Exported<P> {
    fn can_handle(ctx: PluginContext, route: Route) -> Result<bool, Error> {
        instance::<P>()?.can_handle(&ctx, &route)
    }

    fn generate(ctx: PluginContext, route: Route) -> Result<HttpResponse, Error> {
        instance::<P>()?.generate(&ctx, &route)
    }

    fn get_capabilities() -> PluginCapabilities {
        P::capabilities()
    }
}

impl Route {
    /// The value of a parameter in the path.
    pub fn path_param(&self, name: &str) -> Option<&str> {
        find(&self.path_params, name)
    }

    /// The first value of a parameter in the query.
    pub fn query_param(&self, name: &str) -> Option<&str> {
        find(&self.query_params, name)
    }

    /// What the operator wrote for this route; nothing counts as an empty object.
    ///
    /// # Errors
    ///
    /// A `config` error that says where the options do not fit `T`.
    #[cfg(feature = "json")]
    pub fn options<T: serde::de::DeserializeOwned>(&self) -> Result<T, Error> {
        let text = if self.options.trim().is_empty() {
            "{}"
        } else {
            &self.options
        };
        serde_json::from_str(text).map_err(|error| {
            Error::config(
                "invalid-options",
                format!("the route's options do not fit: {error}"),
            )
        })
    }
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

impl HttpResponse {
    /// An answer without body.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// An answer of plain text.
    pub fn text(status: u16, text: impl Into<String>) -> Self {
        Self::new(status)
            .with_header("content-type", "text/plain; charset=utf-8")
            .with_body(text.into())
    }

    /// An answer of JSON.
    ///
    /// # Errors
    ///
    /// When the value cannot be JSON, for example a map whose keys are no text.
    #[cfg(feature = "json")]
    pub fn json(status: u16, value: &impl serde::Serialize) -> Result<Self, Error> {
        let body = serde_json::to_vec(value).map_err(|error| {
            Error::plugin(
                "unserializable",
                format!("the answer cannot be JSON: {error}"),
            )
        })?;
        Ok(Self::new(status)
            .with_header("content-type", "application/json")
            .with_body(body))
    }

    /// The same answer with one more header field.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same answer with this body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }
}

#[cfg(all(test, feature = "json"))]
mod tests {
    use super::*;

    #[test]
    fn options_that_were_not_written_are_an_empty_object() {
        let options: std::collections::BTreeMap<String, String> =
            Route::default().options().unwrap();
        assert!(options.is_empty());
    }

    #[test]
    fn wrong_options_are_the_operators_fault() {
        let route = Route {
            options: "[1".into(),
            ..Route::default()
        };
        let error = route.options::<Vec<u8>>().unwrap_err();
        assert_eq!(error.fault, crate::FaultClass::Config);
    }
}
