//! Whether a package may run here: its signatures, the operator's policy, the scan and the grants, put together.
//!
//! The crates below each know one part. `package` reads archives, `security` verifies and judges, `loader` asks a
//! [`Verifier`](crate::loader::Verifier) before it compiles anything, and none of them names another. This module is where they
//! meet: a [`Judge`] takes an archive to a verdict, for commands as for the loader; a [`PolicyVerifier`] asks it about each version
//! that is to be loaded, and compares the grants with those that were pinned.
//!
//! ```no_run
//! use plugwright::loader::store::Store;
//! use plugwright::security::grant::GrantFolder;
//! use plugwright::security::signature::{Trust, TrustFiles};
//! use plugwright::trust::{Judge, PolicyVerifier};
//! use std::path::Path;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut files = TrustFiles::default();
//! files.read(Path::new("keys"))?;
//! let mut trust = Trust::nobody();
//! files.apply(&mut trust)?;
//! let judge = Judge::of_file("policy.yaml", &std::fs::read_to_string("policy.yaml")?, trust)?;
//! let verifier = PolicyVerifier::new(judge, GrantFolder::open("grants")?);
//!
//! let store = Store::open(Path::new("plugins"))?;
//! for (id, plugin) in &store.active()?.plugins {
//!     let stored = store.load_verified(id, &plugin.now, &verifier)?;
//!     println!("{id} may run: {} bytes", stored.component.len());
//! }
//! # Ok(()) }
//! ```

mod attached;
mod consent;
mod judge;
mod resources;
mod verifier;

pub use attached::Attached;
pub use judge::{Examination, Judge};
pub use resources::{PolicyLaunch, Resources};
pub use verifier::{Admission, PolicyVerifier};
