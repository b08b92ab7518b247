// Outbound requests, to the origins that the plugin is granted. A request blocks the plugin until the answer is there; it
// counts against the time that the host gives to the call. No redirect is followed: an answer of 3xx is an answer.

import { Result } from "../assembly/auth/runtime/values";
import { Error, FaultClass } from "../assembly/auth/imports/plugwright-plugin-types";
import { Exchange } from "./exchange";
import { Url, invalid, isSame } from "./url";

/** How long a request waits for its whole answer, in milliseconds, unless it says otherwise. */
export const DEFAULT_TIMEOUT: u64 = 10_000;
/** The largest body that an answer may have, in bytes, unless the request says otherwise. */
export const DEFAULT_MAX_BODY: i32 = 1 << 20;

/** A field of a request or an answer. */
export class Header {
  constructor(
    readonly name: string,
    readonly value: string,
  ) {}
}

/** An outbound request: `http.get(url).header("accept", "text/plain").send()`. */
export class Request {
  readonly headers: Array<Header> = [];
  content: Uint8Array | null = null;
  milliseconds: u64 = DEFAULT_TIMEOUT;
  limit: i32 = DEFAULT_MAX_BODY;

  constructor(
    readonly method: string,
    readonly url: string,
  ) {}

  /** Adds a header field. */
  header(name: string, value: string): Request {
    this.headers.push(new Header(name, value));
    return this;
  }

  /** Sets the body. */
  body(content: Uint8Array): Request {
    this.content = content;
    return this;
  }

  /** Waits this long for the whole answer, in milliseconds. */
  timeout(milliseconds: u64): Request {
    this.milliseconds = milliseconds;
    return this;
  }

  /** Takes at most this many bytes of body. */
  maxBody(bytes: i32): Request {
    this.limit = bytes;
    return this;
  }

  /**
   * Sends the request and waits for the answer, whatever its status. Codes of the errors: `http-denied` when the origin is
   * not granted, `http-timeout`, `http-too-large`, `http-invalid` when the request itself is wrong, `http-failed` for all
   * else that goes wrong on the way.
   */
  send(): Result<Response, Error> {
    const url = Url.parse(this.url);
    if (url === null) {
      return Result.err<Response, Error>(
        invalid("the URL must be http or https, and name a host and no user"),
      );
    }
    return new Exchange(this, url).run();
  }
}

/** The answer to a request. */
export class Response {
  constructor(
    readonly origin: string,
    readonly status: u16,
    readonly headers: Array<Header>,
    readonly body: Uint8Array,
  ) {}

  /** The first value of a header field, whatever its case; `null` if there is none. */
  header(name: string): string | null {
    for (let index = 0; index < this.headers.length; ++index) {
      const header = this.headers[index];
      if (isSame(header.name, name)) return header.value;
    }
    return null;
  }

  /** `null` if the status is 2xx; an error of the service otherwise. */
  failure(): Error | null {
    if (this.status >= 200 && this.status <= 299) return null;
    return new Error(
      FaultClass.Dependency,
      "http-status",
      `${this.origin} answered with status ${this.status}`,
    );
  }

  /** The body as text; what is no UTF-8 is replaced. */
  text(): string {
    return String.UTF8.decodeUnsafe(this.body.dataStart, this.body.length);
  }
}

/** A `GET` request. */
export function get(url: string): Request {
  return new Request("GET", url);
}

/** A `POST` request with a body. */
export function post(url: string, content: Uint8Array): Request {
  return new Request("POST", url).body(content);
}
