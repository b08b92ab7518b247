// The configuration that an operator wrote for this plugin. The manifest has to name the keys.

import * as store from "./assembly/auth/imports/wasi-config-store";

/** The value of `key`; `null` when there is none, or when it cannot be read. */
export function get(key: string): string | null {
  const answer = store.get(key);
  return answer.isOk ? answer.value : null;
}

/** The value of `key`, or `otherwise`. */
export function getOr(key: string, otherwise: string): string {
  const value = get(key);
  return value !== null ? value : otherwise;
}
