/** @typedef {import("plugwright:plugin/types@0.1.0").FaultClass} FaultClass */

/**
 * An error of the contract: thrown by a plugin's function, it arrives at the
 * host as what it is. Every other error is a fault of the plugin and ends its
 * instance.
 */
export class PluginError extends Error {
  /**
   * What the host gets.
   *
   * @type {{ fault: FaultClass, code: string, message: string }}
   */
  payload;

  /**
   * @param {FaultClass} fault Whose fault it is, and so who has to act.
   * @param {string} code Short, in kebab case: programs compare it.
   * @param {string} message One sentence for people, without secrets.
   */
  constructor(fault, code, message) {
    super(message);
    this.name = "PluginError";
    this.payload = { fault, code, message };
  }
}

/**
 * What the error of a host function carries; the error itself if it carries
 * nothing.
 *
 * @param {unknown} error
 * @returns {any}
 */
export function payloadOf(error) {
  // Those of jco's glue are no `Error` of the plugin's own realm.
  const isObject = typeof error === "object" && error !== null;
  return isObject && "payload" in error ? error.payload : error;
}

/**
 * Runs `work`; what a host function refuses becomes a {@link PluginError}.
 *
 * @template T
 * @param {string} what What failed, for people.
 * @param {() => T} work
 * @returns {T}
 */
export function attributed(what, work) {
  try {
    return work();
  } catch (error) {
    const payload = payloadOf(error);
    if (payload === error) {
      throw error;
    }
    const reason = reasonOf(payload);
    const isDenied = ["access-denied", "denied", "HTTP-request-denied"];
    const fault = isDenied.includes(reason) ? "policy" : "dependency";
    const message = `${what}: ${reason}`;
    throw new PluginError(fault, "host-call-failed", message);
  }
}

/** @param {unknown} payload */
function reasonOf(payload) {
  if (typeof payload === "object" && payload !== null && "tag" in payload) {
    return String(payload.tag);
  }
  return String(payload);
}
