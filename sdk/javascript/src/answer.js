import { PluginError } from "./error.js";

/** The answer to a request. */
export class Answer {
  #origin;

  /**
   * @param {string} origin
   * @param {number} status
   * @param {[string, string][]} headers
   * @param {Uint8Array} body
   */
  constructor(origin, status, headers, body) {
    this.#origin = origin;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /**
   * The first value of a header field, whatever its case.
   *
   * @param {string} name
   */
  header(name) {
    const wanted = name.toLowerCase();
    return this.headers.find(([field]) => field.toLowerCase() === wanted)?.[1];
  }

  /**
   * This answer.
   *
   * @throws {PluginError} `http-status` when its status is not 2xx.
   */
  success() {
    if (this.status >= 200 && this.status <= 299) {
      return this;
    }
    const message = `${this.#origin} answered with status ${this.status}`;
    throw new PluginError("dependency", "http-status", message);
  }

  /** The body as text; what is no UTF-8 is replaced. */
  text() {
    return new TextDecoder().decode(this.body);
  }

  /**
   * The body as JSON.
   *
   * @returns {any}
   * @throws {PluginError} `http-body` when it is none.
   */
  json() {
    try {
      return JSON.parse(this.text());
    } catch {
      const message = `the answer of ${this.#origin} is no JSON`;
      throw new PluginError("dependency", "http-body", message);
    }
  }
}
