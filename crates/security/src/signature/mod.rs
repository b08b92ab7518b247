//! Who signed a package, and whether that is enough.
//!
//! [`verify`] takes what was asked for ([`Expected`]), the bundles that came with a package, the keys that the operator trusts ([`Trust`]) and
//! the time that a registry recorded ([`Moment`]); it reads no file and no clock. It answers with everything that it found: who signed, which
//! attestations belong to the package, and for each bundle that does not count, why not. How many signatures are enough, and whose, is the
//! matter of the policy; [`Verification::accept`] is the simplest one: so many different keys.
//!
//! Failure never widens trust: a bundle that cannot be read, a key that is unknown, a time that is missing each make one signature less.

mod expected;
mod identity;
#[cfg(feature = "keyless")]
mod keyless;
mod reason;
mod trust;
mod trust_files;
mod verification;

pub use crate::policy::Signer;
pub use expected::Expected;
pub use identity::IdentityRule;
#[cfg(feature = "keyless")]
pub use keyless::KeylessRoot;
pub use reason::Reason;
pub use trust::{Moment, Trust, TrustedKey};
pub use trust_files::TrustFiles;
pub use verification::{Attestation, SetAside, Signed, Verification, signers, verify};

#[cfg(test)]
mod tests;
