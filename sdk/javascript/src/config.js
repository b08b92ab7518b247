import { get } from "wasi:config/store@0.2.0-rc.1";

import { PluginError, attributed } from "./error.js";

/**
 * What the operator configured under `key`; undefined if nothing.
 *
 * @param {string} key
 */
export function config(key) {
  return attributed(`the configuration \`${key}\``, () => get(key));
}

/**
 * What the operator configured under `key`.
 *
 * @param {string} key
 * @throws {PluginError} when there is nothing.
 */
export function requireConfig(key) {
  const value = config(key);
  if (value === undefined) {
    const message = `the configuration \`${key}\` is missing`;
    throw new PluginError("config", "config-missing", message);
  }
  return value;
}
