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

  listKeys() {
    return { keys: [...this.values.keys()], cursor: undefined };
  }
}

export function open(name) {
  const values = host.buckets.get(name);
  if (values === undefined) {
    throw new HostError({ tag: "no-such-store" });
  }
  return new Bucket(values);
}
