// What a plugin of the kind `template` is written with.

export {
  Function,
  Parameter,
  Value,
  ValueTag,
} from "./assembly/template/exports/template";
export { TemplateExports as TemplatePlugin } from "./assembly/template/exports/template";
export {
  Error,
  FaultClass,
  FilesystemCapability,
  NetworkCapability,
  PluginCapabilities,
  PluginContext,
  ResourceLimits,
} from "./assembly/template/imports/plugwright-plugin-types";
export { Tuple2 } from "./assembly/template/runtime/tuples";
export { Option, Result, Unit, unit } from "./assembly/template/runtime/values";
export {
  callerError,
  configError,
  dependencyError,
  noCapabilities,
} from "./errors";
