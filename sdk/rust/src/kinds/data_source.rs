//! `plugwright:data-source`: plugins that serve rows.

pub use crate::bindings::data_source::exports::plugwright::data_source::data_source::{
    Cell, Column, ColumnType, Comparison, Condition, Order, Query, RowSet, Table,
};
use crate::{
    Error, Exported, Installed, Plugin, PluginCapabilities, PluginContext,
    bindings::data_source::exports::plugwright::data_source::data_source::Guest, plugin::instance,
};

/// A plugin that serves data.
pub trait DataSourcePlugin: Plugin {
    /// The tables of the source.
    ///
    /// # Errors
    ///
    /// When the source cannot be read.
    fn tables(&self) -> Result<Vec<Table>, Error>;

    /// Asks for rows; `ctx` is the request that they are for.
    ///
    /// # Errors
    ///
    /// When the query names what the source does not have, or the source cannot be read.
    fn run(&self, ctx: &PluginContext, query: &Query) -> Result<RowSet, Error>;
}

impl<P: DataSourcePlugin + Installed> Guest for Exported<P> {
    fn tables() -> Result<Vec<Table>, Error> {
        instance::<P>()?.tables()
    }

    fn run(ctx: PluginContext, query: Query) -> Result<RowSet, Error> {
        instance::<P>()?.run(&ctx, &query)
    }

    fn get_capabilities() -> PluginCapabilities {
        P::capabilities()
    }
}

/// The error for a table that the source does not have.
pub fn unknown_table(name: &str) -> Error {
    Error::caller("unknown-table", format!("there is no table `{name}`"))
}

/// The error for a column that a table does not have.
pub fn unknown_column(name: &str) -> Error {
    Error::caller("unknown-column", format!("there is no column `{name}`"))
}

impl Query {
    /// All rows and columns of a table.
    pub fn all(table: impl Into<String>) -> Self {
        Self {
            table: table.into(),
            ..Self::default()
        }
    }
}

impl Table {
    /// A table without columns.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            columns: Vec::new(),
        }
    }

    /// The same table with one more column, whose values may be missing.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, data_type: ColumnType) -> Self {
        self.columns.push(Column {
            name: name.into(),
            data_type,
            nullable: true,
        });
        self
    }
}
