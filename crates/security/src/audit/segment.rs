//! The files of a log.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::Error;

const ENDING: &str = "jsonl";

/// The segments of the log in `folder`, in order, each with the number of its first entry.
pub(super) fn segments(folder: &Path) -> Result<Vec<(u64, PathBuf)>, Error> {
    let failed = |source: io::Error| io_error(folder, source);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        found.extend(first_number(&path).map(|number| (number, path)));
    }
    found.sort();
    Ok(found)
}

/// The file of the segment whose first entry has `number`.
pub(super) fn path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:016}.{ENDING}"))
}

fn first_number(path: &Path) -> Option<u64> {
    if path.extension()? != ENDING {
        return None;
    }
    let name = path.file_stem()?.to_str()?;
    let number = name.parse().ok()?;
    (format!("{number:016}") == name).then_some(number)
}

pub(super) fn io_error(path: &Path, source: io::Error) -> Error {
    Error::Io {
        path: path.to_owned(),
        source,
    }
}
