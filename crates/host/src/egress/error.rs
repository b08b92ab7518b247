//! Why a request did not go out, or its answer did not come in.

use super::policy::origin::OriginError;

/// A request that was refused or failed.
///
/// The message is fit for the plugin's author and for a log: it names what the plugin itself asked for, but never an
/// address that a name resolved to, a secret, or what lies behind the origin.
#[derive(Debug, thiserror::Error)]
pub enum EgressError {
    /// The request's target is not an origin that can be judged.
    #[error("the target of the request is not acceptable: {0}")]
    Target(#[from] OriginError),
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers; no secret can be used")]
    Randomness,
}
