//! What a file looks like from outside, which differs when its content does.

use std::fs::Metadata;
use std::time::SystemTime;

/// Size, time of the last change, and which file it is: one that was renamed over another can have all else in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    size: u64,
    modified: Option<SystemTime>,
    file: (u64, u64),
}

impl Look {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            size: metadata.len(),
            modified: metadata.modified().ok(),
            file: file(metadata),
        }
    }

    #[cfg(test)]
    pub(super) fn for_tests(size: u64, inode: u64) -> Self {
        Self {
            size,
            modified: None,
            file: (0, inode),
        }
    }
}

#[cfg(unix)]
fn file(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn file(_: &Metadata) -> (u64, u64) {
    (0, 0)
}
