//! Makes a plugin's text harmless to terminals, log files and pages.
//!
//! Escaped are the control characters (a new line would forge a record, an escape sequence would command the
//! terminal), the characters that reorder text or hide in it (Unicode Technical Report 36; "Trojan Source",
//! CVE-2021-42574), and the backslash, so that an escape can always be told from what the plugin wrote itself.

use std::fmt::Write as _;

/// Text that is safe to print, and how much of the original is missing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Escaped {
    pub(super) text: String,
    /// Bytes of the original that did not fit.
    pub(super) cut: usize,
}

/// Escapes as much of `text` as fits into `limit` bytes. The work is bounded by `limit`, not by the text.
pub(super) fn escape(text: &str, limit: usize) -> Escaped {
    let mut escaped = String::with_capacity(text.len().min(limit));
    for (at, character) in text.char_indices() {
        if !push(&mut escaped, character, limit) {
            return Escaped {
                text: escaped,
                cut: text.len() - at,
            };
        }
    }
    Escaped {
        text: escaped,
        cut: 0,
    }
}

/// Says at the end of `text` that `cut` bytes are missing, if any are.
pub(super) fn mark_cut(text: &mut String, cut: usize) {
    if cut > 0 {
        // Writing to a string cannot fail.
        let _ = write!(text, "… ({cut} bytes cut)");
    }
}

fn push(escaped: &mut String, character: char, limit: usize) -> bool {
    let room = limit.saturating_sub(escaped.len());
    if !is_deceptive(character) {
        let fits = character.len_utf8() <= room;
        if fits {
            escaped.push(character);
        }
        return fits;
    }
    let escape = character.escape_default();
    let fits = escape.len() <= room;
    if fits {
        escaped.extend(escape);
    }
    fits
}

fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\\'
            | '\u{061c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(original: &str) -> String {
        escape(original, 1000).text
    }

    #[test]
    fn h1_a_new_line_cannot_forge_a_second_record() {
        assert_eq!(
            text("done\n2026-01-01 ERROR forged\r\n\u{2028}\u{85}"),
            r"done\n2026-01-01 ERROR forged\r\n\u{2028}\u{85}"
        );
    }

    #[test]
    fn h1_an_escape_sequence_cannot_reach_the_terminal() {
        assert_eq!(text("\x1b[2J\x07\x7f"), r"\u{1b}[2J\u{7}\u{7f}");
    }

    #[test]
    fn h1_text_cannot_be_shown_in_another_order_than_it_was_written() {
        assert_eq!(text("user\u{202e}nimda"), r"user\u{202e}nimda");
    }

    #[test]
    fn h1_an_escape_cannot_be_confused_with_what_the_plugin_wrote() {
        assert_ne!(text("\n"), text(r"\n"));
    }

    #[test]
    fn ordinary_text_of_any_script_is_left_alone() {
        let plain = "Grüße, 世界! \"quoted\" {json: 1} 👩‍🔬";
        assert_eq!(text(plain), plain);
    }

    #[test]
    fn what_does_not_fit_is_counted_in_bytes_of_the_original() {
        let escaped = escape("ab\ncd", 3);
        assert_eq!(
            escaped,
            Escaped {
                text: "ab".into(),
                cut: 3
            }
        );
    }

    proptest! {
        #[test]
        fn escaped_text_is_short_harmless_and_accounts_for_every_byte(
            original in any::<String>(),
            limit in 0_usize..200,
        ) {
            let escaped = escape(&original, limit);
            prop_assert!(escaped.text.len() <= limit);
            prop_assert!(!escaped.text.chars().any(|c| c != '\\' && is_deceptive(c)));
            let kept = &original[..original.len() - escaped.cut];
            prop_assert_eq!(escape(kept, usize::MAX).text, escaped.text);
        }
    }
}
