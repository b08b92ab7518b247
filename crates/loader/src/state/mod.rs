//! In which state a plugin is, how it got there, and why it is not active.
//!
//! ```text
//! discovered ──▶ verified ──▶ resolved ──▶ compiled ──▶ active ◀──▶ draining ──▶ unloaded
//!     ▲                                        ▲           │                        ▲
//!     │                                        │           ▼                        │
//!     │                                        └────── quarantined ─────────────────┤
//!     │                                                    ▲                        │
//!     └───────────────────────────────────────────────── failed ────────────────────┘
//! ```
//!
//! Any state but the last three may end in failed, and one that never ran may be unloaded. A failure is tried again from the
//! beginning; what failed too often is quarantined, and leaves that only by being compiled and proved again, or unloaded.
//! Draining goes back to active when the version that replaces it fails.
//!
//! The table is written once (`table.rs`). It makes the types: a [`Life`] in one phase can only enter those that the table
//! names, and whoever holds it is the only one who can. A [`Ledger`] keeps what happened, for everybody to read.
//!
//! ```
//! use plugwright_loader::state::{Active, Actor, Compiled, Ledger, Resolved, Verified};
//! # use plugwright_loader::Release;
//! # let release = Release {
//! #     id: "acme:greeter".parse()?,
//! #     version: plugwright_manifest::parse_version("1.0.0")?,
//! #     digest: plugwright_manifest::Digest::of(b""),
//! # };
//! let ledger = Ledger::new();
//! let life = ledger.discover(release.clone(), Actor::Host.because("it is installed"))?;
//! let life = life.enter::<Verified>(Actor::Host.because("its signature is good"));
//! let life = life.enter::<Resolved>(Actor::Host.because("all that it needs is there"));
//! assert!(ledger.why_not_active(&release.id).unwrap().contains("not compiled yet"));
//! let life = life.enter::<Compiled>(Actor::Host.because("it was in the cache"));
//! let life = life.enter::<Active>(Actor::Host.because("its health call was answered"));
//! assert_eq!(ledger.why_not_active(&release.id), None);
//! # drop(life);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What the table does not have cannot be written:
//!
//! ```compile_fail
//! # use plugwright_loader::state::{Active, Actor, Life, Discovered};
//! fn unverified(life: Life<Discovered>) -> Life<Active> {
//!     life.enter::<Active>(Actor::Host.because("in a hurry"))
//! }
//! ```

mod event;
mod ledger;
mod life;
mod standing;
mod table;
#[cfg(test)]
mod tests;

pub use event::{Actor, Cause, Event, Listener};
pub use ledger::{Entry, Ledger};
pub use life::{AnyLife, Life};
pub use table::{
    Active, Compiled, Discovered, Draining, Failed, LeadsTo, Phase, Quarantined, Resolved, State,
    Unloaded, Verified,
};
