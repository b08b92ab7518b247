import * as secrets from "plugwright:plugin/secrets@0.1.0";

import { attributed } from "./error.js";

/**
 * Stands for the secret called `name` in a header of an outbound request: the
 * host fills the value in when the request leaves.
 *
 * @param {string} name
 */
export function placeholder(name) {
  const what = `the secret \`${name}\``;
  return attributed(what, () => secrets.placeholder(name));
}
