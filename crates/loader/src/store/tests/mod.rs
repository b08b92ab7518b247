//! The store against crashes, full disks, and other processes.

mod child;
mod crash;
mod disk_full;
mod installed;
mod order;
mod processes;
mod samples;
mod verified;

pub(super) use child::step;
