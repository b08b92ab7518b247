// The parts of a URL that `wasi:http` asks for one by one. Whether they are sound the host decides; here they are only told
// apart, so that no URL parser weighs on a component.

import { Error, FaultClass } from "../assembly/auth/imports/plugwright-plugin-types";

/** An absolute `http` or `https` URL, without fragment. */
export class Url {
  constructor(
    readonly https: bool,
    readonly authority: string,
    readonly pathAndQuery: string,
  ) {}

  /** Scheme and authority: what an error may name. */
  get origin(): string {
    return (this.https ? "https://" : "http://") + this.authority;
  }

  /** The URL in `text`; `null` if it is none that a request can go to. */
  static parse(text: string): Url | null {
    const scheme = text.indexOf("://");
    if (scheme < 0) return null;
    const name = text.substring(0, scheme);
    const https = isSame(name, "https");
    if (!https && !isSame(name, "http")) return null;
    let rest = text.substring(scheme + 3);
    const fragment = rest.indexOf("#");
    if (fragment >= 0) rest = rest.substring(0, fragment);
    const end = endOfAuthority(rest);
    const authority = rest.substring(0, end);
    if (authority.length == 0 || authority.includes("@")) return null;
    const path = rest.substring(end);
    return new Url(
      https,
      authority,
      path.startsWith("/") ? path : "/" + path,
    );
  }
}

function endOfAuthority(text: string): i32 {
  for (let index = 0; index < text.length; ++index) {
    const code = text.charCodeAt(index);
    if (code == 0x2f || code == 0x3f) return index;
  }
  return text.length;
}

/** Whether two names are the same but for the case of ASCII letters. */
export function isSame(a: string, b: string): bool {
  if (a.length != b.length) return false;
  for (let index = 0; index < a.length; ++index) {
    if (lower(a.charCodeAt(index)) != lower(b.charCodeAt(index))) return false;
  }
  return true;
}

function lower(code: i32): i32 {
  return code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
}

/** A request that is wrong before it is sent. */
export function invalid(reason: string): Error {
  return new Error(FaultClass.Plugin, "http-invalid", reason);
}
