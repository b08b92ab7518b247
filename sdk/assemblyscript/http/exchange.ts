// One HTTP exchange over `wasi:http`: send the request, wait, read the answer, all before one deadline.

import {
  now,
  subscribeInstant,
} from "../assembly/auth/imports/monotonic-clock";
import { handle } from "../assembly/auth/imports/outgoing-handler";
import { Pollable, poll } from "../assembly/auth/imports/poll";
import { InputStream, StreamErrorTag } from "../assembly/auth/imports/streams";
import {
  ErrorCode,
  ErrorCodeTag,
  Fields,
  FutureIncomingResponse,
  IncomingBody,
  IncomingResponse,
  Method,
  OutgoingBody,
  OutgoingRequest,
  RequestOptions,
  Scheme,
} from "../assembly/auth/imports/wasi-http-types";
import { Tuple2 } from "../assembly/auth/runtime/tuples";
import { Option, Result } from "../assembly/auth/runtime/values";
import { Error, FaultClass } from "../assembly/auth/imports/plugwright-plugin-types";
import { Header, Request, Response } from "./index";
import { Url, invalid, isSame } from "./url";

/** How much of a body moves at once: what `blocking-write-and-flush` takes, and a fair size to read. */
const WRITE_CHUNK = 4096;
const READ_CHUNK: u64 = 64 << 10;

/** A request on its way. A step that fails leaves its reason in `problem` and gives `null`. */
export class Exchange {
  private problem: Error | null = null;
  /** On the monotonic clock, in nanoseconds. */
  private deadline: u64;

  constructor(
    private request: Request,
    private url: Url,
  ) {
    this.deadline = now() + request.milliseconds * 1_000_000;
  }

  run(): Result<Response, Error> {
    const response = this.response();
    return response === null
      ? Result.err<Response, Error>(this.problem!)
      : Result.ok<Response, Error>(response);
  }

  private response(): Response | null {
    const pending = this.start();
    if (pending === null) return null;
    const answer = this.answer(pending);
    pending.drop();
    if (answer === null) return null;
    const response = this.read(answer);
    answer.drop();
    return response;
  }

  private start(): FutureIncomingResponse | null {
    const outgoing = this.outgoing();
    if (outgoing === null) return null;
    const body = outgoing.body().value;
    const pending = handle(outgoing, this.options());
    if (!pending.isOk) {
      body.drop();
      this.problem = this.error(pending.error);
      return null;
    }
    this.write(body);
    return pending.value;
  }

  private outgoing(): OutgoingRequest | null {
    const fields = Fields.fromList(this.fields());
    if (!fields.isOk) {
      this.problem = invalid("a header field is not allowed");
      return null;
    }
    const outgoing = new OutgoingRequest(fields.value);
    const scheme = this.url.https ? Scheme.https() : Scheme.http();
    if (
      outgoing.setMethod(methodOf(this.request.method)).isOk &&
      outgoing.setScheme(scheme).isOk &&
      outgoing.setAuthority(this.url.authority).isOk &&
      outgoing.setPathWithQuery(this.url.pathAndQuery).isOk
    ) {
      return outgoing;
    }
    outgoing.drop();
    this.problem = invalid("the method or the URL is not allowed");
    return null;
  }

  /** With the length of the body, since not every server takes a body in chunks. */
  private fields(): Array<Tuple2<string, Uint8Array>> {
    const fields = new Array<Tuple2<string, Uint8Array>>();
    let hasLength = false;
    for (let index = 0; index < this.request.headers.length; ++index) {
      const header = this.request.headers[index];
      hasLength = hasLength || isSame(header.name, "content-length");
      fields.push(field(header.name, header.value));
    }
    const body = this.request.content;
    if (body !== null && !hasLength) {
      fields.push(field("content-length", body.length.toString()));
    }
    return fields;
  }

  /** The host's own time limits; a host that does not know them is held to our deadline all the same. */
  private options(): RequestOptions {
    const options = new RequestOptions();
    const timeout = Option.some<u64>(this.request.milliseconds * 1_000_000);
    options.setConnectTimeout(timeout);
    options.setFirstByteTimeout(timeout);
    options.setBetweenBytesTimeout(timeout);
    return options;
  }

