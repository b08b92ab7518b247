// Package datasource makes plugins that hosts ask for rows.
package datasource

import (
	datasource "github.com/plugwright/plugwright/sdk/go/exports/plugwright/data-source/data-source"
	"github.com/plugwright/plugwright/sdk/go/plugin"
)

// PluginContext is the request that rows are for.
type PluginContext = datasource.PluginContext

// PluginCapabilities is what a plugin says that it needs.
type PluginCapabilities = datasource.PluginCapabilities

// Table is a table of the source.
type Table = datasource.Table

// Column is a column of a table.
type Column = datasource.Column

// Query is what rows are wanted.
type Query = datasource.Query

// RowSet is the rows.
type RowSet = datasource.RowSet

// Cell is a value in a row: Null, Boolean, Integer, Number, Text or Bytes.
type Cell = datasource.Cell

// The values of a row.
type (
	// Null is nothing.
	Null = datasource.CellNull
	// Boolean is a truth value.
	Boolean = datasource.CellBoolean
	// Integer is a whole number.
	Integer = datasource.CellInteger
	// Number is a number.
	Number = datasource.CellNumber
	// Text is text.
	Text = datasource.CellText
	// Bytes is bytes.
	Bytes = datasource.CellBytes
)

// DataSourcePlugin gives rows.
type DataSourcePlugin interface {
	// Tables are the tables of the source.
	Tables() ([]Table, error)
	// Run asks for rows.
	Run(ctx *PluginContext, query *Query) (*RowSet, error)
	// GetCapabilities says what the plugin needs.
	GetCapabilities() *PluginCapabilities
}

// ExportDataSourcePlugin makes a plugin the one that the host calls. Call it in an init function.
func ExportDataSourcePlugin(plugin DataSourcePlugin) {
	datasource.Export(exported{plugin})
}

type exported struct {
	plugin DataSourcePlugin
}

func (e exported) Tables() ([]Table, error) {
	tables, err := e.plugin.Tables()
	return tables, plugin.AsError(err)
}

func (e exported) Run(ctx PluginContext, query Query) (RowSet, error) {
	rows, err := e.plugin.Run(&ctx, &query)
	if err != nil {
		return RowSet{}, plugin.AsError(err)
	}
	if rows == nil {
		return RowSet{}, nil
	}
	return *rows, nil
}

func (e exported) GetCapabilities() PluginCapabilities {
	return plugin.CapabilitiesOf(e.plugin.GetCapabilities())
}
