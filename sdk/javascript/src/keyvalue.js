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
}
