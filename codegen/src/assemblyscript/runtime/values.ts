/** The only value of a type that says nothing, as in `Result<Unit, E>`. */
export class Unit {}

/** The value of `Unit`. */
export const unit: Unit = new Unit();

/**
 * A value that may be missing, where `T | null` does not do: numbers and other
 * types that cannot be null, and options of options.
 */
export class Option<T> {
  private constructor(
    /** Whether there is a value. */
    readonly isSome: bool,
  ) {}

  private held: T = nothing<T>();

  /** An option that holds `value`. */
  static some<T>(value: T): Option<T> {
    const option = new Option<T>(true);
    option.held = value;
    return option;
  }

  /** An option that holds nothing. */
  static none<T>(): Option<T> {
    return new Option<T>(false);
  }

  /** The value. Ends the call when there is none. */
  get value(): T {
    if (!this.isSome) throw new Error("the option holds nothing");
    return this.held;
  }
}

/** The answer of what can fail. */
export class Result<T, E> {
  private constructor(
    /** Whether it is a success. */
    readonly isOk: bool,
  ) {}

  private success: T = nothing<T>();
  private failure: E = nothing<E>();

  /** A success that carries `value`. */
  static ok<T, E>(value: T): Result<T, E> {
    const result = new Result<T, E>(true);
    result.success = value;
    return result;
  }

  /** A failure that carries `error`. */
  static err<T, E>(error: E): Result<T, E> {
    const result = new Result<T, E>(false);
    result.failure = error;
    return result;
  }

  /** What the success carries. Ends the call when it is a failure. */
  get value(): T {
    if (!this.isOk) throw new Error("the result is a failure");
    return this.success;
  }

  /** What the failure carries. Ends the call when it is a success. */
  get error(): E {
    if (this.isOk) throw new Error("the result is a success");
    return this.failure;
  }
}

/** What a field holds that nobody reads. */
function nothing<T>(): T {
  if (isReference<T>()) return changetype<T>(<usize>0);
  return <T>0;
}
