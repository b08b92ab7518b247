// Text for an address: small Latin letters and digits.

import { joined } from "./cases";

/** Letters with marks, each group behind the letters that stand for it. */
const FOLDED: Array<string> = [
  "a", "àáâãåāăą", "ae", "äæ", "c", "çćĉċč", "d", "ďđð", "e", "èéêëēĕėęě",
  "g", "ĝğġģ", "h", "ĥħ", "i", "ìíîïĩīĭįı", "j", "ĵ", "k", "ķ", "l", "ĺļľŀł",
  "n", "ñńņňŉŋ", "o", "òóôõōŏő", "oe", "öøœ", "r", "ŕŗř", "s", "śŝşšș",
  "ss", "ß", "t", "ţťŧț", "th", "þ", "u", "ùúûũūŭůűų", "ue", "ü", "w", "ŵ",
  "y", "ýÿŷ", "z", "źżž",
];

/** `text` as words of small Latin letters and digits, with `separator`. */
export function slug(text: string, separator: string): string {
  const folded = plain(joined(text, " "));
  let written = "";
  let pending = false;
  for (let index = 0; index < folded.length; ++index) {
    const code = folded.charCodeAt(index);
    if (!isPlain(code)) {
      pending = written.length > 0;
      continue;
    }
    if (pending) written += separator;
    pending = false;
    written += String.fromCharCode(code);
  }
  return written;
}

function isPlain(code: i32): bool {
  const isLetter = code >= 0x61 && code <= 0x7a;
  return isLetter || (code >= 0x30 && code <= 0x39);
}

/** `text` with each letter that has a mark as plain letters. */
function plain(text: string): string {
  let written = "";
  for (let index = 0; index < text.length; ++index) {
    written += folding(text.charAt(index));
  }
  return written;
}

function folding(character: string): string {
  if (character.charCodeAt(0) < 0x80) return character;
  for (let index = 0; index < FOLDED.length; index += 2) {
    if (FOLDED[index + 1].includes(character)) return FOLDED[index];
  }
  return character;
}
