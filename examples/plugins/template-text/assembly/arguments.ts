// What a template passes to a function, read with the first problem kept: the
// language has no exceptions.

import {
  Parameter,
  Value,
  ValueTag,
} from "../../../../sdk/assemblyscript/template";

/** The most characters that a function writes. */
export const LIMIT: i32 = 100_000;

/** The arguments of one call. */
export class Arguments {
  /** What is wrong with the arguments, if anything. */
  problem: string | null = null;

  constructor(
    private values: Array<Value>,
    private parameters: Array<Parameter>,
  ) {
    if (values.length > parameters.length) {
      const most = parameters.length.toString();
      this.problem = "the function takes at most " + most + " arguments";
    }
  }

  /** The text at `position`; numbers and truth values are written out. */
  text(position: i32, otherwise: string = ""): string {
    const value = this.at(position);
    if (value === null) return otherwise;
    switch (value.tag) {
      case ValueTag.Text:
        return value.asText;
      case ValueTag.Integer:
        return value.asInteger.toString();
      case ValueTag.Number:
        return value.asNumber.toString();
      case ValueTag.Boolean:
        return value.asBoolean ? "true" : "false";
      default:
        this.refuse(position, "has to be text");
        return otherwise;
    }
  }

  /** The count at `position`: a whole number from 0 to `LIMIT`. */
  count(position: i32, otherwise: i32 = 0): i32 {
    const value = this.at(position);
    if (value === null) return otherwise;
    const isWhole = value.tag == ValueTag.Integer;
    if (!isWhole || value.asInteger < 0 || value.asInteger > LIMIT) {
      const range = "has to be a whole number from 0 to " + LIMIT.toString();
      this.refuse(position, range);
      return otherwise;
    }
    return i32(value.asInteger);
  }

  /** Keeps that the argument at `position` cannot be used. */
  refuse(position: i32, problem: string): void {
    if (this.problem !== null) return;
    this.problem = "`" + this.parameters[position].name + "` " + problem;
  }

  /** The value at `position`; nothing when it was left out. */
  private at(position: i32): Value | null {
    const given = position < this.values.length;
    if (given && this.values[position].tag != ValueTag.Null) {
      return this.values[position];
    }
    if (!this.parameters[position].optional) {
      this.refuse(position, "is missing");
    }
    return null;
  }
}
