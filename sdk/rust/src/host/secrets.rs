//! Secrets that a plugin may use but never see, from `plugwright:plugin/secrets`.

use super::imports;
use crate::{HostError, bindings::host::plugwright::plugin::secrets::SecretError};

/// A placeholder for the secret called `name`. Put it into a header of an outbound request: the host fills in the value
/// when the request leaves for an origin that the secret is granted for.
///
/// # Errors
///
/// [`HostError::SecretDenied`] and [`HostError::SecretUnavailable`].
pub fn placeholder(name: &str) -> Result<String, HostError> {
    imports::secret(name).map_err(|error| match error {
        SecretError::Denied => HostError::SecretDenied { name: name.into() },
        SecretError::Unavailable => HostError::SecretUnavailable { name: name.into() },
    })
}
