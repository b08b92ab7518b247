//! Texts and characters that go wrong where somebody counted bytes, code units or characters instead of what was meant.

/// Characters at the borders of encodings.
pub(crate) const CHARS: [char; 20] = [
    '\0',
    '\n',
    ' ',
    '"',
    '\\',
    'a',
    '\u{7f}',
    '\u{80}',
    'ß',
    '\u{7ff}',
    '\u{800}',
    '€',
    '\u{d7ff}',
    '\u{e000}',
    '\u{feff}',
    '\u{fffd}',
    '\u{ffff}',
    '\u{10000}',
    '😀',
    '\u{10ffff}',
];

/// Whole texts: empty, with a zero inside, with combining and right-to-left characters, in astral planes only.
pub(crate) const TEXTS: [&str; 8] = [
    "",
    "a",
    "zero\0inside",
    "e\u{301}te\u{301} — naïve",
    "שלום \u{202e}abc",
    "𝒳😀𐍈🏴‍☠️",
    "\u{feff}with a mark",
    "{\"json\": [null, 'text', `x`]} \\u0041 %s ${x} {{y}}",
];
