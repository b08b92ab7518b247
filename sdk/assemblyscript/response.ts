// What a plugin of the kind `response` is written with.

export { HttpResponse, Route } from "./assembly/response/exports/response";
export { ResponseExports as ResponsePlugin } from "./assembly/response/exports/response";
export {
  Error,
  FaultClass,
  FilesystemCapability,
  NetworkCapability,
  PluginCapabilities,
  PluginContext,
  ResourceLimits,
} from "./assembly/response/imports/plugwright-plugin-types";
export { Tuple2 } from "./assembly/response/runtime/tuples";
export { Option, Result, Unit, unit } from "./assembly/response/runtime/values";
export {
  callerError,
  configError,
  dependencyError,
  noCapabilities,
} from "./errors";
