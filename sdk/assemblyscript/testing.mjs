// Runs code of a plugin in Node.js, with a host that a test makes up.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The compiler, as `PATH` has it. */
const COMPILER = process.platform === "win32" ? "asc.cmd" : "asc";

/**
 * Compiles `entry` of the project in `folder` and gives its exported functions. `host` says what the imports of the
 * standard worlds answer: `config` is a `Map`, `secrets` a `Map` of placeholders, `log` is called with level, context
 * and message. All else that the plugin calls ends the test.
 */
export async function load(folder, entry, host = {}) {
  const module = await compile(folder, entry);
  const plugin = {};
  const imports = importsOf(module, host, plugin);
  const instance = await WebAssembly.instantiate(module, imports);
  plugin.exports = instance.exports;
  instance.exports._initialize?.();
  return instance.exports;
}

async function compile(folder, entry) {
  const scratch = await mkdtemp(join(tmpdir(), "plugwright-"));
  try {
    const out = join(scratch, "test.wasm");
    await run(
      COMPILER,
      [entry, "--config", "asconfig.json", "--outFile", out],
      { cwd: folder },
    );
    return await WebAssembly.compile(await readFile(out));
  } finally {
    await rm(scratch, { recursive: true });
  }
}

function importsOf(module, host, plugin) {
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = mocked(from.split("@")[0], name, host, plugin);
  }
  return imports;
}

/** What answers one import. */
function mocked(from, name, host, plugin) {
  const known = {
    "wasi:logging/logging#log": (
      level,
      context,
      contextLength,
      message,
      messageLength,
    ) =>
      host.log?.(
        LEVELS[level],
        text(plugin, context, contextLength),
        text(plugin, message, messageLength),
      ),
    "wasi:config/store#get": (key, length, answer) =>
      answerOption(plugin, answer, host.config?.get(text(plugin, key, length))),
    "plugwright:plugin/secrets#placeholder": (key, length, answer) =>
      answerSecret(
        plugin,
        answer,
        host.secrets?.get(text(plugin, key, length)),
      ),
  };
  return (
    known[`${from}#${name}`] ??
    (() => {
      throw new Error(`the test's host does not answer ${from} ${name}`);
    })
  );
}

const LEVELS = ["trace", "debug", "info", "warn", "error", "critical"];

/** The text at `pointer`: it crosses the border as UTF-8. */
function text({ exports }, pointer, length) {
  return Buffer.from(exports.memory.buffer, pointer, length).toString();
}

/** Puts `value` into the plugin's memory, as the host does. */
function lower({ exports }, value) {
  const bytes = Buffer.from(value);
  const pointer = exports.cabi_realloc(0, 0, 1, bytes.length);
  Buffer.from(exports.memory.buffer).set(bytes, pointer);
  return [pointer, bytes.length];
}

/** `result<option<string>, error>` */
function answerOption(plugin, answer, value) {
  const place = value === undefined ? [0, 0] : lower(plugin, value);
  const memory = new DataView(plugin.exports.memory.buffer);
  memory.setUint8(answer, 0);
  memory.setUint8(answer + 4, value === undefined ? 0 : 1);
  memory.setUint32(answer + 8, place[0], true);
  memory.setUint32(answer + 12, place[1], true);
}

/** `result<string, secret-error>` */
function answerSecret(plugin, answer, value) {
  const place = value === undefined ? [0, 0] : lower(plugin, value);
  const memory = new DataView(plugin.exports.memory.buffer);
  memory.setUint8(answer, value === undefined ? 1 : 0);
  memory.setUint32(answer + 4, place[0], true);
  memory.setUint32(answer + 8, place[1], true);
}
