//! Text of strangers inside our own messages.
//!
//! An error message ends up in terminals, logs and web pages. What it quotes of a file is therefore cut to a length and
//! written in ASCII: no escape sequence, no text that runs right to left, no megabyte in a log line.

use std::fmt;

/// A piece of input as an error message may show it: at most 48 characters, escaped to printable ASCII, in backticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted(String);

impl Quoted {
    const MAX_CHARS: usize = 48;

    /// Cuts and escapes `text`.
    pub(crate) fn new(text: &str) -> Self {
        let mut shown = printable(text, Self::MAX_CHARS);
        if text.chars().nth(Self::MAX_CHARS).is_some() {
            shown.push_str("...");
        }
        Self(shown)
    }
}

/// The first characters of a stranger's text in printable ASCII, so that it neither moves a cursor nor fills a log.
pub fn printable(text: &str, max_chars: usize) -> String {
    let escape = |c: char| -> String {
        match c {
            ' '..='~' => c.into(),
            _ => c.escape_default().collect(),
        }
    };
    text.chars().take(max_chars).map(escape).collect()
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Quoted;

    #[test]
    fn a_terminal_never_sees_an_escape_sequence() {
        assert_eq!(
            Quoted::new("\u{1b}[2J\u{202e}ok").to_string(),
            "`\\u{1b}[2J\\u{202e}ok`"
        );
    }

    #[test]
    fn a_log_line_never_carries_the_whole_input() {
        assert!(Quoted::new(&"x".repeat(1 << 20)).to_string().len() < 60);
    }
}