  /** Whoever stops taking a body has answered or has a reason: the answer says more than the failed write. */
  private write(body: OutgoingBody): void {
    const content = this.request.content;
    if (content !== null && content.length > 0) {
      const stream = body.write().value;
      let isTaken = true;
      for (let at = 0; isTaken && at < content.length; at += WRITE_CHUNK) {
        const end = min(at + WRITE_CHUNK, content.length);
        const chunk = content.subarray(at, end);
        isTaken = stream.blockingWriteAndFlush(chunk).isOk;
      }
      stream.drop();
      if (!isTaken) {
        body.drop();
        return;
      }
    }
    OutgoingBody.finish(body, null);
  }

  private answer(pending: FutureIncomingResponse): IncomingResponse | null {
    if (!this.isReady(pending.subscribe())) return null;
    const outcome = pending.get();
    if (outcome === null || !outcome.isOk) {
      this.problem = this.failed("the answer is gone");
      return null;
    }
    const answer = outcome.value;
    if (!answer.isOk) {
      this.problem = this.error(answer.error);
      return null;
    }
    return answer.value;
  }

  private read(answer: IncomingResponse): Response | null {
    const fields = answer.headers();
    const entries = fields.entries();
    fields.drop();
    const headers = new Array<Header>();
    for (let index = 0; index < entries.length; ++index) {
      const value = entries[index].item1;
      const text = String.UTF8.decodeUnsafe(value.dataStart, value.length);
      headers.push(new Header(entries[index].item0, text));
    }
    const body = this.readBody(answer.consume().value);
    return body === null
      ? null
      : new Response(this.url.origin, answer.status(), headers, body);
  }

  private readBody(incoming: IncomingBody): Uint8Array | null {
    const stream = incoming.stream().value;
    const body = this.readAll(stream);
    stream.drop();
    incoming.drop();
    return body;
  }

  private readAll(stream: InputStream): Uint8Array | null {
    let body = new Uint8Array(0);
    while (this.isReady(stream.subscribe())) {
      const chunk = stream.read(READ_CHUNK);
      if (!chunk.isOk) {
        if (chunk.error.tag == StreamErrorTag.Closed) return body;
        this.problem = this.failed("the answer broke off");
        return null;
      }
      body = joined(body, chunk.value);
      if (body.length > this.request.limit) {
        this.problem = new Error(
          FaultClass.Dependency,
          "http-too-large",
          `the answer of ${this.url.origin} is larger than the request allows`,
        );
        return null;
      }
    }
    return null;
  }

  private isReady(pollable: Pollable): bool {
    const timer = subscribeInstant(this.deadline);
    const isReady = poll([pollable, timer]).includes(0);
    timer.drop();
    pollable.drop();
    if (!isReady) this.problem = this.late();
    return isReady;
  }

  private error(code: ErrorCode): Error {
    switch (code.tag) {
      case ErrorCodeTag.HttpRequestDenied:
      case ErrorCodeTag.DestinationIpProhibited:
        return new Error(
          FaultClass.Policy,
          "http-denied",
          `${this.url.origin} is not granted to this plugin`,
        );
      case ErrorCodeTag.ConnectionTimeout:
      case ErrorCodeTag.ConnectionReadTimeout:
      case ErrorCodeTag.ConnectionWriteTimeout:
      case ErrorCodeTag.HttpResponseTimeout:
      case ErrorCodeTag.DnsTimeout:
        return this.late();
      default:
        return this.failed(`error ${code.tag} of wasi:http`);
    }
  }

  private late(): Error {
    return new Error(
      FaultClass.Dependency,
      "http-timeout",
      `${this.url.origin} did not answer in time`,
    );
  }

  private failed(reason: string): Error {
    return new Error(
      FaultClass.Dependency,
      "http-failed",
      `the request to ${this.url.origin} failed: ${reason}`,
    );
  }
}

function field(name: string, value: string): Tuple2<string, Uint8Array> {
  const bytes = Uint8Array.wrap(String.UTF8.encode(value));
  return new Tuple2<string, Uint8Array>(name, bytes);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

function methodOf(name: string): Method {
  if (name == "GET") return Method.get();
  if (name == "HEAD") return Method.head();
  if (name == "POST") return Method.post();
  if (name == "PUT") return Method.put();
  if (name == "DELETE") return Method.delete();
  if (name == "OPTIONS") return Method.options();
  if (name == "PATCH") return Method.patch();
  return Method.other(name);
}
