"""Authenticates the tokens that the configuration lists: `tokens` is a JSON object from tokens to users."""

from plugwright_plugin import (
    AuthCredentials,
    AuthPlugin,
    AuthResult,
    Capabilities,
    PluginContext,
    config,
    register_plugin,
)


class TokenAuth(AuthPlugin):
    def authenticate(self, context: PluginContext, credentials: AuthCredentials) -> AuthResult:
        users = config.get_json("tokens", {})
        user = users.get(credentials.token)
        if user is None:
            return AuthResult(authenticated=False)
        claims = {"method": context.method, "roles": ["reader"]}
        return AuthResult(authenticated=True, user_id=user, claims=claims)

    def get_capabilities(self) -> Capabilities:
        return {"network": {"allow_http_outbound": False}, "resources": {"timeout_ms": 50}}


register_plugin(TokenAuth())
