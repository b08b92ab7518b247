// From a tree and data to text.

import { TemplateError } from "./error.js";
import { HELPERS, text, truth } from "./helpers.js";
import { parse } from "./parse.js";

/** @typedef {import("./parse.js").Node} Node */
/** @typedef {import("./parse.js").Expression} Expression */
/** @typedef {import("./escape.js").Escape} Escape */

/**
 * Where names are looked for: a value, the one around it, and what `@name`
 * stands for.
 *
 * @typedef {{ value: unknown, outer: Scope | undefined, data: Map<string, unknown> }} Scope
 */

/** How much a template can write, in UTF-16 units. */
const OUTPUT = 4 * 1024 * 1024;

/** How many nodes a template can visit. */
const STEPS = 1_000_000;

const START = { line: 1, column: 1 };

/**
 * Renders `template` with `data`.
 *
 * @param {string} template
 * @param {unknown} data
 * @param {Escape} escape
 * @returns {string}
 * @throws {TemplateError} when it is malformed, calls what is not there, or has
 *   no end.
 */
export function render(template, data, escape) {
  const rendering = new Rendering(escape, data);
  const scope = { value: data, outer: undefined, data: new Map() };
  rendering.nodes(parse(template), scope);
  return rendering.output.join("");
}

class Rendering {
  /** @type {string[]} */
  output = [];

  #written = 0;
  #steps = 0;
  #escape;
  #root;

  /**
   * @param {Escape} escape
   * @param {unknown} root
   */
  constructor(escape, root) {
    this.#escape = escape;
    this.#root = root;
  }

  /**
   * @param {Node[]} nodes
   * @param {Scope} scope
   */
  nodes(nodes, scope) {
    for (const node of nodes) {
      this.#step();
      if (node.kind === "text") {
        this.#write(node.text);
      } else if (node.kind === "value") {
        const value = text(this.#evaluate(node.expression, scope));
        this.#write(node.raw ? value : this.#escape(value));
      } else {
        this.#block(node, scope);
      }
    }
  }

  /**
   * @param {Extract<Node, { kind: "block" }>} node
   * @param {Scope} scope
   */
  #block(node, scope) {
    const subject = this.#evaluate(node.subject, scope);
    if (node.name === "each") {
      this.#each(node, subject, scope);
      return;
    }
    const holds = truth(subject) !== (node.name === "unless");
    const inner =
      node.name === "with" && holds
        ? { value: subject, outer: scope, data: scope.data }
        : scope;
    this.nodes(holds ? node.body : node.otherwise, inner);
  }

  /**
   * @param {Extract<Node, { kind: "block" }>} node
   * @param {unknown} subject
   * @param {Scope} scope
   */
  #each(node, subject, scope) {
    const isObject = typeof subject === "object" && subject !== null;
    const entries = isObject ? Object.entries(subject) : [];
    if (entries.length === 0) {
      this.nodes(node.otherwise, scope);
    }
    entries.forEach(([key, value], index) => {
      this.#step();
      const data = new Map(scope.data)
        .set("key", Array.isArray(subject) ? index : key)
        .set("index", index)
        .set("first", index === 0)
        .set("last", index === entries.length - 1);
      this.nodes(node.body, { value, outer: scope, data });
    });
  }

  /**
   * @param {Expression} expression
   * @param {Scope} scope
   * @returns {unknown}
   */
  #evaluate(expression, scope) {
    this.#step();
    if (expression.kind === "literal") {
      return expression.value;
    }
    if (expression.kind === "path") {
      return this.#lookUp(expression, scope);
    }
    const helper = HELPERS.get(expression.helper);
    if (helper === undefined) {
      const known = [...HELPERS.keys()].join(", ");
      const message = `no helper \`${expression.helper}\`; there are ${known}`;
      throw new TemplateError(message, expression.at);
    }
    const args = expression.args.map((arg) => this.#evaluate(arg, scope));
    return helper(...args);
  }

  /**
   * @param {Extract<Expression, { kind: "path" }>} path
   * @param {Scope} scope
   */
  #lookUp(path, scope) {
    /** @type {Scope | undefined} */
    let from = scope;
    for (let up = 0; up < path.up; up += 1) {
      from = from?.outer;
    }
    if (!path.data) {
      return member(from?.value, path.names);
    }
    const [name, ...names] = path.names;
    const start = name === "root" ? this.#root : from?.data.get(name ?? "");
    return member(start, names);
  }

  /** @param {string} piece */
  #write(piece) {
    this.#written += piece.length;
    if (this.#written > OUTPUT) {
      throw new TemplateError(`writes more than ${OUTPUT} characters`, START);
    }
    this.output.push(piece);
  }

  #step() {
    this.#steps += 1;
    if (this.#steps > STEPS) {
      throw new TemplateError(`takes more than ${STEPS} steps`, START);
    }
  }
}

/**
 * A part of a value, by its own properties alone: nothing that objects inherit
 * is data.
 *
 * @param {unknown} value
 * @param {string[]} names
 */
function member(value, names) {
  let found = value;
  for (const name of names) {
    if (
      typeof found !== "object" ||
      found === null ||
      !Object.hasOwn(found, name)
    ) {
      return undefined;
    }
    found = /** @type {Record<string, unknown>} */ (found)[name];
  }
  return found;
}
