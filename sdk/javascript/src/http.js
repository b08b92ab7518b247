import { now, subscribeInstant } from "wasi:clocks/monotonic-clock@0.2.12";
import { handle } from "wasi:http/outgoing-handler@0.2.12";
import {
  Fields,
  IncomingBody,
  OutgoingBody,
  OutgoingRequest,
  RequestOptions,
} from "wasi:http/types@0.2.12";
import { poll } from "wasi:io/poll@0.2.12";

import { Answer } from "./answer.js";
import { PluginError, payloadOf } from "./error.js";

/** @typedef {import("wasi:http/types@0.2.12").Method} Method */
/** @typedef {import("wasi:http/types@0.2.12").IncomingResponse} IncomingResponse */
/** @typedef {import("wasi:io/poll@0.2.12").Pollable} Pollable */

/** How much of a body is written at a time, in bytes: what the host takes. */
const WRITE_CHUNK = 4096;
const READ_CHUNK = 65_536n;

/** How long a request waits for its whole answer, in milliseconds. */
const DEFAULT_TIMEOUT = 10_000;
/** The largest body that an answer may have, in bytes. */
const DEFAULT_MAX_BODY = 1_048_576;

/**
 * @typedef {object} RequestInit
 * @property {string} [method] `GET` if it is left out.
 * @property {[string, string][]} [headers]
 * @property {Uint8Array | string} [body]
 * @property {number} [timeout] For the whole answer, in milliseconds; ten
 *   seconds if it is left out.
 * @property {number} [maxBody] The largest body that the answer may have, in
 *   bytes; 1 MiB if it is left out.
 */

/**
 * Sends a request and waits for the whole answer, whatever its status. No
 * redirect is followed: an answer of 3xx is an answer.
 *
 * @param {string} url
 * @param {RequestInit} [options]
 * @returns {Answer}
 * @throws {PluginError} `http-denied` when the origin is not granted,
 *   `http-timeout`, `http-too-large`, `http-invalid` when the request itself is
 *   wrong, `http-failed` for all else that goes wrong on the way.
 */
export function fetchSync(url, options = {}) {
  return new Exchange(parsed(url), options).run();
}

