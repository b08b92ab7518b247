//! The official plugin `auth-basic`: user name and password as RFC 7617 sends them, against hashes in the configuration.
//!
//! An answer must not tell whether a user exists, not even by its time: an unknown name costs the same work as a known
//! one. What one attempt may cost is bounded when the configuration is read, because every client may attempt.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod credentials;
mod password_hash;
mod users;

use plugwright_plugin_sdk::prelude::*;

use credentials::Credentials;
use users::Users;

/// The keys that are read.
const KNOWN: &[&str] = &["users", "realm"];

/// The plugin.
#[derive(Debug)]
pub struct Basic {
    realm: String,
    users: Users,
}

impl Plugin for Basic {
    fn new(config: &Config) -> Result<Self, Error> {
        config.only(KNOWN)?;
        Ok(Self {
            realm: config.get("realm")?.unwrap_or_else(|| "restricted".into()),
            users: Users::parse(&config.require("users")?)?,
        })
    }

    fn capabilities() -> PluginCapabilities {
        PluginCapabilities::none().with_max_memory(password_hash::MAX_MEMORY + (16 << 20))
    }
}

impl AuthPlugin for Basic {
    fn authenticate(
        &self,
        _: &PluginContext,
        creds: &AuthCredentials,
    ) -> Result<AuthResult, Error> {
        if creds.credential_type != "basic" {
            return Err(Error::caller(
                "unsupported-credential-type",
                "auth-basic judges credentials of the type `basic`",
            ));
        }
        let result = match Credentials::parse(&creds.data) {
            None => AuthResult::refused("credentials-malformed"),
            Some(given) if self.users.accept(&given) => AuthResult::accepted(given.user),
            Some(_) => AuthResult::refused("credentials-wrong"),
        };
        Ok(result.with_claim("realm", self.realm.as_str()))
    }
}

plugwright_plugin_sdk::plugin!(Basic: auth);

#[cfg(test)]
mod tests {
    use plugwright_manifest::Manifest;

    /// What the manifest does not declare, the host does not hand over.
    #[test]
    fn the_manifest_declares_every_key_that_is_read() {
        let manifest = Manifest::parse("plugin.yaml", include_str!("../plugin.yaml")).unwrap();
        let declared = manifest
            .capabilities
            .config
            .iter()
            .map(plugwright_manifest::KeyName::as_str);
        let mut known = super::KNOWN.to_vec();
        known.sort_unstable();
        assert_eq!(declared.collect::<Vec<_>>(), known);
    }
}
