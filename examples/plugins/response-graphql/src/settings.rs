//! What an operator configures, for the plugin and for a route.

use plugwright_fake_data::Locale;
use plugwright_plugin_sdk::{Config, Error, random};
use serde::Deserialize;

/// The settings of the plugin.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The schema definition.
    pub schema: Option<String>,
    /// Without a seed every answer is drawn anew.
    pub seed: Option<String>,
    pub locale: &'static Locale,
    /// How many elements a list has for which the query names no number, at most.
    pub list_size: usize,
}

/// What the operator wrote for a route; each takes the place of the plugin's own.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RouteOptions {
    pub schema: Option<String>,
    pub seed: Option<String>,
    pub locale: Option<String>,
}

impl Settings {
    pub(crate) fn from_config(config: &Config) -> Result<Self, Error> {
        config.only(&["schema", "seed", "locale", "list-size"])?;
        let size = |text: &str| text.parse().ok().filter(|size| (1..=100).contains(size));
        let locale = config.parse("locale", "a language: en, de, fr or ja", Locale::find)?;
        Ok(Self {
            schema: config.get("schema")?,
            seed: config.get("seed")?,
            locale: locale.unwrap_or_default(),
            list_size: config
                .parse("list-size", "a whole number from 1 to 100", size)?
                .unwrap_or(3),
        })
    }

    /// The settings with what the route says otherwise.
    pub(crate) fn for_route(&self, options: RouteOptions) -> Result<Self, Error> {
        let unknown = || {
            Error::config(
                "unknown-locale",
                "the route's `locale` must be en, de, fr or ja",
            )
        };
        let locale = match options.locale {
            Some(tag) => Locale::find(&tag).ok_or_else(unknown)?,
            None => self.locale,
        };
        Ok(Self {
            schema: options.schema.or_else(|| self.schema.clone()),
            seed: options.seed.or_else(|| self.seed.clone()),
            locale,
            list_size: self.list_size,
        })
    }

    /// The seed, or one that is never used again.
    pub(crate) fn seed(&self) -> String {
        self.seed
            .clone()
            .unwrap_or_else(|| format!("{}-{}", random::u64(), random::u64()))
    }
}
