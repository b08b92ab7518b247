//! Errors: [`Error`], which a plugin returns to its host, and [`HostError`], which the helpers of this crate return.
//!
//! They differ because their readers differ. A host routes on the *fault class* of an [`Error`]; an author matches on
//! what exactly went wrong with a request or a configuration key. `?` turns the second into the first.

pub use crate::bindings::host::plugwright::plugin::types::{Error, FaultClass};

impl Error {
    /// An error of the given class; `code` is short kebab case, `message` one sentence without secrets.
    pub fn new(fault: FaultClass, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            fault,
            code: code.into(),
            message: message.into(),
        }
    }

    /// The caller sent something that the plugin cannot work with.
    pub fn caller(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(FaultClass::Caller, code, message)
    }

    /// The plugin failed by itself.
    pub fn plugin(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(FaultClass::Plugin, code, message)
    }

    /// The configuration is missing or wrong: an operator has to act.
    pub fn config(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(FaultClass::Config, code, message)
    }

    /// Something that the plugin depends on failed: trying again may help.
    pub fn dependency(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(FaultClass::Dependency, code, message)
    }

    /// The host refused what the plugin asked for: a capability is missing.
    pub fn policy(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(FaultClass::Policy, code, message)
    }
}

/// What went wrong when a helper asked the host for something. No variant carries the value of a configuration key, a
/// secret, or a URL's path and query, so that the message may be logged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// A key without which the plugin cannot work is not configured.
    #[error("the configuration has no `{key}`: set it for this plugin")]
    ConfigMissing {
        /// The key.
        key: String,
    },
    /// A key's value has another form than the plugin expects.
    #[error("the configuration's `{key}` must be {expected}")]
    ConfigInvalid {
        /// The key.
        key: String,
        /// The form, as in "must be …".
        expected: String,
    },
    /// A key that the plugin does not know, most often a misspelt one.
    #[error("the configuration's `{key}` is unknown{}", nearest(known.as_deref()))]
    ConfigUnknown {
        /// The key.
        key: String,
        /// The known key that is spelt most like it.
        known: Option<String>,
    },
    /// The host could not read the configuration.
    #[error("the host could not read the configuration: {reason}")]
    ConfigUnavailable {
        /// What the host said.
        reason: String,
    },
    /// The bucket does not exist, or this plugin may not use it.
    #[error(
        "the bucket `{bucket}` is not granted to this plugin: declare it in the manifest and have it granted"
    )]
    BucketDenied {
        /// The bucket's name.
        bucket: String,
    },
    /// The key-value store failed.
    #[error("the bucket `{bucket}` failed: {reason}")]
    BucketFailed {
        /// The bucket's name.
        bucket: String,
        /// What the host said.
        reason: String,
    },
    /// The secret is not granted to this plugin.
    #[error(
        "the secret `{name}` is not granted to this plugin: declare it in the manifest and have it granted"
    )]
    SecretDenied {
        /// The secret's name.
        name: String,
    },
    /// The secret is granted, but the host has no value for it.
    #[error("the host has no value for the secret `{name}`: an operator has to set it")]
    SecretUnavailable {
        /// The secret's name.
        name: String,
    },
    /// The request cannot be sent as it is.
    #[error("this is no request that can be sent: {reason}")]
    HttpInvalid {
        /// What is wrong with it.
        reason: String,
    },
    /// The host does not let this plugin talk to that origin.
    #[error(
        "requests to {origin} are not granted to this plugin: declare the origin in the manifest and have it granted"
    )]
    HttpDenied {
        /// Scheme and authority of the URL.
        origin: String,
    },
    /// The answer did not come in time.
    #[error("{origin} did not answer in time")]
    HttpTimeout {
        /// Scheme and authority of the URL.
        origin: String,
    },
    /// The answer's body is larger than the request allows.
    #[error("the answer of {origin} is larger than {limit} bytes")]
    HttpTooLarge {
        /// Scheme and authority of the URL.
        origin: String,
        /// The most bytes that were allowed.
        limit: usize,
    },
    /// The answer has a status that the plugin does not accept.
    #[error("{origin} answered with status {status}")]
    HttpStatus {
        /// Scheme and authority of the URL.
        origin: String,
        /// The status.
        status: u16,
    },
    /// The answer's body is not what it should be.
    #[error("the answer of {origin} is not {expected}")]
    HttpBody {
        /// Scheme and authority of the URL.
        origin: String,
        /// What it should be.
        expected: &'static str,
    },
    /// The request failed on its way: name resolution, connection, TLS, protocol.
    #[error("the request to {origin} failed: {reason}")]
    HttpFailed {
        /// Scheme and authority of the URL.
        origin: String,
        /// What the host said.
        reason: String,
    },
}

impl HostError {
    /// A stable code in kebab case, which becomes the code of the [`Error`].
    pub fn code(&self) -> &'static str {
        match self {
            Self::ConfigMissing { .. } => "config-missing",
            Self::ConfigInvalid { .. } => "config-invalid",
            Self::ConfigUnknown { .. } => "config-unknown-key",
            Self::ConfigUnavailable { .. } => "config-unavailable",
            Self::BucketDenied { .. } => "bucket-denied",
            Self::BucketFailed { .. } => "bucket-failed",
            Self::SecretDenied { .. } => "secret-denied",
            Self::SecretUnavailable { .. } => "secret-unavailable",
            Self::HttpInvalid { .. } => "http-invalid-request",
            Self::HttpDenied { .. } => "http-denied",
            Self::HttpTimeout { .. } => "http-timeout",
            Self::HttpTooLarge { .. } => "http-too-large",
            Self::HttpStatus { .. } => "http-status",
            Self::HttpBody { .. } => "http-body",
            Self::HttpFailed { .. } => "http-failed",
        }
    }

    /// Whose fault it is, seen from the plugin.
    pub fn fault(&self) -> FaultClass {
        match self {
            Self::ConfigMissing { .. }
            | Self::ConfigInvalid { .. }
            | Self::ConfigUnknown { .. }
            | Self::SecretUnavailable { .. } => FaultClass::Config,
            Self::BucketDenied { .. } | Self::SecretDenied { .. } | Self::HttpDenied { .. } => {
                FaultClass::Policy
            }
            Self::HttpInvalid { .. } => FaultClass::Plugin,
            Self::ConfigUnavailable { .. }
            | Self::BucketFailed { .. }
            | Self::HttpTimeout { .. }
            | Self::HttpTooLarge { .. }
            | Self::HttpStatus { .. }
            | Self::HttpBody { .. }
            | Self::HttpFailed { .. } => FaultClass::Dependency,
        }
    }
}

impl From<HostError> for Error {
    fn from(error: HostError) -> Self {
        Self::new(error.fault(), error.code(), error.to_string())
    }
}

fn nearest(known: Option<&str>) -> String {
    known
        .map(|known| format!(": did you mean `{known}`?"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_error_keeps_class_code_and_remedy_on_its_way_to_the_host() {
        let error = Error::from(HostError::HttpDenied {
            origin: "https://a.example".into(),
        });
        assert_eq!(
            (error.fault, error.code.as_str()),
            (FaultClass::Policy, "http-denied")
        );
        assert!(
            error.message.contains("declare the origin"),
            "{}",
            error.message
        );
    }

    #[test]
    fn an_unknown_key_names_the_one_that_was_meant() {
        let error = HostError::ConfigUnknown {
            key: "isuer".into(),
            known: Some("issuer".into()),
        };
        assert_eq!(
            error.to_string(),
            "the configuration's `isuer` is unknown: did you mean `issuer`?"
        );
    }
}
