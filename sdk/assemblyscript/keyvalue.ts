// Values that outlive the instance, in the buckets that the plugin is granted.

import { increment } from "./assembly/auth/imports/atomics";
import * as store from "./assembly/auth/imports/wasi-keyvalue-store";
import { Option, Result, Unit } from "./assembly/auth/runtime/values";
import { Error, FaultClass } from "./assembly/auth/imports/plugwright-plugin-types";

/** Opens a bucket by the name that manifest and grant call it. */
export function open(name: string): Result<Bucket, Error> {
  const opened = store.open(name);
  if (!opened.isOk) {
    return Result.err<Bucket, Error>(failure(name, opened.error));
  }
  return Result.ok<Bucket, Error>(new Bucket(name, opened.value));
}

/** An open bucket. Call `drop()` when it is no longer needed. */
export class Bucket {
  constructor(
    readonly name: string,
    private handle: store.Bucket,
  ) {}

  /** The value of a key; `null` if it has none. */
  get(key: string): Result<Uint8Array | null, Error> {
    const answer = this.handle.get(key);
    return answer.isOk
      ? Result.ok<Uint8Array | null, Error>(answer.value)
      : Result.err<Uint8Array | null, Error>(this.error(answer.error));
  }

  /** The value of a key as text; `null` if it has none. What is no UTF-8 is replaced. */
  getText(key: string): Result<string | null, Error> {
    const answer = this.get(key);
    if (!answer.isOk) return Result.err<string | null, Error>(answer.error);
    const value = answer.value;
    return Result.ok<string | null, Error>(
      value === null
        ? null
        : String.UTF8.decodeUnsafe(value.dataStart, value.length),
    );
  }

  /** Gives a key a value, whether or not it had one. */
  set(key: string, value: Uint8Array): Result<Unit, Error> {
    return this.done(this.handle.set(key, value));
  }

  /** Gives a key a text as its value, as UTF-8. */
  setText(key: string, value: string): Result<Unit, Error> {
    return this.set(key, Uint8Array.wrap(String.UTF8.encode(value)));
  }

  /** Removes a key, if it is there. */
  delete(key: string): Result<Unit, Error> {
    return this.done(this.handle.delete(key));
  }

  /** Whether a key has a value. */
  exists(key: string): Result<bool, Error> {
    const answer = this.handle.exists(key);
    return answer.isOk
      ? Result.ok<bool, Error>(answer.value)
      : Result.err<bool, Error>(this.error(answer.error));
  }

  /** All keys, in no order. Many keys take as many calls of the host as it makes pages of them. */
  keys(): Result<Array<string>, Error> {
    const keys = new Array<string>();
    let cursor = Option.none<u64>();
    do {
      const answer = this.handle.listKeys(cursor);
      if (!answer.isOk) {
        return Result.err<Array<string>, Error>(this.error(answer.error));
      }
      const page = answer.value;
      for (let index = 0; index < page.keys.length; ++index) {
        keys.push(page.keys[index]);
      }
      cursor = page.cursor;
    } while (cursor.isSome);
    return Result.ok<Array<string>, Error>(keys);
  }

  /**
   * Adds to the number that a key stands for, in one step, and gives the sum; a key without a value counts as 0. This is the
   * only change that is safe against other instances of the plugin at the same time.
   */
  increment(key: string, delta: u64): Result<u64, Error> {
    const answer = increment(this.handle, key, delta);
    return answer.isOk
      ? Result.ok<u64, Error>(answer.value)
      : Result.err<u64, Error>(this.error(answer.error));
  }

  /** Gives the bucket back to the host. */
  drop(): void {
    this.handle.drop();
  }

  private done(answer: Result<Unit, store.Error>): Result<Unit, Error> {
    return answer.isOk
      ? Result.ok<Unit, Error>(answer.value)
      : Result.err<Unit, Error>(this.error(answer.error));
  }

  private error(error: store.Error): Error {
    return failure(this.name, error);
  }
}

function failure(bucket: string, error: store.Error): Error {
  return error.tag == store.ErrorTag.Other
    ? new Error(
        FaultClass.Dependency,
        "bucket-failed",
        `the bucket ${bucket}: ${error.asOther}`,
      )
    : new Error(
        FaultClass.Policy,
        "bucket-denied",
        `the bucket ${bucket} is not granted to this plugin`,
      );
}
