// From text to tags, and from the inside of a tag to words.

import { TemplateError } from "./error.js";

/** @typedef {{ line: number, column: number }} Position */

/**
 * A piece of a template: text as it is, or what stands in a tag. `open` and
 * `close` tell whether the tag wants the space before and after it gone.
 *
 * @typedef {{ kind: "text", text: string }
 *   | { kind: "tag", raw: boolean, inside: string, at: Position }} Piece
 */

/**
 * @typedef {{ kind: "open" | "close", at: Position }
 *   | { kind: "path", text: string, at: Position }
 *   | { kind: "literal", value: unknown, at: Position }} Word
 */

/**
 * Splits a template into text and tags; comments are gone.
 *
 * @param {string} template
 * @returns {Piece[]}
 */
export function pieces(template) {
  /** @type {Piece[]} */
  const found = [];
  let at = 0;
  let trimNext = false;
  const addText = (/** @type {string} */ text, /** @type {boolean} */ trim) => {
    let kept = trimNext ? text.trimStart() : text;
    kept = trim ? kept.trimEnd() : kept;
    if (kept !== "") {
      found.push({ kind: "text", text: kept });
    }
  };
  for (;;) {
    const start = template.indexOf("{{", at);
    if (start < 0) {
      addText(template.slice(at), false);
      return found;
    }
    const tag = readTag(template, start);
    addText(template.slice(at, start), tag.trimBefore);
    if (!tag.isComment) {
      const { raw, inside } = tag;
      found.push({ kind: "tag", raw, inside, at: position(template, start) });
    }
    trimNext = tag.trimAfter;
    at = tag.end;
  }
}

/**
 * @param {string} template
 * @param {number} start
 */
function readTag(template, start) {
  const rest = template.slice(start);
  const opening = /^\{\{\{?~?(!--|!|&)?/.exec(rest)?.[0] ?? "{{";
  const isComment = opening.includes("!");
  const triple = opening.startsWith("{{{");
  const ending = opening.endsWith("!--") ? "--}}" : triple ? "}}}" : "}}";
  const end = closing(rest, opening.length, ending, isComment);
  if (end < 0) {
    const at = position(template, start);
    throw new TemplateError(`the tag has no end: \`${ending}\``, at);
  }
  const inside = rest.slice(opening.length, end).replace(/~$/, "");
  return {
    isComment,
    raw: triple || opening.endsWith("&"),
    inside: inside.trim(),
    trimBefore: opening.includes("~"),
    trimAfter: rest[end - 1] === "~",
    end: start + end + ending.length,
  };
}

/**
 * Where a tag ends, texts in quotes skipped.
 *
 * @param {string} rest
 * @param {number} from
 * @param {string} ending
 * @param {boolean} isComment
 */
function closing(rest, from, ending, isComment) {
  let quote = "";
  for (let at = from; at < rest.length; at += 1) {
    if (quote === "" && rest.startsWith(ending, at)) {
      return at;
    }
    const char = rest.charAt(at);
    if (quote !== "" && char === "\\") {
      at += 1;
    } else if (quote !== "") {
      quote = char === quote ? "" : quote;
    } else if (!isComment && (char === '"' || char === "'")) {
      quote = char;
    }
  }
  return -1;
}

/**
 * Splits the inside of a tag into words.
 *
 * @param {string} inside
 * @param {Position} at
 * @returns {Word[]}
 */
export function words(inside, at) {
  const pattern =
    /\s+|(?<open>\()|(?<close>\))|"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)'|(?<bare>[^\s()"']+)/suy;
  /** @type {Word[]} */
  const found = [];
  while (pattern.lastIndex < inside.length) {
    const match = pattern.exec(inside);
    if (match === null) {
      throw new TemplateError(`\`${inside}\` cannot be read`, at);
    }
    const word = wordOf(match.groups ?? {}, at);
    if (word !== undefined) {
      found.push(word);
    }
  }
  return found;
}

/**
 * @param {Record<string, string | undefined>} groups
 * @param {Position} at
 * @returns {Word | undefined}
 */
function wordOf({ open, close, double, single, bare }, at) {
  if (open !== undefined) {
    return { kind: "open", at };
  }
  if (close !== undefined) {
    return { kind: "close", at };
  }
  const text = double ?? single;
  if (text !== undefined) {
    return { kind: "literal", value: text.replace(/\\(.)/gsu, "$1"), at };
  }
  return bare === undefined ? undefined : bareWord(bare, at);
}

const NAMED = new Map(
  /** @type {[string, unknown][]} */ ([
    ["true", true],
    ["false", false],
    ["null", null],
    ["undefined", undefined],
  ]),
);

/**
 * @param {string} text
 * @param {Position} at
 * @returns {Word}
 */
function bareWord(text, at) {
  if (NAMED.has(text)) {
    return { kind: "literal", value: NAMED.get(text), at };
  }
  if (/^-?\d+(\.\d+)?$/.test(text)) {
    return { kind: "literal", value: Number(text), at };
  }
  return { kind: "path", text, at };
}

/**
 * @param {string} text
 * @param {number} offset
 * @returns {Position}
 */
function position(text, offset) {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