/** @param {string} text */
function parsed(text) {
  const isHttp = /^https?:\/\/[^/?#]/i.test(text);
  if (!isHttp) {
    throw invalid("the URL must be http or https and name a host");
  }
  try {
    const url = new URL(text);
    if (url.username === "" && url.password === "") {
      return url;
    }
  } catch {
    // Told below.
  }
  throw invalid("the URL must name a host, and no user");
}

/** One request on its way, and when its answer must be there. */
class Exchange {
  #url;
  #options;
  #limit;
  #timeout;
  #deadline;

  /**
   * @param {URL} url
   * @param {RequestInit} options
   */
  constructor(url, options) {
    const { timeout = DEFAULT_TIMEOUT, maxBody = DEFAULT_MAX_BODY } = options;
    this.#url = url;
    this.#options = options;
    this.#limit = maxBody;
    this.#timeout = BigInt(Math.round(timeout)) * 1_000_000n;
    this.#deadline = now() + this.#timeout;
  }

  run() {
    const request = this.#outgoing();
    const content = request.body();
    const future = this.#asking(() => handle(request, this.#limits()));
    // Whoever stops taking a body has answered or has a reason: either says
    // more than the failed write.
    const unsent = this.#write(content);
    try {
      return this.#read(this.#answer(future));
    } catch (error) {
      const isLate = payloadOf(error)?.code === "http-timeout";
      throw unsent !== undefined && isLate ? unsent : error;
    } finally {
      future[Symbol.dispose]();
    }
  }

  #outgoing() {
    const { method = "GET" } = this.#options;
    const url = this.#url;
    try {
      const request = new OutgoingRequest(Fields.fromList(this.#fields()));
      request.setMethod(methodOf(method));
      request.setScheme({ tag: url.protocol === "http:" ? "HTTP" : "HTTPS" });
      request.setAuthority(url.host);
      request.setPathWithQuery(url.pathname + url.search);
      return request;
    } catch {
      throw invalid("a header field, the method or the URL is not allowed");
    }
  }

  /** With the length of the body: not every server takes a body in chunks. */
  #fields() {
    const encoder = new TextEncoder();
    const { headers = [] } = this.#options;
    /** @type {[string, Uint8Array][]} */
    const fields = headers.map(([name, value]) => [
      name,
      encoder.encode(value),
    ]);
    const { length } = this.#body();
    const isKnown = headers.some(([name]) => /^content-length$/i.test(name));
    if (length > 0 && !isKnown) {
      fields.push(["content-length", encoder.encode(String(length))]);
    }
    return fields;
  }

  #body() {
    const { body = "" } = this.#options;
    return typeof body === "string" ? new TextEncoder().encode(body) : body;
  }

  /** The host's own limits; one that does not know them has our deadline. */
  #limits() {
    const options = new RequestOptions();
    try {
      options.setConnectTimeout(this.#timeout);
      options.setFirstByteTimeout(this.#timeout);
      options.setBetweenBytesTimeout(this.#timeout);
    } catch {
      // The deadline holds all the same.
    }
    return options;
  }

  /**
   * Sends the body; gives what went wrong.
   *
   * @param {OutgoingBody} content
   */
  #write(content) {
    const bytes = this.#body();
    try {
      const stream = content.write();
      for (let at = 0; at < bytes.length; at += WRITE_CHUNK) {
        stream.blockingWriteAndFlush(bytes.slice(at, at + WRITE_CHUNK));
      }
      stream[Symbol.dispose]();
      OutgoingBody.finish(content, undefined);
    } catch {
      return this.#failed("the body was not taken");
    }
    return undefined;
  }

  /** @param {import("wasi:http/types@0.2.12").FutureIncomingResponse} future */
  #answer(future) {
    this.#wait(future.subscribe());
    const outcome = future.get();
    if (outcome?.tag !== "ok") {
      throw this.#failed("the answer is gone");
    }
    if (outcome.val.tag === "err") {
      throw this.#error(outcome.val.val);
    }
    return outcome.val.val;
  }

  /**
   * @param {IncomingResponse} response
   * @returns {Answer}
   */
  #read(response) {
    const decoder = new TextDecoder();
    const fields = response.headers();
    const entries = fields.entries();
    fields[Symbol.dispose]();
    /** @type {[string, string][]} */
    const headers = entries.map(([name, value]) => [
      name,
      decoder.decode(value),
    ]);
    const status = response.status();
    const incoming = response.consume();
    try {
      const body = this.#readAll(incoming);
      return new Answer(this.#url.origin, status, headers, body);
    } finally {
      incoming[Symbol.dispose]();
      response[Symbol.dispose]();
    }
  }

  /** @param {IncomingBody} body */
  #readAll(body) {
    const stream = body.stream();
    try {
      let bytes = new Uint8Array();
      for (;;) {
        const chunk = this.#chunk(stream);
        if (chunk === undefined) {
          return bytes;
        }
        bytes = joined(bytes, chunk);
        if (bytes.length > this.#limit) {
          const message = `the answer of ${this.#url.origin} is larger than ${this.#limit} bytes`;
          throw new PluginError("dependency", "http-too-large", message);
        }
      }
    } finally {
      stream[Symbol.dispose]();
    }
  }

  /**
   * The next bytes; nothing at the end.
   *
   * @param {import("wasi:io/streams@0.2.12").InputStream} stream
   */
  #chunk(stream) {
    this.#wait(stream.subscribe());
    try {
      return stream.read(READ_CHUNK);
    } catch (error) {
      if (payloadOf(error)?.tag === "closed") {
        return undefined;
      }
      throw this.#failed("the answer broke off");
    }
  }

  /** @param {Pollable} pollable */
  #wait(pollable) {
    const timer = subscribeInstant(this.#deadline);
    const isReady = poll([pollable, timer]).includes(0);
    timer[Symbol.dispose]();
    pollable[Symbol.dispose]();
    if (!isReady) {
      throw this.#late();
    }
  }

  /**
   * @template T
   * @param {() => T} work
   */
  #asking(work) {
    try {
      return work();
    } catch (error) {
      throw this.#error(payloadOf(error));
    }
  }

  /** @param {{ tag: string }} code */
  #error({ tag }) {
    if (["HTTP-request-denied", "destination-IP-prohibited"].includes(tag)) {
      const message = `${this.#url.origin} is not granted to this plugin`;
      return new PluginError("policy", "http-denied", message);
    }
    return /timeout$/.test(tag) ? this.#late() : this.#failed(tag);
  }

  #late() {
    const message = `${this.#url.origin} did not answer in time`;
    return new PluginError("dependency", "http-timeout", message);
  }

  /** @param {string} reason */
  #failed(reason) {
    const message = `the request to ${this.#url.origin} failed: ${reason}`;
    return new PluginError("dependency", "http-failed", message);
  }
}

/**
 * @param {Uint8Array} first
 * @param {Uint8Array} second
 */
function joined(first, second) {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

/** @param {string} reason */
function invalid(reason) {
  return new PluginError("plugin", "http-invalid", reason);
}

/** @type {Record<string, Method>} */
const METHODS = {
  GET: { tag: "get" },
  HEAD: { tag: "head" },
  POST: { tag: "post" },
  PUT: { tag: "put" },
  DELETE: { tag: "delete" },
  OPTIONS: { tag: "options" },
  PATCH: { tag: "patch" },
};

/**
 * @param {string} name
 * @returns {Method}
 */
function methodOf(name) {
  return METHODS[name.toUpperCase()] ?? { tag: "other", val: name };
}
