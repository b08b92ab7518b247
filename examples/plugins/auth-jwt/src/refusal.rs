//! Why a token is refused. The texts are stable codes, and tell a client nothing that it could not see in its token.

/// Why a token is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// It is longer than any token that we read.
    #[error("token-too-long")]
    TooLong,
    /// It is no compact JWS with a JSON header and JSON claims.
    #[error("token-malformed")]
    Malformed,
    /// Its algorithm is none of ours (`none` is one of these), or of none of the keys.
    #[error("algorithm-not-allowed")]
    Algorithm,
    /// It depends on an extension that we do not know (RFC 7515, 4.1.11).
    #[error("critical-extension")]
    Critical,
    /// No key has its `kid`.
    #[error("key-unknown")]
    UnknownKey,
    /// No key verifies its signature.
    #[error("signature-wrong")]
    Signature,
    /// Its header's `typ` is not the one that is asked for.
    #[error("type-wrong")]
    Type,
    /// `exp` has passed.
    #[error("token-expired")]
    Expired,
    /// `nbf` is in the future.
    #[error("token-not-yet-valid")]
    NotYetValid,
    /// `iat` is in the future.
    #[error("token-issued-in-future")]
    IssuedInFuture,
    /// `iat` is longer ago than `max_age`.
    #[error("token-too-old")]
    TooOld,
    /// `iss` is none of the configured issuers.
    #[error("issuer-wrong")]
    Issuer,
    /// `aud` names none of the configured audiences.
    #[error("audience-wrong")]
    Audience,
    /// A claim that is required is missing.
    #[error("claim-missing: {0}")]
    Missing(String),
    /// A claim has another type than the standard says.
    #[error("claim-malformed: {0}")]
    Claim(&'static str),
}
