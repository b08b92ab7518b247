//! A data source over CSV: every file of the granted directory is a table, and so is every text of the configuration.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod delimiter;
mod inference;
mod sheet;

use std::collections::BTreeMap;
use std::rc::Rc;

use plugwright_parsed_files::ParsedFiles;
use plugwright_plugin_sdk::data_source::{Query, RowSet, Table, unknown_table};
use plugwright_plugin_sdk::prelude::*;

use sheet::{Format, Sheet};

/// The plugin.
#[derive(Debug)]
pub struct Csv {
    format: Format,
    max_rows: u32,
    /// Tables of the configuration, by name.
    configured: BTreeMap<String, Rc<Sheet>>,
    /// None if the configuration holds all tables.
    files: Option<ParsedFiles<Sheet>>,
}

impl Plugin for Csv {
    fn new(config: &Config) -> Result<Self, Error> {
        config.only(&[
            "directory",
            "tables",
            "delimiter",
            "header",
            "max-rows",
            "max-file-bytes",
        ])?;
        let format = Format {
            delimiter: config
                .parse(
                    "delimiter",
                    "one ASCII character, `tab` or `auto`",
                    delimiter::parse,
                )?
                .flatten(),
            header: config.boolean("header")?.unwrap_or(true),
        };
        let max_bytes = config
            .unsigned("max-file-bytes")?
            .unwrap_or(16 * 1024 * 1024);
        let texts: Option<BTreeMap<String, String>> = config.json("tables")?;
        let directory = match (config.get("directory")?, &texts) {
            (None, Some(_)) => None,
            (directory, _) => Some(directory.unwrap_or_else(|| "/data".to_owned())),
        };
        let max_rows = config.parse("max-rows", "a whole number from 0 to 4294967295", |text| {
            text.parse().ok()
        })?;
        Ok(Self {
            format,
            max_rows: max_rows.unwrap_or(1_000),
            configured: configured(texts.unwrap_or_default(), format)?,
            files: directory
                .map(|directory| ParsedFiles::new(directory, &["csv", "tsv"], max_bytes)),
        })
    }

    fn capabilities() -> PluginCapabilities {
        PluginCapabilities::none().with_files()
    }
}

fn configured(
    texts: BTreeMap<String, String>,
    format: Format,
) -> Result<BTreeMap<String, Rc<Sheet>>, Error> {
    let sheet = |(name, text): (String, String)| {
        let sheet = Sheet::parse(&name, text.as_bytes(), format);
        let sheet = sheet.map_err(|error| Error::config("invalid-table", error.message))?;
        Ok((name, Rc::new(sheet)))
    };
    texts.into_iter().map(sheet).collect()
}

impl DataSourcePlugin for Csv {
    fn tables(&self) -> Result<Vec<Table>, Error> {
        let mut tables: Vec<Table> = self
            .configured
            .values()
            .map(|sheet| sheet.table.clone())
            .collect();
        for file in self.file_names()? {
            tables.push(self.read(&file)?.table.clone());
        }
        Ok(tables)
    }

    fn run(&self, _: &PluginContext, query: &Query) -> Result<RowSet, Error> {
        let sheet = self.sheet(&query.table)?;
        plugwright_row_query::select(&sheet.table, sheet.rows(), query, self.max_rows)
    }
}

impl Csv {
    fn sheet(&self, table: &str) -> Result<Rc<Sheet>, Error> {
        if let Some(sheet) = self.configured.get(table) {
            return Ok(Rc::clone(sheet));
        }
        let file = self
            .file_names()?
            .into_iter()
            .find(|file| table_name(file) == table);
        self.read(&file.ok_or_else(|| unknown_table(table))?)
    }

    /// The files whose tables the configuration does not hold, so that each table has one source.
    fn file_names(&self) -> Result<Vec<String>, Error> {
        let mut names = self
            .files
            .as_ref()
            .map_or(Ok(Vec::new()), ParsedFiles::names)?;
        names.retain(|name| !self.configured.contains_key(table_name(name)));
        Ok(names)
    }

    fn read(&self, file: &str) -> Result<Rc<Sheet>, Error> {
        let files = self.files.as_ref().ok_or_else(|| unknown_table(file))?;
        files.get(file, |content| {
            Sheet::parse(table_name(file), &content, self.format)
        })
    }
}

/// The name of a file without its extension.
fn table_name(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(name, _)| name)
}

plugwright_plugin_sdk::plugin!(Csv: data_source);

#[cfg(test)]
mod tests;
