const MOCKS = new Map([
  ["wasi:config/store", "config"],
  ["wasi:keyvalue/atomics", "keyvalue"],
  ["wasi:keyvalue/store", "keyvalue"],
  ["wasi:clocks/monotonic-clock", "clock"],
  ["wasi:io/poll", "clock"],
  ["wasi:logging/logging", "logging"],
  ["wasi:http/outgoing-handler", "http"],
  ["wasi:http/types", "http"],
  ["plugwright:plugin/secrets", "secrets"],
]);

/** Answers imports of the host, in any version, with the mocks. */
export async function resolve(specifier, context, next) {
  const mock = MOCKS.get(specifier.split("@", 1)[0]);
  if (mock === undefined) {
    return next(specifier, context);
  }
  const url = new URL(`./mocks/${mock}.js`, import.meta.url).href;
  return { url, shortCircuit: true };
}
