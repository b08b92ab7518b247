//! Files of a granted directory, parsed once until they change.
//!
//! Operators edit mock data while the host runs, and expect the next answer to show it; nobody wants to pay for parsing
//! at every answer. A file is therefore parsed again when its size or its time of modification differs. Messages name the
//! file, never the directory: where it lies on the host is none of a caller's business.
#![cfg_attr(test, allow(clippy::unwrap_used))]

use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::SystemTime;

use plugwright_plugin_sdk::Error;

/// How many parsed files are kept: the memory of an instance is limited.
const KEPT: usize = 8;

/// The files of one directory.
#[derive(Debug)]
pub struct ParsedFiles<T> {
    directory: PathBuf,
    extensions: &'static [&'static str],
    max_bytes: u64,
    /// The files that were read last, the latest first.
    parsed: RefCell<Vec<(String, Stamp, Rc<T>)>>,
}

/// What changes when somebody writes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
}

impl<T> ParsedFiles<T> {
    /// The files of `directory` that end in one of `extensions` (lower case, in any case on disk) and have at most
    /// `max_bytes`.
    pub fn new(
        directory: impl Into<PathBuf>,
        extensions: &'static [&'static str],
        max_bytes: u64,
    ) -> Self {
        Self {
            directory: directory.into(),
            extensions,
            max_bytes,
            parsed: RefCell::default(),
        }
    }

    /// The names of all files, sorted.
    ///
    /// # Errors
    ///
    /// When the directory cannot be read, for example because none was granted.
    pub fn names(&self) -> Result<Vec<String>, Error> {
        let entries = fs::read_dir(&self.directory)
            .map_err(|error| unreadable("the data directory", &error))?;
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| self.has_extension(name))
            .collect();
        names.sort_unstable();
        Ok(names)
    }

    /// The content of a file, parsed.
    ///
    /// # Errors
    ///
    /// When there is no such file, it is too large or cannot be read, or what `parse` says.
    pub fn get(
        &self,
        name: &str,
        parse: impl FnOnce(Vec<u8>) -> Result<T, Error>,
    ) -> Result<Rc<T>, Error> {
        if !self.names()?.iter().any(|known| known == name) {
            return Err(Error::caller(
                "unknown-file",
                format!("there is no file `{name}`"),
            ));
        }
        let file =
            File::open(self.directory.join(name)).map_err(|error| unreadable(name, &error))?;
        let stamp = Stamp::of(&file).map_err(|error| unreadable(name, &error))?;
        if let Some(parsed) = self.take(name, stamp) {
            self.keep(name, stamp, &parsed);
            return Ok(parsed);
        }
        let parsed = Rc::new(parse(self.content(name, file)?)?);
        self.keep(name, stamp, &parsed);
        Ok(parsed)
    }

    fn has_extension(&self, name: &str) -> bool {
        let extension = std::path::Path::new(name)
            .extension()
            .and_then(OsStr::to_str);
        extension.is_some_and(|found| {
            self.extensions
                .iter()
                .any(|known| found.eq_ignore_ascii_case(known))
        })
    }

    fn content(&self, name: &str, file: File) -> Result<Vec<u8>, Error> {
        let mut content = Vec::new();
        // One byte more than allowed tells a file of the right size from one that is too large.
        let read = file
            .take(self.max_bytes.saturating_add(1))
            .read_to_end(&mut content);
        let read = read.map_err(|error| unreadable(name, &error))?;
        if read as u64 > self.max_bytes {
            let message = format!(
                "`{name}` is larger than {} bytes: split it, or raise `max-file-bytes`",
                self.max_bytes
            );
            return Err(Error::config("file-too-large", message));
        }
        Ok(content)
    }

    /// What was parsed of the file as it is now. What was parsed of an older state goes.
    fn take(&self, name: &str, stamp: Stamp) -> Option<Rc<T>> {
        let mut parsed = self.parsed.borrow_mut();
        let at = parsed.iter().position(|(known, ..)| known == name)?;
        let (_, parsed_stamp, value) = parsed.remove(at);
        (parsed_stamp == stamp).then_some(value)
    }

    fn keep(&self, name: &str, stamp: Stamp, value: &Rc<T>) {
        let mut parsed = self.parsed.borrow_mut();
        parsed.insert(0, (name.to_owned(), stamp, Rc::clone(value)));
        parsed.truncate(KEPT);
    }
}

impl Stamp {
    fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
        })
    }
}

fn unreadable(what: &str, error: &io::Error) -> Error {
    let reason = error.kind();
    match reason {
        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => Error::policy(
            "not-granted",
            format!("{what} cannot be opened ({reason}): grant the directory to this plugin"),
        ),
        _ => Error::dependency("unreadable", format!("{what} cannot be read: {reason}")),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use plugwright_plugin_sdk::FaultClass;

    use super::*;

    fn files(directory: &tempfile::TempDir) -> ParsedFiles<usize> {
        ParsedFiles::new(directory.path(), &["csv"], 10)
    }

    fn directory(contents: &[(&str, &str)]) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        for (name, content) in contents {
            fs::write(directory.path().join(name), content).unwrap();
        }
        directory
    }

    #[test]
    fn only_files_with_the_extension_are_seen() {
        let directory = directory(&[("b.csv", ""), ("a.CSV", ""), ("c.txt", ""), ("csv", "")]);
        assert_eq!(files(&directory).names().unwrap(), ["a.CSV", "b.csv"]);
    }

    #[test]
    fn a_file_is_parsed_again_only_after_it_changed() {
        let directory = directory(&[("a.csv", "12")]);
        let files = files(&directory);
        let runs = Cell::new(0);
        let length = || {
            let parsed = files.get("a.csv", |content| {
                runs.set(runs.get() + 1);
                Ok(content.len())
            });
            *parsed.unwrap()
        };
        assert_eq!((length(), length(), runs.get()), (2, 2, 1));
        fs::write(directory.path().join("a.csv"), "123").unwrap();
        assert_eq!((length(), runs.get()), (3, 2));
    }

    #[test]
    fn a_name_never_leads_out_of_the_directory() {
        let directory = directory(&[("a.csv", "")]);
        for name in ["../a.csv", "/etc/passwd", "./a.csv", ""] {
            assert_eq!(
                files(&directory).get(name, |_| Ok(0)).unwrap_err().code,
                "unknown-file",
                "{name}"
            );
        }
    }

    #[test]
    fn a_file_that_is_too_large_is_refused_before_it_is_parsed() {
        let directory = directory(&[("a.csv", "12345678901")]);
        let error = files(&directory)
            .get("a.csv", |_| panic!("it was parsed"))
            .unwrap_err();
        assert_eq!(
            (error.fault, error.code.as_str()),
            (FaultClass::Config, "file-too-large")
        );
    }

    #[test]
    fn a_missing_directory_is_a_missing_grant_and_is_not_named() {
        let files = ParsedFiles::<usize>::new("/nowhere-at-all", &["csv"], 10);
        let error = files.names().unwrap_err();
        assert_eq!(error.fault, FaultClass::Policy);
        assert!(!error.message.contains("nowhere"), "{}", error.message);
    }
}
