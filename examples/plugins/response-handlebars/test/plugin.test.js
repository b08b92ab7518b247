import assert from "node:assert/strict";
import { test } from "node:test";

import * as plugin from "../src/plugin.js";

const response = plugin["plugwright:response/response@0.1.0"];

/** @type {Parameters<typeof response.generate>[0]} */
const ctx = {
  method: "POST",
  uri: "/pets/7?tag=a&tag=b",
  headers: [["X-Name", 'Ada "L"']],
  body: new TextEncoder().encode('{"items":[{"n":1},{"n":2}]}'),
};

/** @param {unknown} options */
const route = (options) => ({
  operationId: "addPet",
  pathTemplate: "/pets/{id}",
  pathParams: /** @type {[string, string][]} */ ([["id", "7"]]),
  queryParams: /** @type {[string, string][]} */ ([
    ["tag", "a"],
    ["tag", "b"],
  ]),
  options: typeof options === "string" ? options : JSON.stringify(options),
});

test("a route with a template is answered, others are left to others", () => {
  assert.equal(response.canHandle(ctx, route({ template: "" })), true);
  assert.equal(response.canHandle(ctx, route({})), false);
});

test("a template answers with data of the request", () => {
  const template =
    '{"id": {{params.id}}, "by": "{{request.headers.x-name}}", "tag": "{{request.query.tag}}", ' +
    '"n": [{{#each request.json.items}}{{n}}{{#unless @last}},{{/unless}}{{/each}}]}';
  const options = { template, status: 201, headers: { "x-mock": "yes" } };
  const answer = response.generate(ctx, route(options));
  assert.equal(answer.status, 201);
  assert.deepEqual(answer.headers, [
    ["content-type", "application/json"],
    ["x-mock", "yes"],
  ]);
  const body = JSON.parse(new TextDecoder().decode(answer.body));
  assert.deepEqual(body, { id: 7, by: 'Ada "L"', tag: "a", n: [1, 2] });
});

test("what the operator did wrong is an error of the configuration", () => {
  /** @type {[unknown, string][]} */
  const cases = [
    ["no json", "options-invalid"],
    ["[]", "options-invalid"],
    [{ template: 1 }, "options-invalid"],
    [{ template: "", status: 99 }, "options-invalid"],
    [{ template: "", colour: "red" }, "options-invalid"],
    [{ template: "{{#if}}" }, "template-invalid"],
  ];
  for (const [options, code] of cases) {
    const failed = (/** @type {any} */ error) =>
      error.payload.fault === "config" && error.payload.code === code;
    assert.throws(() => response.generate(ctx, route(options)), failed);
  }
});
