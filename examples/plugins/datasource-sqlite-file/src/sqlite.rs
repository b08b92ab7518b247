//! A reader of the SQLite file format, version 3 (<https://www.sqlite.org/fileformat2.html>).
//!
//! A guest has no C library to link, and needs none to list rows: the format is stable, documented, and small when
//! nothing is written. Everything in the file is taken as hostile. No number in it is used before it is checked, each
//! page is visited at most once in a scan, and so the work is bounded by the size of the file.

mod btree;
mod create_table;
mod header;
mod lexer;
mod pages;
mod record;
mod schema;

pub use create_table::{Affinity, Column};
pub use record::Value;
pub use schema::Table;

use btree::TableScan;
use pages::Pages;

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file does not begin as a database of SQLite 3 does.
    #[error("the file is not a SQLite 3 database")]
    NotADatabase,
    /// The file is a database, with something that this reader does not read.
    #[error("the database uses {0}, which this reader does not read")]
    Unsupported(&'static str),
    /// The file contradicts itself.
    #[error("the database is damaged at page {page}: {what}")]
    Corrupt {
        /// The page, counted from one.
        page: u32,
        /// What is wrong there.
        what: &'static str,
    },
}

impl Error {
    /// A stable code in kebab case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotADatabase => "not-a-database",
            Self::Unsupported(_) => "unsupported-database",
            Self::Corrupt { .. } => "damaged-database",
        }
    }
}

/// A database, with the schema that it had when it was opened.
#[derive(Debug)]
pub struct Database {
    pages: Pages,
    tables: Vec<Table>,
}

impl Database {
    /// Opens the content of a database file.
    ///
    /// # Errors
    ///
    /// When the content is no database, or its schema cannot be read.
    pub fn open(content: Vec<u8>) -> Result<Self, Error> {
        let pages = Pages::new(content)?;
        let tables = schema::read(&pages)?;
        Ok(Self { pages, tables })
    }

    /// The tables that can be read, in the order of their making. Views, virtual tables, tables without rowid and
    /// SQLite's own tables are not among them.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The rows of `table` in the order of their rowids; each has a value for each of its columns.
    pub fn rows<'a>(
        &'a self,
        table: &'a Table,
    ) -> impl Iterator<Item = Result<Vec<Value>, Error>> + 'a {
        TableScan::new(&self.pages, table.root_page).map(move |entry| {
            let entry = entry?;
            let stored = record::decode(&entry.payload, self.pages.header().encoding).ok_or(
                Error::Corrupt {
                    page: entry.page,
                    what: "a record ends too early",
                },
            )?;
            Ok(table.arrange(entry.rowid, stored))
        })
    }
}

#[cfg(test)]
mod tests;
