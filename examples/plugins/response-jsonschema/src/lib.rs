//! Answers requests with values made from the JSON Schema that the API's description promises.
//!
//! A generator of this kind is only worth having when its answers keep the promise. Values are therefore built from the
//! schema, and then checked against it by a second piece of code; what cannot be made to fit is an error, never an
//! answer that is nearly right.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod conformance;
mod document;
mod flatten;
mod generate;
mod merge;
mod pattern;
mod settings;

pub use document::Document;
pub use generate::{Generator, Unsatisfiable};
pub use settings::{Bounds, Settings};

use plugwright_fake_data::Random;
use plugwright_plugin_sdk::prelude::*;

use settings::RouteOptions;

/// The plugin.
#[derive(Debug)]
pub struct SchemaResponse {
    settings: Settings,
}

impl Plugin for SchemaResponse {
    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self {
            settings: Settings::from_config(config)?,
        })
    }
}

impl ResponsePlugin for SchemaResponse {
    fn can_handle(&self, _: &PluginContext, route: &Route) -> Result<bool, Error> {
        let options: RouteOptions = route.options()?;
        Ok(options.schema.is_some() || route.response_schema.is_some())
    }

    fn generate(&self, ctx: &PluginContext, route: &Route) -> Result<HttpResponse, Error> {
        let options: RouteOptions = route.options()?;
        let settings = self.settings.for_route(&options)?;
        let document = Document::new(schema(options.schema, route)?);
        let random = seeded(&settings, ctx);
        let value = Generator::new(&document, random, settings.locale, settings.bounds)
            .answer()
            .map_err(|reason| Error::config("unsatisfiable-schema", reason.to_string()))?;
        HttpResponse::json(options.status, &value)
    }
}

/// The schema of the route's options, or else that of the API's description.
fn schema(option: Option<serde_json::Value>, route: &Route) -> Result<serde_json::Value, Error> {
    if let Some(schema) = option {
        return Ok(schema);
    }
    let text = route.response_schema.as_deref().ok_or_else(|| {
        Error::config(
            "no-schema",
            "the route has no response schema: describe it, or write `schema` into its options",
        )
    })?;
    serde_json::from_str(text).map_err(|error| {
        Error::config(
            "invalid-schema",
            format!("the route's schema is no JSON: {error}"),
        )
    })
}

fn seeded(settings: &Settings, ctx: &PluginContext) -> Random {
    match &settings.seed {
        Some(seed) => Random::from_parts([seed.as_str(), &ctx.method, &ctx.uri]),
        None => Random::from_parts([
            random::u64().to_string().as_str(),
            &random::u64().to_string(),
        ]),
    }
}

plugwright_plugin_sdk::plugin!(SchemaResponse: response);

#[cfg(test)]
mod tests;
