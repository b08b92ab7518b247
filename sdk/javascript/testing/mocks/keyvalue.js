import { HostError, host } from "../host.js";

export class Bucket {
  constructor(values) {
    this.values = values;
  }

  get(key) {
    return this.values.get(key);
  }

  set(key, value) {
    this.values.set(key, value.slice());
  }

  delete(key) {
    this.values.delete(key);
  }

  exists(key) {
    return this.values.has(key);
  }

  /** Two keys a page: a plugin that reads one page only fails its tests. */
  listKeys(cursor = 0n) {
    const end = Number(cursor) + 2;
    const keys = [...this.values.keys()];
    return {
      keys: keys.slice(Number(cursor), end),
      cursor: end < keys.length ? BigInt(end) : undefined,
    };
  }
}

export function increment(bucket, key, delta) {
  const text = new TextDecoder().decode(bucket.get(key));
  if (!/^\d*$/.test(text)) {
    throw new HostError({ tag: "other", val: `the value is no number` });
  }
  const sum = BigInt(text) + delta;
  bucket.set(key, new TextEncoder().encode(String(sum)));
  return sum;
}

export function open(name) {
  const values = host.buckets.get(name);
  if (values === undefined) {
    throw new HostError({ tag: "no-such-store" });
  }
  return new Bucket(values);
}
