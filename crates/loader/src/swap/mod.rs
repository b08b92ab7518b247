//! One version takes the place of another while both are called.
//!
//! The other version is loaded, compiled and asked for its health while the old one answers. Then one pointer is replaced:
//! calls that began before end on the old version, calls that begin later go to the new one. If the new one turns out to be
//! faulty within its [`Probation`], the pointer is put back.

mod exchange;
mod handover;
mod plan;
mod probation;
mod rollback;

pub(crate) use exchange::exchange;
pub use plan::{SwapPlan, SwapReport};
pub use probation::Probation;
