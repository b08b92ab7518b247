//! The first hundred bytes of a database (section 1.3 of the format).

use super::Error;

/// The length of the header.
pub(super) const LENGTH: usize = 100;

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// How texts are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// What the header says, checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    /// A power of two from 512 to 65,536.
    pub page_size: usize,
    /// The bytes of a page that hold data: at least 480.
    pub usable: usize,
    pub encoding: Encoding,
}

impl Header {
    pub(super) fn parse(content: &[u8]) -> Result<Self, Error> {
        let head: &[u8; LENGTH] = content.first_chunk().ok_or(Error::NotADatabase)?;
        if !head.starts_with(MAGIC) {
            return Err(Error::NotADatabase);
        }
        if head[19] > 2 {
            return Err(Error::Unsupported("a newer file format"));
        }
        let page_size = page_size(u16::from_be_bytes([head[16], head[17]]))?;
        let usable = page_size - usize::from(head[20]);
        if usable < 480 {
            return Err(damaged("too little room is left on a page"));
        }
        let encoding = encoding([head[56], head[57], head[58], head[59]])?;
        Ok(Self {
            page_size,
            usable,
            encoding,
        })
    }
}

fn page_size(stored: u16) -> Result<usize, Error> {
    match stored {
        1 => Ok(65_536),
        size if size >= 512 && size.is_power_of_two() => Ok(usize::from(size)),
        _ => Err(damaged("the page size is none that SQLite uses")),
    }
}

fn encoding(stored: [u8; 4]) -> Result<Encoding, Error> {
    match u32::from_be_bytes(stored) {
        // Zero stands in a database in which nothing was ever stored.
        0 | 1 => Ok(Encoding::Utf8),
        2 => Ok(Encoding::Utf16Le),
        3 => Ok(Encoding::Utf16Be),
        _ => Err(damaged("the text encoding is none that SQLite uses")),
    }
}

fn damaged(what: &'static str) -> Error {
    Error::Corrupt { page: 1, what }
}
