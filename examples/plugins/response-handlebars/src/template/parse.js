// From tags to a tree.

import { TemplateError } from "./error.js";
import { pieces, words } from "./tokens.js";

/** @typedef {import("./tokens.js").Position} Position */
/** @typedef {import("./tokens.js").Word} Word */

/**
 * @typedef {{ kind: "path", up: number, data: boolean, names: string[], at: Position }
 *   | { kind: "literal", value: unknown, at: Position }
 *   | { kind: "call", helper: string, args: Expression[], at: Position }} Expression
 */

/**
 * @typedef {{ kind: "text", text: string }
 *   | { kind: "value", expression: Expression, raw: boolean }
 *   | { kind: "block", name: string, subject: Expression, body: Node[],
 *       otherwise: Node[], at: Position }} Node
 */

/** Blocks inside blocks, or calls inside calls, at most. */
const DEPTH = 64;

const BLOCKS = ["if", "unless", "each", "with"];

/**
 * Parses a template.
 *
 * @param {string} template
 * @returns {Node[]}
 * @throws {TemplateError} with the place, when it is malformed.
 */
export function parse(template) {
  /** @type {Frame[]} */
  const open = [new Frame("", undefined, { line: 1, column: 1 })];
  for (const piece of pieces(template)) {
    if (piece.kind === "text") {
      top(open).nodes.push(piece);
    } else {
      readTag(open, piece.inside, piece.raw, piece.at);
    }
  }
  const last = top(open);
  if (open.length > 1) {
    throw new TemplateError(`\`{{#${last.name}}}\` has no end`, last.at);
  }
  return last.body;
}

/** A block whose end is still to come. */
class Frame {
  /** @type {Node[]} */
  body = [];

  /** @type {Node[]} */
  otherwise = [];

  /** @type {Node[]} */
  nodes = this.body;

  /** Whether it stands for `{{else if …}}` and ends with the block around. */
  isChained = false;

  /**
   * @param {string} name
   * @param {Expression | undefined} subject
   * @param {Position} at
   */
  constructor(name, subject, at) {
    this.name = name;
    this.subject = subject;
    this.at = at;
  }
}

/**
 * @param {Frame[]} open
 * @param {string} inside
 * @param {boolean} raw
 * @param {Position} at
 */
function readTag(open, inside, raw, at) {
  const start = /^#\s*(\S+)\s*(.*)$/su.exec(inside);
  if (start !== null) {
    openBlock(open, start[1] ?? "", start[2] ?? "", at);
  } else if (inside.startsWith("/")) {
    closeBlock(open, inside.slice(1).trim(), at);
  } else if (inside === "^" || /^else(\s|$)/u.test(inside)) {
    readElse(open, inside.replace(/^(else|\^)\s*/u, ""), at);
  } else {
    const expression = readExpression(inside, at);
    top(open).nodes.push({ kind: "value", expression, raw });
  }
}

/**
 * @param {Frame[]} open
 * @param {string} name
 * @param {string} subject
 * @param {Position} at
 */
function openBlock(open, name, subject, at) {
  if (!BLOCKS.includes(name)) {
    const known = BLOCKS.join(", ");
    throw new TemplateError(`no block \`${name}\`; there are ${known}`, at);
  }
  if (open.length > DEPTH) {
    throw new TemplateError("blocks are nested too deeply", at);
  }
  open.push(new Frame(name, readExpression(subject, at), at));
}

/**
 * @param {Frame[]} open
 * @param {string} rest
 * @param {Position} at
 */
function readElse(open, rest, at) {
  const frame = top(open);
  if (open.length === 1 || frame.nodes === frame.otherwise) {
    throw new TemplateError("`{{else}}` outside of a block", at);
  }
  frame.nodes = frame.otherwise;
  const chained = /^(\S+)\s+(.*)$/su.exec(rest);
  if (chained !== null) {
    openBlock(open, chained[1] ?? "", chained[2] ?? "", at);
    top(open).isChained = true;
  }
}

