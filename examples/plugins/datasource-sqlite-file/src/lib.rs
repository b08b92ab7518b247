//! A data source over the SQLite files of a granted directory, read without SQLite.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod cells;
pub mod sqlite;

use std::rc::Rc;

use plugwright_parsed_files::ParsedFiles;
use plugwright_plugin_sdk::data_source::{Query, RowSet, Table, unknown_table};
use plugwright_plugin_sdk::prelude::*;

use sqlite::Database;

/// The plugin.
#[derive(Debug)]
pub struct SqliteFiles {
    files: ParsedFiles<Database>,
    /// The one file whose tables are served, under their own names. Without it, tables of all files are served as
    /// `file.table`.
    file: Option<String>,
    max_rows: u32,
}

impl Plugin for SqliteFiles {
    fn new(config: &Config) -> Result<Self, Error> {
        config.only(&["directory", "file", "max-rows", "max-file-bytes"])?;
        let directory = config
            .get("directory")?
            .unwrap_or_else(|| "/data".to_owned());
        let max_bytes = config
            .unsigned("max-file-bytes")?
            .unwrap_or(32 * 1024 * 1024);
        let max_rows = config.parse("max-rows", "a whole number from 0 to 4294967295", |text| {
            text.parse().ok()
        })?;
        Ok(Self {
            files: ParsedFiles::new(directory, &["db", "sqlite", "sqlite3"], max_bytes),
            file: config.get("file")?,
            max_rows: max_rows.unwrap_or(1_000),
        })
    }

    fn capabilities() -> PluginCapabilities {
        PluginCapabilities::none().with_files()
    }
}

impl DataSourcePlugin for SqliteFiles {
    fn tables(&self) -> Result<Vec<Table>, Error> {
        let mut tables = Vec::new();
        for file in self.served_files()? {
            let database = self.open(&file)?;
            tables.extend(
                database
                    .tables()
                    .iter()
                    .map(|table| cells::table(self.public_name(&file, table), table)),
            );
        }
        Ok(tables)
    }

    fn run(&self, _: &PluginContext, query: &Query) -> Result<RowSet, Error> {
        for file in self.served_files()? {
            if !self.may_hold(&file, &query.table) {
                continue;
            }
            let database = self.open(&file)?;
            let mut tables = database.tables().iter();
            if let Some(table) = tables.find(|table| self.public_name(&file, table) == query.table)
            {
                return self.select(&database, &file, table, query);
            }
        }
        Err(unknown_table(&query.table))
    }
}

impl SqliteFiles {
    fn served_files(&self) -> Result<Vec<String>, Error> {
        match &self.file {
            Some(file) => Ok(vec![file.clone()]),
            None => self.files.names(),
        }
    }

    fn public_name(&self, file: &str, table: &sqlite::Table) -> String {
        if self.file.is_some() {
            table.name.clone()
        } else {
            format!("{}.{}", stem(file), table.name)
        }
    }

    /// Whether a table of this name can be in the file, so that no other file is opened.
    fn may_hold(&self, file: &str, table: &str) -> bool {
        let rest = table.strip_prefix(stem(file));
        self.file.is_some() || rest.is_some_and(|rest| rest.starts_with('.'))
    }

    fn open(&self, file: &str) -> Result<Rc<Database>, Error> {
        self.files.get(file, |content| {
            Database::open(content).map_err(|error| unreadable(file, &error))
        })
    }

    fn select(
        &self,
        database: &Database,
        file: &str,
        table: &sqlite::Table,
        query: &Query,
    ) -> Result<RowSet, Error> {
        let described = cells::table(query.table.clone(), table);
        let rows = database.rows(table).map(|row| match row {
            Ok(row) => Ok(cells::row(row, table)),
            Err(error) => Err(unreadable(file, &error)),
        });
        plugwright_row_query::select(&described, rows, query, self.max_rows)
    }
}

fn unreadable(file: &str, error: &sqlite::Error) -> Error {
    Error::dependency(error.code(), format!("`{file}`: {error}"))
}

/// The name of a file without its extension.
fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(name, _)| name)
}

plugwright_plugin_sdk::plugin!(SqliteFiles: data_source);

#[cfg(test)]
mod tests;
