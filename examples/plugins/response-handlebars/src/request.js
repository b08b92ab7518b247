// What templates know about the request.

/** @typedef {import("../bindings/exports/plugwright-response-response.js").PluginContext} PluginContext */
/** @typedef {import("../bindings/exports/plugwright-response-response.js").Route} Route */

/**
 * The data of a template: `request`, `params` and `route`. Of a name that is
 * sent several times, the first counts.
 *
 * @param {PluginContext} ctx
 * @param {Route} route
 */
export function requestData(ctx, route) {
  const body = ctx.body === undefined ? "" : new TextDecoder().decode(ctx.body);
  const headers = ctx.headers.map(
    ([name, value]) =>
      /** @type {[string, string]} */ ([name.toLowerCase(), value]),
  );
  return {
    request: {
      method: ctx.method,
      uri: ctx.uri,
      path: ctx.uri.split("?", 1)[0] ?? "",
      query: firsts(route.queryParams),
      headers: firsts(headers),
      body,
      json: json(body),
    },
    params: firsts(route.pathParams),
    route: { operation: route.operationId, path: route.pathTemplate },
  };
}

/** @param {[string, string][]} pairs */
function firsts(pairs) {
  return Object.fromEntries([...pairs].reverse());
}

/** @param {string} body */
function json(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
