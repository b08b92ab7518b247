//! Reading a log, which is checking it: an entry is shown only if all before it fit.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, ErrorKind, Read as _},
    path::Path,
};

use plugwright_manifest::PluginId;

use super::{
    Entry, Head, SignedHead,
    segment::{io_error, segments},
};
use crate::Error;
use crate::keys::PublicKey;

/// The longest line that is read: entries are short, and a file of one endless line is not worth the memory.
const LONGEST_LINE: u64 = 64 << 10;

/// Which entries are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those about this plugin.
    pub plugin: Option<PluginId>,
    /// Only those of this kind, as `denial`.
    pub kind: Option<String>,
    /// Only those at or after this time, in milliseconds since 1970.
    pub since: Option<u64>,
    /// Only those before this time, in milliseconds since 1970.
    pub until: Option<u64>,
}

impl Filter {
    fn wants(&self, entry: &Entry) -> bool {
        let about = entry.event.plugin().map(|plugin| &plugin.id);
        self.plugin
            .as_ref()
            .is_none_or(|plugin| about == Some(plugin))
            && self
                .kind
                .as_ref()
                .is_none_or(|kind| entry.event.kind() == kind)
            && self.since.is_none_or(|since| entry.at >= since)
            && self.until.is_none_or(|until| entry.at < until)
    }
}

/// Reads the log in `folder` from its start and passes on what `filter` wants. Answers with its head.
///
/// # Errors
/// [`Error::Broken`] with the first entry that does not fit; those before it were passed on.
pub fn read(folder: &Path, filter: &Filter, mut each: impl FnMut(Entry)) -> Result<Head, Error> {
    let mut head = Head::empty();
    for (number, path) in segments(folder)? {
        if number != head.number + 1 {
            let problem = format!(
                "the segment begins at {number}, {} is expected",
                head.number + 1
            );
            return Err(broken(&path, 0, problem));
        }
        head = read_segment(&path, head, |entry| {
            if filter.wants(&entry) {
                each(entry);
            }
        })?;
    }
    Ok(head)
}

/// Reads one segment, which has to follow `head`.
pub(super) fn read_segment(
    path: &Path,
    mut head: Head,
    mut each: impl FnMut(Entry),
) -> Result<Head, Error> {
    let file = File::open(path).map_err(|source| io_error(path, source))?;
    let mut reader = BufReader::new(file);
    for number in 1.. {
        let mut line = String::new();
        let mut limited = (&mut reader).take(LONGEST_LINE);
        let read = limited
            .read_line(&mut line)
            .map_err(|source| match source.kind() {
                ErrorKind::InvalidData => broken(path, number, "the line is no text".to_owned()),
                _ => io_error(path, source),
            })?;
        if read == 0 {
            break;
        }
        let Some(content) = line.strip_suffix('\n') else {
            return Err(broken(path, number, "the line has no end".to_owned()));
        };
        let entry = Entry::read(content, head).map_err(|problem| broken(path, number, problem))?;
        head = Head::after(entry.number, content);
        each(entry);
    }
    Ok(head)
}

/// Whether the log in `folder` is whole and holds what `signed` says: nothing up to that entry was changed, and the end was not cut off
/// before it.
///
/// # Errors
/// [`Error::Broken`] with the first entry that does not fit, [`Error::Head`] when the signature or the head does not hold.
pub fn verify(folder: &Path, signed: &SignedHead, key: &PublicKey) -> Result<Head, Error> {
    let expected = signed.verify(key)?;
    let mut holds = expected == Head::empty();
    let mut before = Head::empty();
    let head = read(folder, &Filter::default(), |entry| {
        before = Head::after(entry.number, &entry.line());
        holds |= before == expected;
    })?;
    if holds {
        return Ok(head);
    }
    let problem = if head.number < expected.number {
        "the log ends before the entry that was signed: its end was cut off"
    } else {
        "the log has another entry at the place that was signed: it is not the same log"
    };
    Err(Error::Head { problem })
}

fn broken(path: &Path, line: u64, problem: String) -> Error {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    Error::Broken {
        place: format!("{file}:{line}"),
        problem,
    }
}
