// What a plugin of the kind `auth` is written with.

export { AuthCredentials, AuthResult } from "./assembly/auth/exports/auth";
export { AuthExports as AuthPlugin } from "./assembly/auth/exports/auth";
export {
  Error,
  FaultClass,
  FilesystemCapability,
  NetworkCapability,
  PluginCapabilities,
  PluginContext,
  ResourceLimits,
} from "./assembly/auth/imports/plugwright-plugin-types";
export { Tuple2 } from "./assembly/auth/runtime/tuples";
export { Option, Result, Unit, unit } from "./assembly/auth/runtime/values";
export {
  callerError,
  configError,
  dependencyError,
  noCapabilities,
} from "./errors";
