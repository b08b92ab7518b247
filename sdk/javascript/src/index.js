// What plugins of every kind use. Each part imports only its own interface of
// the host, and a component asks only for what it uses.

export { config, requireConfig } from "./config.js";
export { bodyText, header, path } from "./context.js";
export { PluginError, payloadOf } from "./error.js";
export { fetchSync } from "./http.js";
export { open } from "./keyvalue.js";
export { logger } from "./log.js";
export { placeholder } from "./secrets.js";
