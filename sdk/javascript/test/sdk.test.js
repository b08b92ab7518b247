import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { host, reset } from "plugwright-plugin-sdk/testing";
import * as sdk from "plugwright-plugin-sdk";

// Node before 22 has no such symbol; the engine of a component has it.
Symbol.dispose ??= Symbol.for("dispose");

beforeEach(reset);

test("what is configured is found, what is missing is the operator's fault", () => {
  host.config.set("key", "k-1");
  assert.equal(sdk.requireConfig("key"), "k-1");
  assert.equal(sdk.config("other"), undefined);
  const isTheirs = (error) => error.payload.fault === "config";
  assert.throws(() => sdk.requireConfig("other"), isTheirs);
});

test("a log message arrives with its level and context", () => {
  sdk.logger("tests").warn("careful");
  assert.deepEqual(host.logs, [
    { level: "warn", context: "tests", message: "careful" },
  ]);
});

test("values are kept as they were written", () => {
  const bucket = sdk.open();
  bucket.set("a", "ä");
  assert.equal(bucket.getText("a"), "ä");
  bucket.delete("a");
  assert.equal(bucket.get("a"), undefined);
  assert.throws(() => sdk.open("no"), /the bucket `no`: no-such-store/);
});

test("a bucket counts, and gives all its keys", () => {
  const bucket = sdk.open();
  assert.equal(bucket.increment("n"), 1n);
  assert.equal(bucket.increment("n", 2n), 3n);
  bucket.set("a", "x");
  bucket.set("b", "y");
  assert.deepEqual([...bucket.keys()].sort(), ["a", "b", "n"]);
  assert.ok(bucket.has("a"));
  assert.throws(() => bucket.increment("a"), /no number|other/);
});

test("a secret that was not granted is a matter of policy", () => {
  host.secrets.add("token");
  assert.notEqual(sdk.placeholder("token"), "");
  const isPolicy = (error) => error.payload.fault === "policy";
  assert.throws(() => sdk.placeholder("other"), isPolicy);
});

test("a request carries its method, headers and body, and brings the answer", () => {
  host.http = (request) => {
    assert.equal(request.method, "POST");
    assert.equal(request.url, "https://api.example/v1?x=1");
    assert.deepEqual(request.headers, [
      ["a", "b"],
      ["content-length", "10000"],
    ]);
    const body = request.body.map((byte) => byte + 1);
    return { status: 201, headers: [["c", "d"]], body };
  };
  const body = new Uint8Array(10_000).fill(7);
  const options = { method: "post", headers: [["a", "b"]], body };
  const answer = sdk.fetchSync("https://api.example/v1?x=1", options);
  assert.equal(answer.status, 201);
  assert.deepEqual(answer.headers, [["c", "d"]]);
  assert.deepEqual(answer.body, new Uint8Array(10_000).fill(8));
});

const hasCode = (code) => (error) => error.payload.code === code;

test("a refused request is a matter of policy", () => {
  const fetching = () => sdk.fetchSync("https://api.example/");
  assert.throws(fetching, hasCode("http-denied"));
});

test("an answer that is too large or no success is told apart", () => {
  const body = new TextEncoder().encode(`{"n": 1}`);
  host.http = () => ({ status: 418, headers: [["X-Pot", "tea"]], body });
  const answer = sdk.fetchSync("https://api.example/");
  assert.equal(answer.header("x-pot"), "tea");
  assert.deepEqual(answer.json(), { n: 1 });
  assert.throws(() => answer.success(), hasCode("http-status"));
  const tooLarge = () => sdk.fetchSync("https://api.example/", { maxBody: 4 });
  assert.throws(tooLarge, hasCode("http-too-large"));
});

test("what is no HTTP URL is refused before the host is asked", () => {
  const urls = ["", "a.example", "ftp://a", "https://", "https://u:p@a/"];
  for (const url of urls) {
    assert.throws(() => sdk.fetchSync(url), hasCode("http-invalid"), url);
  }
});

test("a context gives its parts", () => {
  const headers = [["X-One", "1"]];
  const ctx = { method: "GET", uri: "/a?b", headers, body: undefined };
  assert.equal(sdk.header(ctx, "x-one"), "1");
  assert.equal(sdk.path(ctx), "/a");
  assert.equal(sdk.bodyText(ctx), "");
});
