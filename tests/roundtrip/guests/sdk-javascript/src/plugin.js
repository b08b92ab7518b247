// A plugin that uses what the SDK offers of its host: it answers with what the server says that `url` in the query names,
// sends the body of its own request there, and counts.

import {
  PluginError,
  fetchSync,
  open,
} from "../../../../../sdk/javascript/src/index.js";

const response = {
  canHandle: () => true,

  generate(ctx, route) {
    const visits = count(route.operationId);
    const url = route.queryParams.find(([name]) => name === "url")[1];
    const method = ctx.body === undefined ? "GET" : "POST";
    const options = { method, body: ctx.body, timeout: 2000, maxBody: 1024 };
    const answer = fetchSync(url, options).success();
    const text = `${visits}: ${answer.text()} by ${answer.header("X-Who")}`;
    const body = new TextEncoder().encode(text);
    return { status: answer.status, headers: [], body };
  },

  getCapabilities: () => ({
    network: { allowHttpOutbound: true },
    filesystem: { allowRead: false },
    resources: {},
  }),
};

/** Adds one to the visits of an operation, and checks that the store has them. */
function count(operation) {
  const bucket = open("visits");
  bucket.set("last", operation);
  const visits = bucket.increment(operation);
  const isLost = bucket.getText("last") !== operation || !bucket.has("last");
  if (isLost || [...bucket.keys()].length !== 2) {
    throw new PluginError("dependency", "lost", "the store lost a value");
  }
  return visits;
}

export { response as "plugwright:response/response@0.1.0" };
