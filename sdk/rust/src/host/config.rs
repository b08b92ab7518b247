//! The configuration that an operator wrote for this plugin: pairs of text, read from `wasi:config` when they are asked
//! for, so that a plugin without configuration does not import it.
//!
//! ```
//! use std::time::Duration;
//! use plugwright_plugin_sdk::{Config, HostError};
//!
//! let config = Config::from_pairs([("leeway", "30s"), ("audience", "shop, admin")]);
//! config.only(&["leeway", "audience", "issuer"])?;
//! assert_eq!(config.duration("leeway")?, Some(Duration::from_secs(30)));
//! assert_eq!(config.list("audience")?, ["shop", "admin"]);
//! assert_eq!(config.get("issuer")?, None);
//! # Ok::<(), HostError>(())
//! ```

use std::time::Duration;

use super::imports;
use crate::HostError;

/// The configuration of this plugin. Its errors name the key and the form that its value must have, never the value,
/// which may be a secret.
#[derive(Clone, Debug)]
pub struct Config(Source);

#[derive(Clone, Debug)]
enum Source {
    Host,
    Pairs(Vec<(String, String)>),
}

/// Every method fails with [`HostError::ConfigUnavailable`] when the host cannot read the configuration, and with
/// [`HostError::ConfigInvalid`] when a value has another form than the method asks for.
impl Config {
    /// What the operator wrote.
    pub fn from_host() -> Self {
        Self(Source::Host)
    }

    /// These pairs, for tests.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        Self(Source::Pairs(
            pairs
                .into_iter()
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
        ))
    }

    /// The value of a key, if it is set.
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn get(&self, key: &str) -> Result<Option<String>, HostError> {
        match &self.0 {
            Source::Host => imports::config_get(key).map_err(unavailable),
            Source::Pairs(pairs) => Ok(pairs
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value.clone())),
        }
    }

    /// The value of a key that the plugin cannot do without.
    ///
    /// # Errors
    ///
    /// [`HostError::ConfigMissing`] when it is not set.
    pub fn require(&self, key: &str) -> Result<String, HostError> {
        self.get(key)?
            .ok_or_else(|| HostError::ConfigMissing { key: key.into() })
    }

    /// All pairs.
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn all(&self) -> Result<Vec<(String, String)>, HostError> {
        match &self.0 {
            Source::Host => imports::config_all().map_err(unavailable),
            Source::Pairs(pairs) => Ok(pairs.clone()),
        }
    }

    /// Refuses keys that are not `known`, so that a misspelt key is an error and not a surprise.
    ///
    /// # Errors
    ///
    /// [`HostError::ConfigUnknown`], with the known key that is spelt most like it.
    pub fn only(&self, known: &[&str]) -> Result<(), HostError> {
        let unknown = self
            .all()?
            .into_iter()
            .find(|(key, _)| !known.contains(&key.as_str()));
        let Some((key, _)) = unknown else {
            return Ok(());
        };
        let known = nearest(&key, known);
        Err(HostError::ConfigUnknown { key, known })
    }

    /// A truth value: `true` or `false`.
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn boolean(&self, key: &str) -> Result<Option<bool>, HostError> {
        self.parse(key, "`true` or `false`", |text| text.parse().ok())
    }

    /// A whole number of at least 0.
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn unsigned(&self, key: &str) -> Result<Option<u64>, HostError> {
        self.parse(key, "a whole number of at least 0", |text| {
            text.parse().ok()
        })
    }

    /// A finite number.
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn number(&self, key: &str) -> Result<Option<f64>, HostError> {
        self.parse(key, "a number", |text| {
            text.parse().ok().filter(|number: &f64| number.is_finite())
        })
    }

    /// A span of time: a whole number and its unit, as in `250ms`, `30s`, `5m`, `2h`.
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn duration(&self, key: &str) -> Result<Option<Duration>, HostError> {
        self.parse(
            key,
            "a time with its unit (ms, s, m, h), for example `30s`",
            parse_duration,
        )
    }

    /// Texts separated by commas, without the white space around them; none if the key is not set.
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn list(&self, key: &str) -> Result<Vec<String>, HostError> {
        let text = self.get(key)?.unwrap_or_default();
        Ok(text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect())
    }

    /// JSON that fits `T`.
    ///
    /// # Errors
    ///
    /// As for every method. Serde's reason is left out where it could quote the value.
    #[cfg(feature = "json")]
    pub fn json<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<Option<T>, HostError> {
        let Some(text) = self.get(key)? else {
            return Ok(None);
        };
        serde_json::from_str(&text).map(Some).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            let expected = match error.classify() {
                serde_json::error::Category::Data => {
                    format!("JSON of the documented form; look at {place}")
                }
                _ => format!("JSON; look at {place}"),
            };
            HostError::ConfigInvalid {
                key: key.into(),
                expected,
            }
        })
    }

    /// A value of any other form; `expected` completes "must be …".
    ///
    /// # Errors
    ///
    /// As for every method.
    pub fn parse<T>(
        &self,
        key: &str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, HostError> {
        let Some(text) = self.get(key)? else {
            return Ok(None);
        };
        let invalid = || HostError::ConfigInvalid {
            key: key.into(),
            expected: expected.into(),
        };
        parse(text.trim()).map(Some).ok_or_else(invalid)
    }
}

fn unavailable(reason: String) -> HostError {
    HostError::ConfigUnavailable { reason }
}

fn nearest(key: &str, known: &[&str]) -> Option<String> {
    let near = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(key, known), known));
    near.filter(|(distance, _)| *distance <= 3)
        .min()
        .map(|(_, known)| (*known).to_owned())
}

fn parse_duration(text: &str) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    match unit.trim_start() {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => number.checked_mul(60).map(Duration::from_secs),
        "h" => number.checked_mul(3600).map(Duration::from_secs),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_refused_with_the_one_that_was_meant() {
        let error = Config::from_pairs([("isuer", "a")])
            .only(&["issuer", "leeway"])
            .unwrap_err();
        assert_eq!(
            error,
            HostError::ConfigUnknown {
                key: "isuer".into(),
                known: Some("issuer".into())
            }
        );
    }

    #[test]
    fn an_error_names_key_and_form_but_never_the_value() {
        let config = Config::from_pairs([("leeway", "hunter2")]);
        let message = config.duration("leeway").unwrap_err().to_string();
        assert!(
            message.contains("`leeway`") && message.contains("30s"),
            "{message}"
        );
        assert!(!message.contains("hunter2"), "{message}");
    }

    #[cfg(feature = "json")]
    #[test]
    fn an_error_about_json_does_not_quote_it_either() {
        let config = Config::from_pairs([("keys", r#"["hunter2"]"#)]);
        let message = config.json::<Vec<u8>>("keys").unwrap_err().to_string();
        assert!(
            message.contains("line 1") && !message.contains("hunter2"),
            "{message}"
        );
    }

    #[test]
    fn durations_need_a_unit_and_cannot_overflow() {
        assert_eq!(parse_duration("250ms"), Some(Duration::from_millis(250)));
        assert_eq!(parse_duration("5 m"), Some(Duration::from_mins(5)));
        for wrong in ["", "30", "s", "-1s", "1.5s", "1d", "18446744073709551615h"] {
            assert_eq!(parse_duration(wrong), None, "{wrong}");
        }
    }
}
