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

import {
  Error,
  FaultClass,
  FilesystemCapability,
  NetworkCapability,
  PluginCapabilities,
  ResourceLimits,
} from "./assembly/template/imports/plugwright-plugin-types";
import { Option } from "./assembly/template/runtime/values";

/** The caller sent what the plugin cannot work with: again is pointless. */
export function callerError(code: string, message: string): Error {
  return new Error(FaultClass.Caller, code, message);
}

/** The configuration is missing or wrong: an operator has to act. */
export function configError(code: string, message: string): Error {
  return new Error(FaultClass.Config, code, message);
}

/** What the plugin depends on failed: trying again may help. */
export function dependencyError(code: string, message: string): Error {
  return new Error(FaultClass.Dependency, code, message);
}

/** What a plugin says that reaches no network and no files. */
export function noCapabilities(): PluginCapabilities {
  return new PluginCapabilities(
    new NetworkCapability(false),
    new FilesystemCapability(false),
    new ResourceLimits(Option.none<u64>(), Option.none<u64>()),
  );
}
