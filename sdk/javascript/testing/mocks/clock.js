const dispose = Symbol.dispose ?? Symbol.for("dispose");

/** What is always ready. */
export class Pollable {
  [dispose]() {}
}

export const now = () => process.hrtime.bigint();

export const subscribeInstant = () => new Pollable();

export const poll = (pollables) =>
  Uint32Array.from(pollables, (_, index) => index);
