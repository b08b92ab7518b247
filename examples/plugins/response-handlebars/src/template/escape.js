// How a value becomes a part of the answer without breaking out of its place.

/** @typedef {(text: string) => string} Escape */

/** @type {Record<string, string>} */
const ENTITIES = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** @type {Escape} */
const html = (text) =>
  text.replace(/[&<>"']/gu, (char) => ENTITIES[char] ?? "");

/** Inside of a JSON string. @type {Escape} */
const json = (text) => JSON.stringify(text).slice(1, -1);

/** @type {Escape} */
const none = (text) => text;

/**
 * What the media type of the answer asks for.
 *
 * @param {string} contentType
 * @returns {Escape}
 */
export function escapeFor(contentType) {
  const type = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  if (/[/+]json$/u.test(type)) {
    return json;
  }
  return /[/+](html|xml)$/u.test(type) ? html : none;
}
