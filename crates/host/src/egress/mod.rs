//! Outbound HTTP for plugins, through a sender of our own.
//!
//! An allowlist in front of somebody else's client checks a name; what matters is the address that is dialled, each hop,
//! each reused connection, and what the headers carry. So the whole path from the request to the socket is here, and
//! every decision on it is a pure function of `policy`.

mod error;
mod policy;
mod secret_vault;

pub use error::EgressError;
pub use policy::origin::OriginError;
pub use policy::pattern::OriginPattern;
pub use secret_vault::{GrantedSecret, NoPlaceholder, Placeholder, SecretValue, SecretVault};