/**
 * @param {Frame[]} open
 * @param {string} name
 * @param {Position} at
 */
function closeBlock(open, name, at) {
  for (;;) {
    const {
      isChained,
      name: opened,
      subject,
      body,
      otherwise,
      at: start,
    } = top(open);
    if (subject === undefined) {
      throw new TemplateError(`\`{{/${name}}}\` ends no block`, at);
    }
    if (!isChained && opened !== name) {
      const message = `\`{{/${name}}}\` ends \`{{#${opened}}}\``;
      throw new TemplateError(message, at);
    }
    open.pop();
    const node = { name: opened, subject, body, otherwise, at: start };
    top(open).nodes.push({ kind: "block", ...node });
    if (!isChained) {
      return;
    }
  }
}

/**
 * @param {string} inside
 * @param {Position} at
 * @returns {Expression}
 */
function readExpression(inside, at) {
  const reader = new Reader(words(inside, at), at);
  const expression = reader.call(0);
  reader.end();
  return expression;
}

/** Reads words one by one. */
class Reader {
  #next = 0;
  #words;
  #at;

  /**
   * @param {Word[]} all
   * @param {Position} at
   */
  constructor(all, at) {
    this.#words = all;
    this.#at = at;
  }

  /**
   * A value, or a helper with its arguments.
   *
   * @param {number} depth
   * @returns {Expression}
   */
  call(depth) {
    const first = this.#words[this.#next];
    const head = this.#value(depth);
    const args = [];
    while (
      this.#words[this.#next] &&
      this.#words[this.#next]?.kind !== "close"
    ) {
      args.push(this.#value(depth));
    }
    if (args.length === 0) {
      return head;
    }
    if (first?.kind !== "path") {
      throw new TemplateError("only a helper takes arguments", this.#at);
    }
    return { kind: "call", helper: first.text, args, at: first.at };
  }

  end() {
    if (this.#next < this.#words.length) {
      throw new TemplateError("a `)` too many", this.#at);
    }
  }

  /**
   * @param {number} depth
   * @returns {Expression}
   */
  #value(depth) {
    const word = this.#words[this.#next];
    this.#next += 1;
    if (word === undefined || word.kind === "close") {
      throw new TemplateError("a value is missing", this.#at);
    }
    if (word.kind === "path") {
      return path(word.text, word.at);
    }
    if (word.kind === "literal") {
      return word;
    }
    if (depth >= DEPTH) {
      throw new TemplateError("calls are nested too deeply", this.#at);
    }
    const inner = this.call(depth + 1);
    if (this.#words[this.#next]?.kind !== "close") {
      throw new TemplateError("a `)` is missing", this.#at);
    }
    this.#next += 1;
    return inner;
  }
}

/**
 * `../a.b`, `@index`, `this`, `a.[0].b`
 *
 * @param {string} text
 * @param {Position} at
 * @returns {Expression}
 */
function path(text, at) {
  const ups = /^(\.\.\/)*/u.exec(text)?.[0] ?? "";
  const rest = text.slice(ups.length);
  const data = rest.startsWith("@");
  const dotted = rest.replace(/^@/u, "").replace(/^(this|\.)(\.|\/|$)/u, "");
  const names = dotted === "" || dotted === ".." ? [] : dotted.split(/[./]/u);
  if (names.includes("")) {
    throw new TemplateError(`\`${text}\` is no path`, at);
  }
  const plain = names.map((name) => name.replace(/^\[(.*)\]$/u, "$1"));
  const up = ups.length / 3 + (dotted === ".." ? 1 : 0);
  return { kind: "path", up, data, names: plain, at };
}

/**
 * @param {Frame[]} open
 * @returns {Frame}
 */
function top(open) {
  const frame = open.at(-1);
  if (frame === undefined) {
    throw new Error("the outermost frame is never closed");
  }
  return frame;
}
