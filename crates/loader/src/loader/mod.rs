//! The store, its verifier, the order of what depends on what, the fleet and the ledger, as one thing that a program holds.
//!
//! What is active stands in the store. A [`Loader`] makes what runs the same as what stands there: when it starts, when a
//! program updates a plugin through it, and when somebody else changed the store ([`Loader::follow`]). A version that does not
//! start never takes the place of one that does, and one that was rolled back by its faults is rolled back in the store too, so
//! that the next start does not begin with it.
//!
//! | file | concept |
//! | --- | --- |
//! | `builder.rs` | what a loader is made of |
//! | `launch.rs` | with which rights and limits a version runs |
//! | `origin.rs` | one version on its way from the store to its first call |
//! | `lives.rs` | the ledger, led by what the fleet tells |
//! | `lineup.rs` | which versions of the store run together |
//! | `running.rs` | what runs, and how it is made the same as what is active |
//! | `change.rs` | updating, rolling back and removing one plugin |
//! | `follow.rs` | changes that others make in the store |

mod builder;
mod change;
mod follow;
mod launch;
mod lineup;
mod lives;
mod origin;
mod running;

pub use builder::LoaderBuilder;
pub use follow::Following;
pub use launch::{Launch, Terms};
pub use running::{Loader, Synced};
