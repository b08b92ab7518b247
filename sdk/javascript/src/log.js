import { log } from "wasi:logging/logging@0.1.0-draft";

/**
 * A log of the host.
 *
 * @param {string} context What the messages are about.
 */
export function logger(context) {
  return {
    /** @param {string} message */
    debug: (message) => log("debug", context, message),
    /** @param {string} message */
    info: (message) => log("info", context, message),
    /** @param {string} message */
    warn: (message) => log("warn", context, message),
    /** @param {string} message */
    error: (message) => log("error", context, message),
  };
}
