import assert from "node:assert/strict";
import { test } from "node:test";

import { escapeFor } from "../src/template/escape.js";
import { render } from "../src/template/render.js";

const plain = escapeFor("text/plain");

/**
 * @param {string} template
 * @param {unknown} [data]
 */
const filled = (template, data) => render(template, data, plain);

test("variables are found by their path", () => {
  const data = { a: { b: [{ c: 7 }] }, "odd name": "x" };
  assert.equal(filled("{{a.b.[0].c}} {{a/b/0/c}}", data), "7 7");
  assert.equal(filled("[{{a.nothing.here}}]", data), "[]");
});

test("what objects inherit is no data", () => {
  const data = { a: {}, text: "abc" };
  const template =
    "{{a.constructor}}{{a.__proto__}}{{text.length}}{{toString}}";
  assert.equal(filled(template, data), "");
});

test("values are escaped for the media type of the answer", () => {
  const data = { name: `"<b>"\n&` };
  const json = render(
    '{"name": "{{name}}"}',
    data,
    escapeFor("application/json"),
  );
  assert.deepEqual(JSON.parse(json), data);
  const html = escapeFor("text/html; charset=utf-8");
  assert.equal(render("{{name}}", data, html), "&quot;&lt;b&gt;&quot;\n&amp;");
  assert.equal(render("{{{name}}}{{&name}}", data, html), data.name.repeat(2));
  assert.equal(render("{{name}}", data, plain), data.name);
});

test("conditions choose a branch", () => {
  const template =
    "{{#if a}}A{{else if b}}B{{else}}C{{/if}}{{#unless a}}!{{/unless}}";
  assert.equal(filled(template, { a: 1 }), "A");
  assert.equal(filled(template, { b: [1] }), "B!");
  assert.equal(filled(template, { a: [], b: "" }), "C!");
});

test("loops know their place and the values around them", () => {
  const data = {
    by: "-",
    list: [{ n: "a" }, { n: "b" }],
    none: [],
    map: { x: 1, y: 2 },
  };
  const rows =
    "{{#each list}}{{@index}}{{n}}{{../by}}{{#if @last}}.{{/if}}{{/each}}";
  assert.equal(filled(rows, data), "0a-1b-.");
  assert.equal(
    filled("{{#each map}}{{@key}}={{this}};{{/each}}", data),
    "x=1;y=2;",
  );
  assert.equal(
    filled("{{#each none}}x{{else}}nothing{{/each}}", data),
    "nothing",
  );
  assert.equal(filled("{{#with map}}{{x}}{{@root.by}}{{/with}}", data), "1-");
});

test("helpers take values and other helpers' answers", () => {
  const data = { name: "ada", tags: ["x", "y"], n: 2 };
  assert.equal(filled('{{upper name}} {{join tags ", "}}', data), "ADA x, y");
  assert.equal(
    filled("{{#if (and (eq n 2) (gt (length tags) 1))}}yes{{/if}}", data),
    "yes",
  );
  assert.equal(filled('{{default nothing "}}"}}', data), "}}");
  assert.equal(filled("{{json tags}} {{add n 3}}", data), '["x","y"] 5');
});

test("tags can take away the space around them, and comments say nothing", () => {
  assert.equal(
    filled("a {{~n~}} b{{! no }}{{!-- {{no}} --}}!", { n: 1 }),
    "a1b!",
  );
});

test("errors say where they are", () => {
  /** @type {[string, RegExp][]} */
  const cases = [
    ["a\n {{b", /line 2, column 2: the tag has no end/],
    ["{{#if a}}", /line 1, column 1: .* has no end/],
    ["{{#if a}}{{/each}}", /ends `\{\{#if\}\}`/],
    ["{{/if}}", /ends no block/],
    ["{{else}}", /outside of a block/],
    ["{{#nothing a}}{{/nothing}}", /no block `nothing`/],
    ["{{nothing 1}}", /no helper `nothing`/],
    ["{{constructor 1}}", /no helper `constructor`/],
    ["{{a (b}}", /a value is missing|`\)` is missing/],
    ["{{}}", /a value is missing/],
    ["{{a..b}}", /is no path/],
  ];
  for (const [template, expected] of cases) {
    assert.throws(() => filled(template, {}), expected, template);
  }
});

test("a template cannot write or run without end", () => {
  const list = Array.from({ length: 1000 }, () => "x".repeat(10));
  const each = "{{#each @root}}".repeat(3) + "{{/each}}".repeat(3);
  assert.throws(() => filled(each, list), /steps/);
  const wide = "{{#each @root}}{{#each @root}}{{this}}{{/each}}{{/each}}";
  assert.throws(() => filled(wide, list), /characters|steps/);
  const deep = "{{#if 1}}".repeat(70) + "{{/if}}".repeat(70);
  assert.throws(() => filled(deep, {}), /too deeply/);
  const calls = `{{not ${"(not ".repeat(70)}1${")".repeat(70)}}}`;
  assert.throws(() => filled(calls, {}), /too deeply/);
});
