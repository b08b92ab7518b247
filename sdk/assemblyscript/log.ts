// What a plugin tells the people who run it. The manifest has to ask for `logging`.

import { Level, log } from "./assembly/auth/imports/logging";

/** Writes what helps to find a mistake. */
export function debug(message: string): void {
  log(Level.Debug, "plugin", message);
}

/** Writes what is of interest in ordinary operation. */
export function info(message: string): void {
  log(Level.Info, "plugin", message);
}

/** Writes about what may become a problem. */
export function warn(message: string): void {
  log(Level.Warn, "plugin", message);
}

/** Writes about what went wrong. */
export function error(message: string): void {
  log(Level.Error, "plugin", message);
}
