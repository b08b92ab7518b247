//! The name of a file in a package.
//!
//! A path becomes a file on systems that fold case, normalise Unicode, shorten names, hide what begins with a dot and
//! open devices by name. What all of them take for the same plain file is the portable character set of POSIX: anything
//! else is refused when a package is made, not when somebody on another system installs it.

use std::fmt;
use std::str::FromStr;

use crate::Error;
use crate::error::shown;

/// A relative path with `/` between its parts. A part is made of `A-Z a-z 0-9 . _ - + = @`, begins with a letter, a digit or
/// `_`, does not end with a dot, and is no device of Windows.
///
/// ```
/// # use plugwright_package::FilePath;
/// assert!("templates/mail.html".parse::<FilePath>().is_ok());
/// assert!("../secrets".parse::<FilePath>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePath(String);

impl FilePath {
    /// The most bytes that a path may have.
    pub const MAX_LEN: usize = 200;
    /// The most parts that a path may have.
    pub const MAX_DEPTH: usize = 16;

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folders that it is in, the outermost first: `a`, `a/b` for `a/b/c`.
    pub(super) fn folders(&self) -> impl Iterator<Item = &str> {
        self.0
            .match_indices('/')
            .filter_map(|(end, _)| self.0.get(..end))
    }

    /// Refuses what is no path.
    pub(super) fn check(text: &str) -> Result<(), Error> {
        let refuse = |problem| Error::FileName {
            path: shown(text),
            problem,
        };
        if text.len() > Self::MAX_LEN {
            return Err(refuse("it has more than 200 bytes"));
        }
        if text.split('/').count() > Self::MAX_DEPTH {
            return Err(refuse("it has more than 16 parts"));
        }
        text.split('/')
            .try_for_each(|part| check_part(part).map_err(refuse))
    }
}

fn check_part(part: &str) -> Result<(), &'static str> {
    let allowed = |c: u8| c.is_ascii_alphanumeric() || b"._-+=@".contains(&c);
    let first = part.bytes().next().ok_or("a part of it is empty")?;
    if !part.bytes().all(allowed) {
        return Err(
            "only `A-Z a-z 0-9 . _ - + = @` mean the same on every system, and `/` between parts",
        );
    }
    if !first.is_ascii_alphanumeric() && first != b'_' {
        return Err("a part of it begins with something else than a letter, a digit or `_`");
    }
    if part.ends_with('.') {
        return Err("a part of it ends with a dot");
    }
    if is_device(part) {
        return Err("a part of it is a device on Windows");
    }
    Ok(())
}

/// The names of [Microsoft's list](https://learn.microsoft.com/windows/win32/fileio/naming-a-file), with any ending.
fn is_device(part: &str) -> bool {
    let stem = part
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let numbered = |name: &str| {
        stem.strip_prefix(name)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|c| c.is_ascii_digit()))
    };
    matches!(
        stem.as_str(),
        "con" | "prn" | "aux" | "nul" | "conin" | "conout"
    ) || numbered("com")
        || numbered("lpt")
}

impl FromStr for FilePath {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::check(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
