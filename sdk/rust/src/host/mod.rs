//! What a plugin asks its host for. Each module is what authors see; below it, [`imports`] calls the host in a
//! component, and [`crate::testing`] answers natively.

pub mod clock;
pub mod config;
pub mod http;
pub mod keyvalue;
pub mod log;
pub mod random;
pub mod secrets;

#[cfg(target_family = "wasm")]
mod imports;
#[cfg(not(target_family = "wasm"))]
use crate::testing::answers as imports;
