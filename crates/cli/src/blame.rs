//! Whose fault it is when keys or signatures cannot be used.

use plugwright_security::Error as SecurityError;

use crate::exit::Fault;

/// An error of the crate `security`, with its code and the exit code that it ends with.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
pub(crate) fn of_security(error: SecurityError) -> anyhow::Error {
    let (code, message) = (error.code(), error.to_string());
    match error {
        SecurityError::KeyIo { .. }
        | SecurityError::KeyPermissions { .. }
        | SecurityError::Agent { .. }
        | SecurityError::Random => {
            anyhow::anyhow!("{message} [{code}]")
        }
        SecurityError::Statement { .. }
        | SecurityError::Bundle { .. }
        | SecurityError::BundleLimit { .. } => Fault::Plugin { code, message }.into(),
        _ => Fault::Usage { code, message }.into(),
    }
}
