//! A folder of plugins under development: what is built is served, without anybody saying so.
//!
//! Editors and compilers write files in many ways: in place and in pieces, to another name that is then renamed, through a
//! symbolic link that is put elsewhere. Notifications say only that something happened, get lost, and do not exist on some
//! file systems. So they only hasten a look at the folder, which is taken from time to time anyway, and a file is read when
//! it has looked the same for a while (`settle.rs`). What turns out to be broken, and stays so (`doubt.rs`), is told, and the
//! version that runs goes on.

mod doubt;
mod folder;
mod look;
mod settle;
mod watching;

pub(crate) use watching::notifications;
pub use watching::{BuiltFile, WatchEvent, WatchSettings, Watching, watch};
