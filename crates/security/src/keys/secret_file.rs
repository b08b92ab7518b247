//! Files that only their owner may read.
//!
//! What is checked is the file that was opened, not the path before: a file that is exchanged in between is not read. On systems without
//! Unix permissions nothing is checked; the folder of a user is private there by default.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read as _, Write as _},
    path::Path,
};

use zeroize::Zeroizing;

use crate::Error;

/// The text of `path`, if it is a regular file of at most `max` bytes that belongs to this user, or to root, and that nobody else may read
/// or write.
pub(super) fn read(path: &Path, max: usize) -> Result<Zeroizing<String>, Error> {
    let io = |source| io_error(path, source);
    let file = File::open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    if !metadata.is_file() {
        return Err(unsafe_file(path, "it is no regular file"));
    }
    check_owner(path, &metadata)?;
    read_text(&file, max).map_err(io)
}

/// Writes a file that must not exist, with mode 0600 from the start.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    write(path, &options, text)
}

/// Writes a file for everybody that must not exist.
pub(super) fn create_public(path: &Path, text: &str) -> Result<(), Error> {
    write(path, OpenOptions::new().write(true).create_new(true), text)
}

/// The text of a file that is no secret, of at most `max` bytes.
pub(super) fn read_public(path: &Path, max: usize) -> Result<String, Error> {
    let file = File::open(path).map_err(|source| io_error(path, source))?;
    let mut text = read_text(&file, max).map_err(|source| io_error(path, source))?;
    Ok(std::mem::take(&mut *text))
}

/// Makes the folder of the keys, or checks that nobody else can put files into it.
pub(super) fn private_folder(path: &Path) -> Result<(), Error> {
    let io = |source| io_error(path, source);
    if !path.exists() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path).map_err(io)?;
    }
    let metadata = fs::metadata(path).map_err(io)?;
    if !metadata.is_dir() {
        return Err(unsafe_file(path, "it is no folder"));
    }
    check_owner_of_folder(path, &metadata)
}

fn read_text(file: &File, max: usize) -> std::io::Result<Zeroizing<String>> {
    // The whole space at once: growing would leave copies of a secret behind.
    let mut text = Zeroizing::new(String::with_capacity(max + 1));
    file.take(max as u64 + 1).read_to_string(&mut text)?;
    if text.len() > max {
        return Err(std::io::Error::other(
            "it is larger than such a file may be",
        ));
    }
    Ok(text)
}

fn write(path: &Path, options: &OpenOptions, text: &str) -> Result<(), Error> {
    let io = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AlreadyExists => Error::KeyExists {
            path: path.to_owned(),
        },
        _ => io_error(path, source),
    };
    let mut file = options.open(path).map_err(io)?;
    file.write_all(text.as_bytes()).map_err(io)?;
    file.sync_all().map_err(io)
}

#[cfg(unix)]
fn check_owner(path: &Path, metadata: &fs::Metadata) -> Result<(), Error> {
    check(
        path,
        metadata,
        0o077,
        "others may read or write it; run `chmod 600` on it",
    )
}

#[cfg(unix)]
fn check_owner_of_folder(path: &Path, metadata: &fs::Metadata) -> Result<(), Error> {
    check(
        path,
        metadata,
        0o022,
        "others may write into it; run `chmod 700` on it",
    )
}

#[cfg(unix)]
fn check(
    path: &Path,
    metadata: &fs::Metadata,
    forbidden: u32,
    problem: &'static str,
) -> Result<(), Error> {
    use std::os::unix::fs::MetadataExt as _;

    let user = rustix::process::geteuid().as_raw();
    if metadata.uid() != user && metadata.uid() != 0 {
        return Err(unsafe_file(path, "it belongs to another user"));
    }
    if metadata.mode() & forbidden != 0 {
        return Err(unsafe_file(path, problem));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_owner(_: &Path, _: &fs::Metadata) -> Result<(), Error> {
    Ok(())
}

#[cfg(not(unix))]
fn check_owner_of_folder(_: &Path, _: &fs::Metadata) -> Result<(), Error> {
    Ok(())
}

pub(super) fn io_error(path: &Path, source: std::io::Error) -> Error {
    Error::KeyIo {
        path: path.to_owned(),
        source,
    }
}

fn unsafe_file(path: &Path, problem: &'static str) -> Error {
    Error::KeyPermissions {
        path: path.to_owned(),
        problem,
    }
}
