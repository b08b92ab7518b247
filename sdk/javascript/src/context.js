/** @typedef {import("plugwright:plugin/types@0.1.0").PluginContext} PluginContext */

/**
 * The first header called `name`, whatever its case.
 *
 * @param {PluginContext} ctx
 * @param {string} name
 */
export function header(ctx, name) {
  const wanted = name.toLowerCase();
  return ctx.headers.find(([known]) => known.toLowerCase() === wanted)?.[1];
}

/**
 * The path of the request, without its query.
 *
 * @param {PluginContext} ctx
 */
export function path(ctx) {
  return ctx.uri.split("?", 1)[0] ?? "";
}

/**
 * The body as text; empty if there is none.
 *
 * @param {PluginContext} ctx
 */
export function bodyText(ctx) {
  return ctx.body === undefined ? "" : new TextDecoder().decode(ctx.body);
}
