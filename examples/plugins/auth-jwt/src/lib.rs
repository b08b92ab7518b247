//! The official plugin `auth-jwt`: authenticates requests by JSON Web Tokens (RFC 7519) signed with HS256, RS256, ES256
//! or EdDSA.
//!
//! Attacks on such plugins work by letting the token choose how it is verified (RFC 8725). Here each key has exactly one
//! algorithm, fixed by its type when it is loaded; the token's `alg` only selects among the keys. `none`, a public key
//! taken for an HMAC secret, keys that the token brings along and extensions that it calls critical cannot happen by
//! configuration, because there is no code for them.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod claims;
mod key_source;
mod keys;
mod policy;
mod refusal;
mod settings;
mod token;
mod unique_object;

use plugwright_plugin_sdk::{clock, prelude::*};

use refusal::Refusal;
use settings::Settings;
use token::Token;

/// The plugin.
#[derive(Debug)]
pub struct Jwt {
    settings: Settings,
}

impl Plugin for Jwt {
    fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self {
            settings: Settings::read(config)?,
        })
    }

    fn capabilities() -> PluginCapabilities {
        PluginCapabilities::none().with_http()
    }
}

impl AuthPlugin for Jwt {
    fn authenticate(
        &self,
        _: &PluginContext,
        creds: &AuthCredentials,
    ) -> Result<AuthResult, Error> {
        if !matches!(creds.credential_type.as_str(), "bearer" | "jwt") {
            return Err(Error::caller(
                "unsupported-credential-type",
                "auth-jwt judges credentials of the types `bearer` and `jwt`",
            ));
        }
        match self.judge(&creds.data)? {
            Ok(accepted) => Ok(accepted),
            Err(refusal) => Ok(AuthResult::refused(refusal.to_string())),
        }
    }
}

impl Jwt {
    /// The outer error is ours or the key server's, the inner one the token's.
    fn judge(&self, data: &[u8]) -> Result<Result<AuthResult, Refusal>, Error> {
        let token = match Token::parse(data) {
            Ok(token) => token,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let keys = self.settings.keys.for_header(&token.header)?;
        let now = clock::unix_time().as_secs_f64();
        Ok(keys
            .verify(&token)
            .and_then(|()| token.claims())
            .and_then(|claims| {
                self.settings.policy.check(&token.header, &claims, now)?;
                self.settings.mapping.result(&claims)
            }))
    }
}

plugwright_plugin_sdk::plugin!(Jwt: auth);
