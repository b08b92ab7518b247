//! Why what a function returned could not be handed to the caller.

use super::tokens::TokenMismatch;
use super::value_error::ValueError;

/// The plugin returned more than the call allows.
#[derive(Debug, thiserror::Error)]
#[error("the returned value is larger than the limit for results")]
pub(crate) struct ResultTooLarge;

/// The plugin returned something that the canonical ABI does not allow: a pointer outside its memory, text that is no text,
/// a case that does not exist. Its memory was read within its bounds only.
#[derive(Debug, thiserror::Error)]
#[error("the plugin violates the canonical ABI: {0}")]
pub(crate) struct AbiViolation(pub(crate) String);

/// A returned value that cannot be shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReturnError {
    /// The session's handle table is full. The resource lives until the session's store ends.
    #[error("cannot keep the returned resource: {0}")]
    Handle(#[from] ValueError),
    /// Futures, streams and error contexts have no form outside typed calls.
    #[error("the function returns a {0}, which a dynamic call cannot carry; use a typed call")]
    Unsupported(&'static str),
    /// A defect of this crate.
    #[error(transparent)]
    Mismatch(#[from] TokenMismatch),
}

impl ReturnError {
    /// The stable code of this kind of error.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            ReturnError::Handle(_) => "PW-RESULT-HANDLES",
            ReturnError::Unsupported(_) => "PW-RESULT-UNSUPPORTED",
            ReturnError::Mismatch(_) => "PW-INTERNAL",
        }
    }
}
