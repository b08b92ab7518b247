//! `plugwright:auth`: plugins that decide who sent a request.

pub use crate::bindings::auth::exports::plugwright::auth::auth::{AuthCredentials, AuthResult};
use crate::{
    Error, Exported, Installed, Plugin, PluginCapabilities, PluginContext,
    bindings::auth::exports::plugwright::auth::auth::Guest, plugin::instance,
};

/// A plugin that authenticates.
pub trait AuthPlugin: Plugin {
    /// Judges the credentials of one request. A refused proof is an answer ([`AuthResult::refused`]), not an error.
    ///
    /// # Errors
    ///
    /// When the plugin cannot judge: the credentials are of a kind that it does not know, or what it depends on fails.
    fn authenticate(
        &self,
        ctx: &PluginContext,
        creds: &AuthCredentials,
    ) -> Result<AuthResult, Error>;
}

impl<P: AuthPlugin + Installed> Guest for Exported<P> {
    fn authenticate(ctx: PluginContext, creds: AuthCredentials) -> Result<AuthResult, Error> {
        instance::<P>()?.authenticate(&ctx, &creds)
    }

    fn get_capabilities() -> PluginCapabilities {
        P::capabilities()
    }
}

impl AuthCredentials {
    /// Credentials of a kind (`bearer`, `basic`, `api-key`, …) with the text or bytes that prove it.
    pub fn new(credential_type: impl Into<String>, data: impl Into<Vec<u8>>) -> Self {
        Self {
            credential_type: credential_type.into(),
            data: data.into(),
        }
    }

    /// The proof as text, if it is UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.data).ok()
    }
}

impl AuthResult {
    /// The proof holds, and this is who it is.
    pub fn accepted(user_id: impl Into<String>) -> Self {
        Self {
            authenticated: true,
            user_id: user_id.into(),
            claims: Vec::new(),
        }
    }

    /// The proof does not hold. `reason` may reach the client: say nothing that helps an attacker.
    pub fn refused(reason: impl Into<String>) -> Self {
        Self {
            authenticated: false,
            user_id: String::new(),
            claims: Vec::new(),
        }
        .with_claim("reason", reason)
    }

    /// The same with one more claim; a value that is no text is JSON.
    #[must_use]
    pub fn with_claim(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.claims.push((name.into(), value.into()));
        self
    }

    /// The first claim of that name.
    pub fn claim(&self, name: &str) -> Option<&str> {
        self.claims
            .iter()
            .find(|(claim, _)| claim == name)
            .map(|(_, value)| value.as_str())
    }
}
