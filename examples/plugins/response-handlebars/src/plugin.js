// Answers requests with what a template says.

import { ComponentError } from "../bindings/component-error.js";
import { requestData } from "./request.js";
import { SettingsError, hasTemplate, readSettings } from "./settings.js";
import { TemplateError } from "./template/error.js";
import { escapeFor } from "./template/escape.js";
import { render } from "./template/render.js";

/** @typedef {import("../bindings/world.js").World} World */

/** @type {World["plugwright:response/response@0.1.0"]} */
const response = {
  canHandle(_ctx, route) {
    return explained(() => hasTemplate(route.options));
  },

  generate(ctx, route) {
    return explained(() => {
      const settings = readSettings(route.options);
      const escape = escapeFor(settings.contentType);
      const body = render(settings.template, requestData(ctx, route), escape);
      return {
        status: settings.status,
        headers: [["content-type", settings.contentType], ...settings.headers],
        body: new TextEncoder().encode(body),
      };
    });
  },

  getCapabilities() {
    return {
      network: { allowHttpOutbound: false },
      filesystem: { allowRead: false },
      resources: {},
    };
  },
};

/**
 * Runs `work`; what the operator did wrong becomes an error of the contract.
 *
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
function explained(work) {
  try {
    return work();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !(error instanceof Error)) {
      throw error;
    }
    throw new ComponentError({ fault: "config", code, message: error.message });
  }
}

/** @param {unknown} error */
function codeOf(error) {
  if (error instanceof TemplateError) {
    return "template-invalid";
  }
  return error instanceof SettingsError ? "options-invalid" : undefined;
}

export { response as "plugwright:response/response@0.1.0" };
