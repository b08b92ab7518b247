// Ways to write the words of a text.

import { characters, words } from "./words";

/** `text` with a capital first letter. */
export function capitalized(text: string): string {
  const all = characters(text);
  if (all.length == 0) return text;
  return all[0].toUpperCase() + text.substring(all[0].length);
}

/** Each word of `text` with a capital, all else as it is. */
export function title(text: string): string {
  const all = characters(text);
  let written = "";
  let before = " ";
  for (let index = 0; index < all.length; ++index) {
    const first = before.trim().length == 0;
    before = all[index];
    written += first ? before.toUpperCase() : before;
  }
  return written;
}

/** `twoWords` */
export function camel(text: string): string {
  const all = words(text);
  let written = "";
  for (let index = 0; index < all.length; ++index) {
    const word = all[index].toLowerCase();
    written += index == 0 ? word : capitalized(word);
  }
  return written;
}

/** `TwoWords` */
export function pascal(text: string): string {
  return capitalized(camel(text));
}

/** `two-words`, with `separator` between them. */
export function joined(text: string, separator: string): string {
  return words(text).join(separator).toLowerCase();
}

/** The first letters of the words, as capitals. */
export function initials(text: string): string {
  const all = words(text);
  let written = "";
  for (let index = 0; index < all.length; ++index) {
    written += characters(all[index])[0];
  }
  return written.toUpperCase();
}
