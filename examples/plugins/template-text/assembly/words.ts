// Characters and words of a text.

/** The characters of `text`: a pair of surrogates is one. */
export function characters(text: string): Array<string> {
  const found: Array<string> = [];
  for (let index = 0; index < text.length; ) {
    const size = text.codePointAt(index) > 0xffff ? 2 : 1;
    found.push(text.substr(index, size));
    index += size;
  }
  return found;
}

/**
 * The words of `text`, as they are written: letters and digits, apart where
 * something else stands between them, where a capital follows a small letter
 * (`userName`), and before the last of several capitals (`HTTPServer`).
 */
export function words(text: string): Array<string> {
  const all = characters(text);
  const found: Array<string> = [];
  let word = "";
  for (let index = 0; index < all.length; ++index) {
    if (!isPartOfWord(all[index])) {
      if (word.length > 0) found.push(word);
      word = "";
      continue;
    }
    if (word.length > 0 && startsWord(all, index)) {
      found.push(word);
      word = "";
    }
    word += all[index];
  }
  if (word.length > 0) found.push(word);
  return found;
}

function startsWord(all: Array<string>, index: i32): bool {
  if (!isCapital(all[index])) return false;
  if (!isCapital(all[index - 1])) return true;
  return index + 1 < all.length && isSmall(all[index + 1]);
}

function isPartOfWord(character: string): bool {
  return isDigit(character) || isCapital(character) || isSmall(character)
    || character.codePointAt(0) > 0x2ff;
}

function isDigit(character: string): bool {
  const code = character.charCodeAt(0);
  return code >= 0x30 && code <= 0x39;
}

function isCapital(character: string): bool {
  return character.toLowerCase() != character;
}

function isSmall(character: string): bool {
  return character.toUpperCase() != character;
}
