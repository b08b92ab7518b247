// What plugins of every kind say of themselves and of what went wrong.

import {
  Error,
  FaultClass,
  FilesystemCapability,
  NetworkCapability,
  PluginCapabilities,
  ResourceLimits,
} from "./assembly/auth/imports/plugwright-plugin-types";
import { Option } from "./assembly/auth/runtime/values";

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
