//! `plugwright:auth`: plugins that decide who sent a request.

use std::sync::Arc;

use async_trait::async_trait;
use plugwright::Plugin;
use plugwright::loader::{Error as LoaderError, Serving};
use serde_json::Value;

use super::Served;
use super::conversion::conversions;
use crate::extension::{Authenticator, Credentials, Identity, PluginFault, Verdict};
use crate::request::Request;

plugwright::bind!({ path: ["../../../wit/plugin", "../../../wit/auth"], world: "plugwright:auth/auth-plugin" });
conversions!(auth_plugin);

struct Sandboxed {
    name: Arc<str>,
    plugin: Serving<AuthPlugin>,
}

/// Whether a version of a plugin is an authenticator.
pub(super) fn is_authenticator(plugin: &Plugin) -> bool {
    AuthPlugin::new(plugin).is_ok()
}

/// A plugin that is one.
pub(super) fn authenticator(served: &Served) -> Result<Arc<dyn Authenticator>, LoaderError> {
    Ok(Arc::new(Sandboxed {
        name: Arc::clone(&served.name),
        plugin: served.serving.typed(AuthPlugin::new)?,
    }))
}

#[async_trait]
impl Authenticator for Sandboxed {
    async fn authenticate(
        &self,
        request: &Request,
        credentials: &Credentials,
    ) -> Result<Verdict, PluginFault> {
        let shown = auth_plugin::auth::AuthCredentials {
            credential_type: credentials.kind.clone(),
            data: credentials.data.clone(),
        };
        let context = context(request);
        let verdict = self
            .plugin
            .call(async |plugin| plugin.auth().authenticate(&context, &shown).await)
            .await;
        let verdict = answer(&self.name, verdict)?;
        if !verdict.authenticated {
            return Ok(Verdict::Refused);
        }
        let claims = verdict
            .claims
            .into_iter()
            .map(|(name, value)| (name, claim(value)))
            .collect();
        Ok(Verdict::Accepted(Identity {
            user_id: verdict.user_id,
            claims,
        }))
    }
}

/// Claims that are no text are JSON; lists and objects are all that can be told from text for certain.
fn claim(text: String) -> Value {
    let parsed = if text.starts_with(['[', '{']) {
        serde_json::from_str(&text).ok()
    } else {
        None
    };
    parsed.unwrap_or(Value::String(text))
}
