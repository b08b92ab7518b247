// What a plugin of the kind `data-source` is written with.

export {
  Cell,
  CellTag,
  Column,
  ColumnType,
  Comparison,
  Condition,
  Order,
  Query,
  RowSet,
  Table_ as Table,
} from "./assembly/data-source/exports/data-source";
export { DataSourceExports as DataSourcePlugin } from "./assembly/data-source/exports/data-source";
export {
  Error,
  FaultClass,
  FilesystemCapability,
  NetworkCapability,
  PluginCapabilities,
  PluginContext,
  ResourceLimits,
} from "./assembly/data-source/imports/plugwright-plugin-types";
export { Tuple2 } from "./assembly/data-source/runtime/tuples";
export { Option, Result, Unit, unit } from "./assembly/data-source/runtime/values";
export {
  callerError,
  configError,
  dependencyError,
  noCapabilities,
} from "./errors";
