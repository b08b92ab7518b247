// A source of rows: how often each table was asked for.

import {
  Cell,
  Column,
  ColumnType,
  DataSourcePlugin,
  Error,
  Option,
  PluginCapabilities,
  PluginContext,
  Query,
  Result,
  RowSet,
  Table,
  noCapabilities,
} from "../../../../../sdk/assemblyscript/data-source";
import * as keyvalue from "../../../../../sdk/assemblyscript/keyvalue";

@plugin("data-source")
class Visits extends DataSourcePlugin {
  tables(): Result<Array<Table>, Error> {
    return Result.ok<Array<Table>, Error>([new Table("visits", columns())]);
  }

  run(ctx: PluginContext, query: Query): Result<RowSet, Error> {
    const opened = keyvalue.open("visits");
    if (!opened.isOk) return Result.err<RowSet, Error>(opened.error);
    const bucket = opened.value;
    const visits = bucket.increment(query.table, 1);
    bucket.drop();
    if (!visits.isOk) return Result.err<RowSet, Error>(visits.error);
    const row = [Cell.text(query.table), Cell.integer(i64(visits.value))];
    return Result.ok<RowSet, Error>(new RowSet(columns(), [row], Option.none<u64>()));
  }

  getCapabilities(): PluginCapabilities {
    return noCapabilities();
  }
}

function columns(): Array<Column> {
  return [
    new Column("table", ColumnType.Text, false),
    new Column("visits", ColumnType.Integer, false),
  ];
}
