// What the operator wrote for a route.

/**
 * @typedef {object} Settings
 * @property {string} template
 * @property {number} status
 * @property {string} contentType
 * @property {[string, string][]} headers
 */

const KNOWN = ["template", "status", "content-type", "headers"];

/** Options that cannot be used; the message says why. */
export class SettingsError extends Error {}

/**
 * Whether the options are for this plugin.
 *
 * @param {string} options JSON text.
 */
export function hasTemplate(options) {
  return Object.hasOwn(parsed(options), "template");
}

/**
 * Reads the options of a route; what is unknown is refused.
 *
 * @param {string} options JSON text.
 * @returns {Settings}
 * @throws {SettingsError} when they cannot be used.
 */
export function readSettings(options) {
  const all = parsed(options);
  const unknown = Object.keys(all).find((key) => !KNOWN.includes(key));
  if (unknown !== undefined) {
    const known = KNOWN.join(", ");
    throw new SettingsError(
      `unknown option \`${unknown}\`; known are ${known}`,
    );
  }
  return {
    template: textOf(all, "template"),
    status: statusOf(all.status ?? 200),
    contentType: textOf(
      { "content-type": "application/json", ...all },
      "content-type",
    ),
    headers: headersOf(all.headers ?? {}),
  };
}

/**
 * @param {string} options
 * @returns {Record<string, unknown>}
 */
function parsed(options) {
  let all;
  try {
    all = JSON.parse(options);
  } catch {
    throw new SettingsError("the options of the route are not JSON");
  }
  if (typeof all !== "object" || all === null || Array.isArray(all)) {
    throw new SettingsError("the options of the route are no object");
  }
  return all;
}

/**
 * @param {Record<string, unknown>} all
 * @param {string} key
 */
function textOf(all, key) {
  const value = all[key];
  if (typeof value !== "string") {
    throw new SettingsError(`the option \`${key}\` must be a text`);
  }
  return value;
}

/** @param {unknown} value */
function statusOf(value) {
  if (!Number.isInteger(value) || Number(value) < 100 || Number(value) > 599) {
    throw new SettingsError(
      "the option `status` must be a number from 100 to 599",
    );
  }
  return Number(value);
}

/**
 * @param {unknown} value
 * @returns {[string, string][]}
 */
function headersOf(value) {
  const entries =
    typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (entries.some(([, text]) => typeof text !== "string")) {
    throw new SettingsError("each of the option `headers` must be a text");
  }
  return entries;
}
