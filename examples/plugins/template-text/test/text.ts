// What the tests call: each function runs one function of the plugin and compares.

import {
  PluginContext,
  Tuple2,
  Value,
  ValueTag,
} from "../../../../sdk/assemblyscript/template";
import { TextPlugin } from "../assembly/plugin";

function context(): PluginContext {
  return new PluginContext(
    "GET",
    "/",
    new Array<Tuple2<string, string>>(),
    null,
  );
}

function call(name: string, args: Array<Value>): string {
  const answer = new TextPlugin().call(context(), name, args);
  if (!answer.isOk) return answer.error.code + ": " + answer.error.message;
  const value = answer.value;
  if (value.tag == ValueTag.Integer) return value.asInteger.toString();
  return value.asText;
}

function one(name: string, text: string): string {
  return call("text." + name, [Value.text(text)]);
}

function sized(name: string, text: string, length: i64): string {
  return call("text." + name, [Value.text(text), Value.integer(length)]);
}

export function casesAreChanged(): void {
  assert(one("camel", "user name") == "userName");
  assert(one("pascal", "user_name-2") == "UserName2");
  assert(one("snake", "HTTPServer isUp") == "http_server_is_up");
  assert(one("kebab", "Über Maß") == "über-maß");
  assert(one("constant", "maxSize") == "MAX_SIZE");
  assert(one("title", "the plain text") == "The Plain Text");
  assert(one("capitalize", "éclair") == "Éclair");
  assert(one("initials", "Ada King Lovelace") == "AKL");
}

export function slugsAreLatin(): void {
  assert(one("slug", "Crème Brûlée & Söhne!") == "creme-brulee-soehne");
  assert(one("slug", "  ") == "");
  const args = [Value.text("Straße 5"), Value.text("_")];
  assert(call("text.slug", args) == "strasse_5");
}

export function lengthsAreCharacters(): void {
  assert(one("length", "a😀é") == "3");
  assert(one("reverse", "a😀é") == "é😀a");
  assert(sized("truncate", "a😀bcd", 3) == "a😀…");
  assert(sized("truncate", "abc", 3) == "abc");
  assert(sized("pad_start", "7", 3) == "  7");
  const args = [Value.text("x"), Value.integer(6), Value.text("ab")];
  assert(call("text.center", args) == "abxaba");
  assert(sized("wrap", "one two three", 7) == "one two\nthree");
}

export function wrongArgumentsAreRefused(): void {
  assert(call("text.upper", []) == "invalid-argument: `text` is missing");
  assert(
    sized("repeat", "abc", 50000) ==
      "invalid-argument: `times` makes more than 100000 characters",
  );
  assert(
    sized("pad_end", "abc", -1) ==
      "invalid-argument: `length` has to be a whole number from 0 to 100000",
  );
  const unknown = call("text.none", []);
  assert(unknown == "unknown-function: there is no function `text.none` here");
}

export function everyFunctionIsDescribed(): void {
  const functions = new TextPlugin().functions();
  assert(functions.length == 22);
  for (let index = 0; index < functions.length; ++index) {
    assert(functions[index].name.startsWith("text."));
    assert(functions[index].description.length > 0);
    assert(functions[index].parameters.length > 0);
  }
}
