//! What is installed on this machine, and which of it is active: `plugwright install`, `list`, `info`, `update`, `rollback`,
//! `remove` and `lock`. Programs that follow the same store change over while they are called.

mod admission;
mod change;
mod desk;
mod info;
mod install;
mod list;
mod lock;

pub(crate) use change::{RemoveArgs, RollbackArgs, UpdateArgs, remove, rollback, update};
pub(crate) use info::{InfoArgs, info};
pub(crate) use install::{InstallArgs, install};
pub(crate) use list::{ListArgs, list};
pub(crate) use lock::{LockArgs, lock};
