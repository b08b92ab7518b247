// Functions that templates can call.

/** @typedef {(...args: unknown[]) => unknown} Helper */

/**
 * The text of a value: nothing for what is missing, JSON for what has parts.
 *
 * @param {unknown} value
 */
export function text(value) {
  if (value === undefined || value === null) {
    return "";
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * What counts as false: also empty texts and lists, and zero.
 *
 * @param {unknown} value
 */
export function truth(value) {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** @param {unknown} value */
function length(value) {
  if (typeof value === "string" || Array.isArray(value)) {
    return value.length;
  }
  return value && typeof value === "object" ? Object.keys(value).length : 0;
}

/**
 * The helpers by name. A map, so that no name reaches what objects inherit.
 *
 * @type {Map<string, Helper>}
 */
export const HELPERS = new Map(
  Object.entries({
    upper: (value) => text(value).toUpperCase(),
    lower: (value) => text(value).toLowerCase(),
    trim: (value) => text(value).trim(),
    length,
    json: (value) => JSON.stringify(value ?? null),
    default: (value, other) => (text(value) === "" ? other : value),
    concat: (...values) => values.map(text).join(""),
    join: (list, by) =>
      Array.isArray(list) ? list.map(text).join(text(by)) : text(list),
    replace: (value, from, to) => text(value).replaceAll(text(from), text(to)),
    eq: (left, right) => left === right,
    ne: (left, right) => left !== right,
    lt: (left, right) => Number(left) < Number(right),
    gt: (left, right) => Number(left) > Number(right),
    and: (...values) => values.every(truth),
    or: (...values) => values.some(truth),
    not: (value) => !truth(value),
    add: (left, right) => Number(left) + Number(right),
    multiply: (left, right) => Number(left) * Number(right),
  }),
);
