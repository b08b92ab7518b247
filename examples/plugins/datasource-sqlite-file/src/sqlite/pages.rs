//! Pages of a database, and the cells on them (section 1.6 of the format).

use super::Error;
use super::header::{self, Header};

/// What a page of a table is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It points to other pages.
    Interior,
    /// It holds rows.
    Leaf,
}

/// All pages of a file.
#[derive(Debug)]
pub(super) struct Pages {
    content: Vec<u8>,
    header: Header,
}

impl Pages {
    pub(super) fn new(content: Vec<u8>) -> Result<Self, Error> {
        let header = Header::parse(&content)?;
        Ok(Self { content, header })
    }

    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// How many whole pages the file has, whatever its header says.
    pub(super) fn count(&self) -> usize {
        self.content.len() / self.header.page_size
    }

    /// The usable bytes of the page with this number, counted from one.
    pub(super) fn bytes(&self, number: u32) -> Result<&[u8], Error> {
        let missing = Error::Corrupt {
            page: number,
            what: "the file has no such page",
        };
        let index = usize::try_from(number)
            .ok()
            .and_then(|number| number.checked_sub(1));
        let start = index.and_then(|index| index.checked_mul(self.header.page_size));
        start
            .and_then(|start| self.content.get(start..)?.get(..self.header.page_size))
            .and_then(|page| page.get(..self.header.usable))
            .ok_or(missing)
    }

    /// The page with this number as a page of a table.
    pub(super) fn table_page(&self, number: u32) -> Result<TablePage<'_>, Error> {
        let bytes = self.bytes(number)?;
        let start = if number == 1 { header::LENGTH } else { 0 };
        let kind = match bytes.get(start) {
            Some(0x05) => Kind::Interior,
            Some(0x0d) => Kind::Leaf,
            _ => {
                return Err(Error::Corrupt {
                    page: number,
                    what: "it is no page of a table",
                });
            }
        };
        Ok(TablePage {
            number,
            bytes,
            kind,
            start,
        })
    }
}

/// A page of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct TablePage<'a> {
    pub number: u32,
    pub bytes: &'a [u8],
    pub kind: Kind,
    start: usize,
}

impl<'a> TablePage<'a> {
    pub(super) fn cell_count(&self) -> usize {
        self.u16_at(self.start + 3).map_or(0, usize::from)
    }

    /// The bytes from the beginning of a cell to the end of the page.
    pub(super) fn cell(&self, index: usize) -> Result<&'a [u8], Error> {
        let header_length = if self.kind == Kind::Interior { 12 } else { 8 };
        let pointer = self.u16_at(self.start + header_length + 2 * index);
        pointer
            .and_then(|at| self.bytes.get(usize::from(at)..))
            .ok_or(self.damaged("a cell lies outside of it"))
    }

    /// The child to the left of the cell, for an interior page.
    pub(super) fn left_child(&self, index: usize) -> Result<u32, Error> {
        let number = self
            .cell(index)?
            .first_chunk()
            .copied()
            .map(u32::from_be_bytes);
        number.ok_or(self.damaged("a cell ends too early"))
    }

    /// The child to the right of all cells, for an interior page.
    pub(super) fn right_child(&self) -> Result<u32, Error> {
        let tail = self
            .bytes
            .get(self.start + 8..)
            .and_then(|tail| tail.first_chunk());
        tail.copied()
            .map(u32::from_be_bytes)
            .ok_or(self.damaged("it ends too early"))
    }

    pub(super) fn damaged(&self, what: &'static str) -> Error {
        Error::Corrupt {
            page: self.number,
            what,
        }
    }

    fn u16_at(&self, at: usize) -> Option<u16> {
        self.bytes
            .get(at..)?
            .first_chunk()
            .copied()
            .map(u16::from_be_bytes)
    }
}
