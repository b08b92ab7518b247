import { handle } from "wasi:http/outgoing-handler@0.2.12";
import {
  Fields,
  IncomingBody,
  OutgoingBody,
  OutgoingRequest,
} from "wasi:http/types@0.2.12";

import { PluginError, attributed, payloadOf } from "./error.js";

/** @typedef {import("wasi:http/types@0.2.12").Method} Method */
/** @typedef {import("wasi:http/types@0.2.12").IncomingResponse} IncomingResponse */

/** How much of a body is read and written at a time, in bytes. */
const CHUNK = 4096;

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {[string, string][]} headers
 * @property {Uint8Array} body
 */

/**
 * Sends a request and waits for the whole answer.
 *
 * @param {string} url
 * @param {{ method?: string, headers?: [string, string][], body?: Uint8Array }} [options]
 * @returns {Answer}
 * @throws {PluginError} when the host refuses the request, or nobody answers.
 */
export function fetchSync(url, { method = "GET", headers = [], body } = {}) {
  return attributed(`the request to ${new URL(url).origin}`, () => {
    const request = outgoing(new URL(url), method, headers);
    const content = request.body();
    const future = handle(request, undefined);
    send(content, body ?? new Uint8Array());
    return received(waited(future));
  });
}

/**
 * @param {URL} url
 * @param {string} method
 * @param {[string, string][]} headers
 */
function outgoing(url, method, headers) {
  const encoder = new TextEncoder();
  /** @type {[string, Uint8Array][]} */
  const fields = headers.map(([name, value]) => [name, encoder.encode(value)]);
  const request = new OutgoingRequest(Fields.fromList(fields));
  request.setMethod(methodOf(method));
  request.setScheme({ tag: url.protocol === "http:" ? "HTTP" : "HTTPS" });
  request.setAuthority(url.host);
  request.setPathWithQuery(url.pathname + url.search);
  return request;
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

/**
 * @param {OutgoingBody} content
 * @param {Uint8Array} bytes
 */
function send(content, bytes) {
  const stream = content.write();
  for (let at = 0; at < bytes.length; at += CHUNK) {
    stream.blockingWriteAndFlush(bytes.slice(at, at + CHUNK));
  }
  stream[Symbol.dispose]();
  OutgoingBody.finish(content, undefined);
}

/** @param {import("wasi:http/types@0.2.12").FutureIncomingResponse} future */
function waited(future) {
  const pollable = future.subscribe();
  pollable.block();
  pollable[Symbol.dispose]();
  const outcome = future.get();
  if (outcome?.tag !== "ok") {
    throw new PluginError("dependency", "no-answer", "the answer was lost");
  }
  if (outcome.val.tag === "err") {
    const { tag } = outcome.val.val;
    const fault = tag === "HTTP-request-denied" ? "policy" : "dependency";
    throw new PluginError(
      fault,
      "request-failed",
      `the request failed: ${tag}`,
    );
  }
  return outcome.val.val;
}

/**
 * @param {IncomingResponse} response
 * @returns {Answer}
 */
function received(response) {
  const decoder = new TextDecoder();
  const fields = response.headers();
  /** @type {[string, string][]} */
  const headers = fields
    .entries()
    .map(([name, value]) => [name, decoder.decode(value)]);
  const body = response.consume();
  const bytes = readAll(body);
  return { status: response.status(), headers, body: bytes };
}

/** @param {IncomingBody} body */
function readAll(body) {
  const stream = body.stream();
  /** @type {number[]} */
  const bytes = [];
  for (;;) {
    try {
      for (const byte of stream.blockingRead(BigInt(CHUNK))) {
        bytes.push(byte);
      }
    } catch (error) {
      const payload = payloadOf(error);
      const isEnd =
        typeof payload === "object" && payload !== null && "tag" in payload;
      if (!isEnd || payload.tag !== "closed") {
        throw error;
      }
      stream[Symbol.dispose]();
      return Uint8Array.from(bytes);
    }
  }
}
