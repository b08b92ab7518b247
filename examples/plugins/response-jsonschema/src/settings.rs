//! What an operator configures, for the plugin and for a route.

use plugwright_fake_data::Locale;
use plugwright_plugin_sdk::{Config, Error};
use serde::Deserialize;

/// How large an answer may become.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The depth from which on only what the schema requires is made.
    pub depth: usize,
    /// How many elements an array has for which the schema sets no limit, at most.
    pub items: usize,
    /// How often a property is made that is not required, in percent.
    pub optional_percent: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            depth: 5,
            items: 3,
            optional_percent: 80,
        }
    }
}

/// The settings of the plugin.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Without a seed every answer is drawn anew.
    pub seed: Option<String>,
    /// The language of what is invented.
    pub locale: &'static Locale,
    /// How large an answer may become.
    pub bounds: Bounds,
}

impl Settings {
    pub(crate) fn from_config(config: &Config) -> Result<Self, Error> {
        config.only(&[
            "seed",
            "locale",
            "max-depth",
            "max-items",
            "optional-percent",
        ])?;
        let default = Bounds::default();
        let small = |key, expected, most: usize| {
            config.parse(key, expected, |text| {
                text.parse::<usize>().ok().filter(|number| *number <= most)
            })
        };
        let percent = small("optional-percent", "a whole number from 0 to 100", 100)?;
        let bounds = Bounds {
            depth: small("max-depth", "a whole number from 0 to 16", 16)?.unwrap_or(default.depth),
            items: small("max-items", "a whole number from 0 to 1000", 1_000)?
                .unwrap_or(default.items),
            optional_percent: percent.map_or(default.optional_percent, |percent| percent as u64),
        };
        let locale = config.parse("locale", "a language: en, de, fr or ja", Locale::find)?;
        Ok(Self {
            seed: config.get("seed")?,
            locale: locale.unwrap_or_default(),
            bounds,
        })
    }

    /// The settings with what the route says otherwise.
    pub(crate) fn for_route(&self, options: &RouteOptions) -> Result<Self, Error> {
        let mut settings = self.clone();
        if let Some(seed) = &options.seed {
            settings.seed = Some(seed.clone());
        }
        if let Some(tag) = &options.locale {
            let unknown = || {
                Error::config(
                    "unknown-locale",
                    "the route's `locale` must be en, de, fr or ja",
                )
            };
            settings.locale = Locale::find(tag).ok_or_else(unknown)?;
        }
        Ok(settings)
    }
}

/// What the operator wrote for a route.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RouteOptions {
    /// Takes the place of the schema in the API's description.
    pub schema: Option<serde_json::Value>,
    pub status: u16,
    pub seed: Option<String>,
    pub locale: Option<String>,
}

impl Default for RouteOptions {
    fn default() -> Self {
        Self {
            schema: None,
            status: 200,
            seed: None,
            locale: None,
        }
    }
}
