// The host that a plugin finds when it runs in Node: everything that it may ask
// for, in memory.

/** What the tested plugin sees and did. */
export const host = {
  /** @type {Map<string, string>} */
  config: new Map(),
  /** @type {Map<string, Map<string, Uint8Array>>} */
  buckets: new Map([["default", new Map()]]),
  /** @type {Set<string>} */
  secrets: new Set(),
  /** @type {{ level: string, context: string, message: string }[]} */
  logs: [],
  /**
   * Answers requests; without it every request is refused.
   *
   * @type {undefined | ((request: { method: string, url: string,
   *   headers: [string, string][], body: Uint8Array }) =>
   *   { status: number, headers?: [string, string][], body?: Uint8Array })}
   */
  http: undefined,
};

/** Makes the host as it was at the start. */
export function reset() {
  host.config.clear();
  host.buckets.clear();
  host.buckets.set("default", new Map());
  host.secrets.clear();
  host.logs.length = 0;
  host.http = undefined;
}

/** What a host function throws. */
export class HostError extends Error {
  /** @param {unknown} payload */
  constructor(payload) {
    super(`the host refused: ${JSON.stringify(payload)}`);
    this.payload = payload;
  }
}
