//! What a program holds for a plugin's name, whichever version of it answers.
//!
//! A call reads one pointer, calls the version that it finds there, and holds that version until it is over: so a switch is
//! the replacement of a pointer, no call is lost by it and none is made twice, and an old version is unloaded when the last
//! call of it is over. Everything that is not an ordinary call (a plugin that is not loaded yet, one that is being replaced,
//! throttled, stopped or given up) has no pointer to find, and takes the slow way through the slot's door.
//!
//! | file | concept |
//! | --- | --- |
//! | `handle.rs` | the handle, and the way of a call |
//! | `view.rs` | typed bindings that follow the active version |
//! | `active.rs` | one loaded version while it is called |
//! | `slot.rs`, `door.rs`, `throttle.rs` | one name: whether it can be called, how fast, and why not |
//! | `opening.rs` | one load, however many callers wait for it |
//! | `fleet.rs`, `settings.rs` | all plugins of a program |
//! | `upkeep.rs`, `idle.rs` | what is done for them from time to time |
//! | `source.rs` | where a plugin comes from |
//! | `event.rs` | what is told about it |

mod active;
mod door;
mod event;
mod fleet;
mod handle;
mod idle;
mod opening;
mod settings;
mod slot;
mod source;
mod throttle;
mod upkeep;
mod view;

pub use event::{Event, Listener, Loaded};
pub use fleet::Fleet;
pub use handle::Serving;
pub use settings::FleetBuilder;
pub use source::{Loading, Source};

pub(crate) use active::{Active, Phase};
pub(crate) use door::Door;
pub(crate) use fleet::WeakFleet;
pub(crate) use slot::Slot;
