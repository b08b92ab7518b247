// Runs each function that test/text.ts exports: an assertion that does not hold ends the call.

import { before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { load } from "../../../../sdk/assemblyscript/testing.mjs";

const NAMES = [
  "casesAreChanged",
  "slugsAreLatin",
  "lengthsAreCharacters",
  "wrongArgumentsAreRefused",
  "everyFunctionIsDescribed",
];

let plugin;

before(async () => {
  const folder = fileURLToPath(new URL("..", import.meta.url));
  plugin = await load(folder, "test/text.ts");
});

for (const name of NAMES) {
  test(name, () => plugin[name]());
}
