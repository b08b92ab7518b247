// The functions, by their names in a template.

import {
  Function,
  Parameter,
  Value,
} from "../../../../sdk/assemblyscript/template";

import { Arguments } from "./arguments";
import * as cases from "./cases";
import * as shape from "./shape";
import { slug } from "./slug";
import { characters, words } from "./words";

/** One function of this plugin. */
export class Entry {
  constructor(
    /** Its name in a template. */
    readonly name: string,
    private description: string,
    /** What it takes. */
    readonly parameters: Array<Parameter>,
    /** What it does. */
    readonly run: (args: Arguments) => Value,
  ) {}

  /** What the host is told of it. */
  describe(): Function {
    return new Function(this.name, this.description, this.parameters);
  }
}

const TEXT = new Parameter("text", "The text.", false);
const LENGTH = new Parameter("length", "How many characters.", false);
const FILL = new Parameter("fill", "What is put in; a space if left out.", true);
const ENDING = new Parameter("ending", "What shows that more follows.", true);
const TIMES = new Parameter("times", "How often.", false);
const WIDTH = new Parameter("width", "The longest line.", false);
const FROM = new Parameter("from", "What is looked for.", false);
const TO = new Parameter("to", "What takes its place.", false);
const SEPARATOR = new Parameter("separator", "A hyphen if left out.", true);

/** All functions, in the order of their documentation. */
export const ENTRIES: Array<Entry> = [
  new Entry("text.upper", "Capital letters.", [TEXT], (args) =>
    Value.text(args.text(0).toUpperCase()),
  ),
  new Entry("text.lower", "Small letters.", [TEXT], (args) =>
    Value.text(args.text(0).toLowerCase()),
  ),
  new Entry("text.capitalize", "A capital first letter.", [TEXT], (args) =>
    Value.text(cases.capitalized(args.text(0))),
  ),
  new Entry("text.title", "Each Word With A Capital.", [TEXT], (args) =>
    Value.text(cases.title(args.text(0))),
  ),
  new Entry("text.camel", "camelCase.", [TEXT], (args) =>
    Value.text(cases.camel(args.text(0))),
  ),
  new Entry("text.pascal", "PascalCase.", [TEXT], (args) =>
    Value.text(cases.pascal(args.text(0))),
  ),
  new Entry("text.snake", "snake_case.", [TEXT], (args) =>
    Value.text(cases.joined(args.text(0), "_")),
  ),
  new Entry("text.kebab", "kebab-case.", [TEXT], (args) =>
    Value.text(cases.joined(args.text(0), "-")),
  ),
  new Entry("text.constant", "CONSTANT_CASE.", [TEXT], (args) =>
    Value.text(cases.joined(args.text(0), "_").toUpperCase()),
  ),
  new Entry("text.slug", "For an address.", [TEXT, SEPARATOR], (args) =>
    Value.text(slug(args.text(0), args.text(1, "-"))),
  ),
  new Entry("text.trim", "Without space around.", [TEXT], (args) =>
    Value.text(args.text(0).trim()),
  ),
  new Entry("text.pad_start", "Fills before.", [TEXT, LENGTH, FILL], (args) =>
    Value.text(shape.padded(args, 1, 0)),
  ),
  new Entry("text.pad_end", "Fills behind.", [TEXT, LENGTH, FILL], (args) =>
    Value.text(shape.padded(args, 0, 1)),
  ),
  new Entry("text.center", "Fills around.", [TEXT, LENGTH, FILL], (args) =>
    Value.text(shape.padded(args, 1, 1)),
  ),
  new Entry("text.truncate", "Cuts off.", [TEXT, LENGTH, ENDING], (args) =>
    Value.text(shape.truncated(args)),
  ),
  new Entry("text.wrap", "Breaks into lines.", [TEXT, WIDTH], (args) =>
    Value.text(shape.wrapped(args)),
  ),
  new Entry("text.repeat", "Several times.", [TEXT, TIMES], (args) =>
    Value.text(shape.repeated(args)),
  ),
  new Entry("text.replace", "All places.", [TEXT, FROM, TO], (args) =>
    Value.text(shape.replaced(args)),
  ),
  new Entry("text.reverse", "The last first.", [TEXT], (args) =>
    Value.text(characters(args.text(0)).reverse().join("")),
  ),
  new Entry("text.initials", "First letters of words.", [TEXT], (args) =>
    Value.text(cases.initials(args.text(0))),
  ),
  new Entry("text.length", "How many characters.", [TEXT], (args) =>
    Value.integer(characters(args.text(0)).length),
  ),
  new Entry("text.words", "How many words.", [TEXT], (args) =>
    Value.integer(words(args.text(0)).length),
  ),
];

/** The function called `name`. */
export function find(name: string): Entry | null {
  for (let index = 0; index < ENTRIES.length; ++index) {
    if (ENTRIES[index].name == name) return ENTRIES[index];
  }
  return null;
}
