// The hand-written layer, with a host that the test makes up.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { load } from "../testing.mjs";

const lines = [];
let plugin;

before(async () => {
  const folder = fileURLToPath(new URL("..", import.meta.url));
  plugin = await load(folder, "test/plugin.ts", {
    config: new Map([["greeting", "hé😀"]]),
    secrets: new Map([["token", "{{token}}"]]),
    log: (level, context, message) => lines.push(`${level}: ${message}`),
  });
});

test("logs what the configuration says", () => {
  lines.length = 0;
  plugin.logsWhatTheConfigurationSays();
  assert.deepEqual(lines, ["info: greeting is hé😀", "warn: other is missing"]);
});

test("secrets are placeholders", () => plugin.secretsArePlaceholders());

test("half a surrogate pair is replaced", () => {
  lines.length = 0;
  plugin.halfASurrogatePairIsReplaced();
  assert.deepEqual(lines, ["info: a\ufffdb"]);
});

test("the exports have the component's names", () => {
  assert.ok(plugin["plugwright:auth/auth@0.1.0#authenticate"]);
  assert.ok(plugin.cabi_realloc);
});
