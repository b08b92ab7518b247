import { HostError, host } from "../host.js";
import { Pollable } from "./clock.js";

const dispose = Symbol.dispose ?? Symbol.for("dispose");

export class Fields {
  static fromList(entries) {
    const fields = new Fields();
    fields.list = entries;
    return fields;
  }

  list = [];

  entries() {
    return this.list;
  }

  [dispose]() {}
}

export class OutgoingBody {
  static finish(body) {
    body.isFinished = true;
  }

  isFinished = false;
  bytes = [];

  write() {
    return {
      blockingWriteAndFlush: (chunk) => this.bytes.push(...chunk),
      [dispose]() {},
    };
  }
}

/** Limits that a host may ignore. */
export class RequestOptions {
  setConnectTimeout() {}

  setFirstByteTimeout() {}

  setBetweenBytesTimeout() {}
}

export class IncomingBody {
  constructor(bytes) {
    this.bytes = bytes;
  }

  stream() {
    let rest = this.bytes;
    return {
      subscribe: () => new Pollable(),
      read(length) {
        if (rest.length === 0) {
          throw new HostError({ tag: "closed" });
        }
        const chunk = rest.slice(0, Number(length));
        rest = rest.slice(Number(length));
        return chunk;
      },
      [dispose]() {},
    };
  }

  [dispose]() {}
}

export class OutgoingRequest {
  content = new OutgoingBody();

  constructor(headers) {
    this.fields = headers;
  }

  body() {
    return this.content;
  }

  setMethod(method) {
    this.method = method.val ?? method.tag.toUpperCase();
  }

  setScheme(scheme) {
    this.scheme = scheme.tag.toLowerCase();
  }

  setAuthority(authority) {
    this.authority = authority;
  }

  setPathWithQuery(path) {
    this.path = path;
  }
}

export function handle(request) {
  if (host.http === undefined) {
    throw new HostError({ tag: "HTTP-request-denied" });
  }
  const answer = () => answerTo(request);
  return {
    subscribe: () => new Pollable(),
    get: () => ({ tag: "ok", val: { tag: "ok", val: answer() } }),
    [dispose]() {},
  };
}

function answerTo(request) {
  const decoder = new TextDecoder();
  const {
    status,
    headers = [],
    body = new Uint8Array(),
  } = host.http({
    method: request.method,
    url: `${request.scheme}://${request.authority}${request.path}`,
    headers: request.fields.list.map(([name, value]) => [
      name,
      decoder.decode(value),
    ]),
    body: Uint8Array.from(request.content.bytes),
  });
  const encoder = new TextEncoder();
  const fields = headers.map(([name, value]) => [name, encoder.encode(value)]);
  return {
    status: () => status,
    headers: () => Fields.fromList(fields),
    consume: () => new IncomingBody(body),
    [dispose]() {},
  };
}
