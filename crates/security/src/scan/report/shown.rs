//! Text out of a component, as a report may show it.

use plugwright_manifest::printable;

/// At most `max_chars` characters of `text` in printable ASCII: no escape sequence reaches a terminal, no text runs from
/// right to left, no megabyte lands in a log line.
pub(in crate::scan) fn shown(text: &str, max_chars: usize) -> String {
    let mut shown = printable(text, max_chars);
    if text.chars().nth(max_chars).is_some() {
        shown.push_str("...");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn rf24_a_terminal_never_sees_an_escape_sequence_of_a_component() {
        assert_eq!(shown("\u{1b}[2J\u{202e}ok", 9), "\\u{1b}[2J\\u{202e}ok");
        assert_eq!(shown("abcdef", 3), "abc...");
    }
}
