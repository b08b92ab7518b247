//! A walk through all rows of a table, in the order of their rowids.
//!
//! In a sound file every page has one parent, and every overflow page one row. The walk therefore refuses to visit
//! more pages than there are: whoever makes a file whose pages point in circles gains nothing.

use super::Error;
use super::pages::{Kind, Pages, TablePage};
use super::record::varint;

/// SQLite itself stops at 20 levels.
const DEPTH: usize = 20;

/// A row as it is stored.
#[derive(Debug)]
pub(super) struct Entry {
    /// The page of its cell, for messages.
    pub page: u32,
    pub rowid: i64,
    pub payload: Vec<u8>,
}

/// The walk.
#[derive(Debug)]
pub(super) struct TableScan<'a> {
    pages: &'a Pages,
    /// The pages from the root down, each with the next cell to look at.
    path: Vec<(TablePage<'a>, usize)>,
    root: Option<u32>,
    /// How many pages may still be visited.
    visits: usize,
}

impl<'a> TableScan<'a> {
    pub(super) fn new(pages: &'a Pages, root: u32) -> Self {
        Self {
            pages,
            path: Vec::new(),
            root: Some(root),
            visits: pages.count(),
        }
    }

    fn advance(&mut self) -> Result<Option<Entry>, Error> {
        if let Some(root) = self.root.take() {
            self.descend(root)?;
        }
        while let Some((page, next)) = self.path.last_mut() {
            let (page, index) = (*page, *next);
            *next += 1;
            match page.kind {
                Kind::Leaf if index < page.cell_count() => return self.row(page, index).map(Some),
                Kind::Interior if index < page.cell_count() => {
                    self.descend(page.left_child(index)?)?;
                }
                Kind::Interior if index == page.cell_count() => {
                    self.descend(page.right_child()?)?;
                }
                _ => drop(self.path.pop()),
            }
        }
        Ok(None)
    }

    fn descend(&mut self, number: u32) -> Result<(), Error> {
        self.visit(number)?;
        if self.path.len() >= DEPTH {
            return Err(Error::Corrupt {
                page: number,
                what: "the tree is too deep",
            });
        }
        let page = self.pages.table_page(number)?;
        self.path.push((page, 0));
        Ok(())
    }

    fn visit(&mut self, number: u32) -> Result<(), Error> {
        let circular = Error::Corrupt {
            page: number,
            what: "more than one page points to it",
        };
        self.visits = self.visits.checked_sub(1).ok_or(circular)?;
        Ok(())
    }

    fn row(&mut self, page: TablePage<'a>, index: usize) -> Result<Entry, Error> {
        let cell = page.cell(index)?;
        let early = page.damaged("a cell ends too early");
        let (length, cell) = varint(cell).ok_or(early.clone())?;
        let (rowid, cell) = varint(cell).ok_or(early)?;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let payload = self.payload(page, cell, length)?;
        Ok(Entry {
            page: page.number,
            rowid,
            payload,
        })
    }

    /// Collects the payload of a cell from its page and the overflow pages.
    fn payload(
        &mut self,
        page: TablePage<'a>,
        cell: &[u8],
        length: usize,
    ) -> Result<Vec<u8>, Error> {
        let early = || page.damaged("a cell ends too early");
        let local = local_length(self.pages.header().usable, length);
        let mut payload = cell.get(..local).ok_or_else(early)?.to_vec();
        if local == length {
            return Ok(payload);
        }
        let first = cell
            .get(local..)
            .and_then(|tail| tail.first_chunk())
            .ok_or_else(early)?;
        let mut next = u32::from_be_bytes(*first);
        while payload.len() < length {
            self.visit(next)?;
            next = self.append_overflow(next, length, &mut payload)?;
        }
        Ok(payload)
    }

    /// Appends what one overflow page holds, and returns the number of the next.
    fn append_overflow(
        &self,
        number: u32,
        length: usize,
        payload: &mut Vec<u8>,
    ) -> Result<u32, Error> {
        let bytes = self.pages.bytes(number)?;
        let (next, content) = bytes.split_first_chunk().ok_or(Error::Corrupt {
            page: number,
            what: "it ends too early",
        })?;
        let wanted = (length - payload.len()).min(content.len());
        payload.extend(content.iter().take(wanted));
        Ok(u32::from_be_bytes(*next))
    }
}

impl Iterator for TableScan<'_> {
    type Item = Result<Entry, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let entry = self.advance();
        if entry.is_err() {
            self.path.clear();
        }
        entry.transpose()
    }
}

/// How many bytes of a payload lie on the page of its cell: section 1.6, the rules for table leaf cells.
fn local_length(usable: usize, length: usize) -> usize {
    let most = usable - 35;
    if length <= most {
        return length;
    }
    let least = (usable - 12) * 32 / 255 - 23;
    let rest = least + (length - least) % (usable - 4);
    if rest <= most { rest } else { least }
}
