//! One table: the parsed content of a CSV text (RFC 4180).

use plugwright_plugin_sdk::Error;
use plugwright_plugin_sdk::data_source::{Cell, Column, Table};

use crate::{delimiter, inference};

/// How CSV is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format {
    /// None to find out each file's own.
    pub delimiter: Option<u8>,
    /// Whether the first record names the columns.
    pub header: bool,
}

/// A table with its rows.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub table: Table,
    rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// Reads CSV; `name` becomes the table's.
    pub(crate) fn parse(name: &str, content: &[u8], format: Format) -> Result<Self, Error> {
        // Spreadsheets write a byte order mark in front of UTF-8.
        let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
        let mut records = records(name, content, format)?;
        let first = if format.header && !records.is_empty() {
            Some(records.remove(0))
        } else {
            None
        };
        let width = first
            .as_ref()
            .or(records.first())
            .map_or(0, csv::StringRecord::len);
        let names = column_names(first.as_ref(), width);
        let columns: Vec<Column> = names
            .into_iter()
            .enumerate()
            .map(|(at, name)| column(name, at, &records))
            .collect();
        let rows = records.iter().map(|record| row(record, &columns)).collect();
        Ok(Self {
            table: Table {
                name: name.to_owned(),
                columns,
            },
            rows,
        })
    }

    /// The rows, as a query wants them.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Result<Vec<Cell>, Error>> + '_ {
        self.rows.iter().cloned().map(Ok)
    }
}

fn records(name: &str, content: &[u8], format: Format) -> Result<Vec<csv::StringRecord>, Error> {
    let delimiter = format
        .delimiter
        .unwrap_or_else(|| delimiter::detect(content));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .from_reader(content);
    let records: Result<_, _> = reader.records().collect();
    records.map_err(|error| {
        Error::dependency(
            "damaged-file",
            format!("table `{name}`: {}", reason(&error)),
        )
    })
}

fn reason(error: &csv::Error) -> String {
    let line = error.position().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("line {line} has {len} values, and the first line has {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => format!("line {line} is not UTF-8"),
        _ => format!("line {line} cannot be read"),
    }
}

/// The names of the first record. Columns without name are called by their number, and a name that was there before
/// gets a number, so that every column can be asked for.
fn column_names(header: Option<&csv::StringRecord>, width: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(width);
    for at in 0..width {
        let written = header
            .and_then(|header| header.get(at))
            .map(str::trim)
            .unwrap_or_default();
        let name = if written.is_empty() {
            format!("column{}", at + 1)
        } else {
            written.to_owned()
        };
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let free = std::iter::once(name.clone())
            .chain(numbered)
            .find(|name| !names.contains(name));
        names.extend(free);
    }
    names
}

fn column(name: String, at: usize, records: &[csv::StringRecord]) -> Column {
    let values = records
        .iter()
        .map(|record| record.get(at).unwrap_or_default());
    let nullable = values.clone().any(str::is_empty);
    Column {
        name,
        data_type: inference::column_type(values),
        nullable,
    }
}

fn row(record: &csv::StringRecord, columns: &[Column]) -> Vec<Cell> {
    record
        .iter()
        .zip(columns)
        .map(|(value, column)| inference::cell(value, column.data_type))
        .collect()
}

#[cfg(test)]
mod tests {
    use plugwright_plugin_sdk::data_source::ColumnType;
    use proptest::prelude::*;

    use super::*;

    const AUTO: Format = Format {
        delimiter: None,
        header: true,
    };

    fn sheet(content: &str) -> Sheet {
        Sheet::parse("t", content.as_bytes(), AUTO).unwrap()
    }

    fn names(sheet: &Sheet) -> Vec<&str> {
        sheet
            .table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect()
    }

    #[test]
    fn quotes_line_ends_and_escapes_are_those_of_rfc_4180() {
        let sheet = sheet("id,note\r\n1,\"a \"\"b\"\", c\r\nd\"\r\n2,plain\r\n");
        let expected = [
            vec![Cell::Integer(1), Cell::Text("a \"b\", c\r\nd".into())],
            vec![Cell::Integer(2), Cell::Text("plain".into())],
        ];
        assert_eq!(sheet.rows, expected);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_name() {
        assert_eq!(names(&sheet("\u{feff}id,name\n1,a\n")), ["id", "name"]);
    }

    #[test]
    fn every_column_has_a_name_of_its_own() {
        assert_eq!(
            names(&sheet("a,,a,a_2\n1,2,3,4\n")),
            ["a", "column2", "a_2", "a_2_2"]
        );
        let format = Format {
            header: false,
            ..AUTO
        };
        let sheet = Sheet::parse("t", b"1,2\n", format).unwrap();
        assert_eq!(
            (names(&sheet), sheet.rows.len()),
            (vec!["column1", "column2"], 1)
        );
    }

    #[test]
    fn a_line_of_another_length_is_named() {
        let error = Sheet::parse("pets", b"a,b\n1,2\n3\n", AUTO).unwrap_err();
        assert!(
            error.message.contains("`pets`") && error.message.contains("line 3 has 1 values"),
            "{}",
            error.message
        );
    }

    #[test]
    fn an_empty_value_is_nothing_and_makes_its_column_nullable() {
        let sheet = sheet("a,b\n1,\n2,x\n");
        assert_eq!(sheet.rows[0][1], Cell::Null);
        let nullable: Vec<bool> = sheet
            .table
            .columns
            .iter()
            .map(|column| column.nullable)
            .collect();
        assert_eq!(nullable, [false, true]);
    }

    #[test]
    fn an_empty_file_is_an_empty_table() {
        assert!(sheet("").table.columns.is_empty());
        let header_only = sheet("a,b\n");
        assert_eq!(header_only.table.columns[0].data_type, ColumnType::Text);
        assert!(header_only.rows.is_empty());
    }

    proptest! {
        #[test]
        fn what_a_csv_writer_writes_is_read_back(rows in prop::collection::vec(prop::collection::vec("[a-z\", ;\n]{1,6}", 3), 1..8)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["x", "y", "z"]).unwrap();
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let content = writer.into_inner().unwrap();
            let sheet = Sheet::parse("t", &content, Format { delimiter: Some(b','), header: true }).unwrap();
            let expected: Vec<Vec<Cell>> = rows.iter().map(|row| row.iter().cloned().map(Cell::Text).collect()).collect();
            prop_assert_eq!(sheet.rows, expected);
        }

        #[test]
        fn no_bytes_panic(content in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Sheet::parse("t", &content, AUTO);
        }
    }
}
