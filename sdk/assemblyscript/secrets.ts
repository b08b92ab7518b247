// Secrets that a plugin may use and never sees. The manifest has to name them.

import * as secrets from "./assembly/auth/imports/secrets";

/**
 * What stands for the secret in a header of a request: the host puts the value
 * in when the request leaves. `null` when the secret is not granted.
 */
export function placeholder(name: string): string | null {
  const answer = secrets.placeholder(name);
  return answer.isOk ? answer.value : null;
}
