// Template functions for text. In a project of its own, `@plugwright/plugin-sdk`
// stands in the place of the way to the SDK.

import {
  Error,
  Function,
  PluginCapabilities,
  PluginContext,
  Result,
  TemplatePlugin,
  Value,
  callerError,
  noCapabilities,
} from "../../../../sdk/assemblyscript/template";

import { Arguments } from "./arguments";
import { ENTRIES, find } from "./catalogue";

@plugin("template")
export class TextPlugin extends TemplatePlugin {
  functions(): Array<Function> {
    const functions: Array<Function> = [];
    for (let index = 0; index < ENTRIES.length; ++index) {
      functions.push(ENTRIES[index].describe());
    }
    return functions;
  }

  call(
    context: PluginContext,
    name: string,
    values: Array<Value>,
  ): Result<Value, Error> {
    const entry = find(name);
    if (entry === null) {
      const message = "there is no function `" + name + "` here";
      return refused("unknown-function", message);
    }
    const args = new Arguments(values, entry.parameters);
    const value = entry.run(args);
    const problem = args.problem;
    if (problem !== null) return refused("invalid-argument", problem);
    return Result.ok<Value, Error>(value);
  }

  getCapabilities(): PluginCapabilities {
    return noCapabilities();
  }
}

function refused(code: string, message: string): Result<Value, Error> {
  return Result.err<Value, Error>(callerError(code, message));
}
