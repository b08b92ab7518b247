import { increment } from "wasi:keyvalue/atomics@0.2.0-draft";
import * as store from "wasi:keyvalue/store@0.2.0-draft";

import { attributed } from "./error.js";

/**
 * Opens a bucket; the plugin's own is called `default`.
 *
 * @param {string} [name]
 */
export function open(name = "default") {
  return new Bucket(name);
}

/** Values by key, which stay when the plugin's instance goes. */
class Bucket {
  #bucket;

  /** @param {string} name */
  constructor(name) {
    const what = `the bucket \`${name}\``;
    this.#bucket = attributed(what, () => store.open(name));
  }

  /** @param {string} key */
  get(key) {
    return attributed("reading a value", () => this.#bucket.get(key));
  }

  /** @param {string} key */
  getText(key) {
    const value = this.get(key);
    return value === undefined ? undefined : new TextDecoder().decode(value);
  }

  /**
   * @param {string} key
   * @param {Uint8Array | string} value
   */
  set(key, value) {
    const isText = typeof value === "string";
    const bytes = isText ? new TextEncoder().encode(value) : value;
    attributed("writing a value", () => this.#bucket.set(key, bytes));
  }

  /** @param {string} key */
  delete(key) {
    attributed("deleting a value", () => this.#bucket.delete(key));
  }

  /**
   * Whether a key has a value.
   *
   * @param {string} key
   */
  has(key) {
    return attributed("reading a value", () => this.#bucket.exists(key));
  }

  /** All keys, asked for page by page while they are read. */
  *keys() {
    /** @type {bigint | undefined} */
    let cursor;
    do {
      const from = cursor;
      const page = attributed("reading the keys", () =>
        this.#bucket.listKeys(from),
      );
      yield* page.keys;
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  /**
   * Adds to the number that a key stands for, in one step, and gives the sum;
   * a key without a value counts as 0. This is the only change that is safe
   * against other instances of the plugin at the same time.
   *
   * @param {string} key
   * @param {bigint} [delta]
   * @returns {bigint}
   */
  increment(key, delta = 1n) {
    return attributed("counting", () => increment(this.#bucket, key, delta));
  }
}
