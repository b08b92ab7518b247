// How long a text is, and where its lines end. Lengths are characters.

import { Arguments, LIMIT } from "./arguments";
import { characters } from "./words";

/** `text` filled up to `length`; `before` and `behind` share what is put in. */
export function padded(args: Arguments, before: i32, behind: i32): string {
  const text = args.text(0);
  const missing = args.count(1) - characters(text).length;
  const fill = characters(args.text(2, " "));
  if (missing <= 0) return text;
  if (fill.length == 0) {
    args.refuse(2, "has to have a character");
    return text;
  }
  const start = (missing * before) / (before + behind);
  return filled(fill, start) + text + filled(fill, missing - start);
}

function filled(fill: Array<string>, length: i32): string {
  const parts = new Array<string>();
  for (let index = 0; index < length; ++index) {
    parts.push(fill[index % fill.length]);
  }
  return parts.join("");
}

/** `text` cut to `length`, with the ending counted. */
export function truncated(args: Arguments): string {
  const text = args.text(0);
  const length = args.count(1);
  const all = characters(text);
  if (all.length <= length) return text;
  const ending = characters(args.text(2, "…")).slice(0, length);
  return all.slice(0, length - ending.length).concat(ending).join("");
}

/** `text` `times` times. */
export function repeated(args: Arguments): string {
  const text = args.text(0);
  const times = args.count(1);
  if (i64(text.length) * i64(times) > LIMIT) {
    const limit = "makes more than " + LIMIT.toString() + " characters";
    args.refuse(1, limit);
    return "";
  }
  return text.repeat(times);
}

/** `text` with all places of `from` replaced. */
export function replaced(args: Arguments): string {
  const from = args.text(1);
  if (from.length == 0) {
    args.refuse(1, "has to have a character");
    return "";
  }
  const text = args.text(0);
  const to = args.text(2);
  const places = text.split(from).length - 1;
  if (i64(places) * i64(to.length) > LIMIT) {
    const limit = "makes more than " + LIMIT.toString() + " characters";
    args.refuse(2, limit);
    return "";
  }
  return text.replaceAll(from, to);
}

/** `text` in lines of `width`, broken at spaces; a longer word stays whole. */
export function wrapped(args: Arguments): string {
  const paragraphs = args.text(0).split("\n");
  const width = args.count(1);
  for (let index = 0; index < paragraphs.length; ++index) {
    paragraphs[index] = paragraph(paragraphs[index], width);
  }
  return paragraphs.join("\n");
}

function paragraph(text: string, width: i32): string {
  const parts = text.split(" ");
  let written = parts[0];
  let used = characters(parts[0]).length;
  for (let index = 1; index < parts.length; ++index) {
    const size = characters(parts[index]).length;
    const fits = used + 1 + size <= width;
    written += (fits ? " " : "\n") + parts[index];
    used = fits ? used + 1 + size : size;
  }
  return written;
}
