//! The tokens of WAVE.
//!
//! By hand, because most of a call's time would otherwise go into a general lexer: texts are skipped over, not taken apart
//! character by character.

use super::syntax::{Result, SyntaxError};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// One of `(){}[]:,`.
    Mark(u8),
    Number,
    /// A label, or a keyword that looks like one.
    Label,
    Char,
    String,
    /// A string without escape sequences.
    PlainString,
    MultilineString,
    End,
}

/// Where a token is, in bytes of the source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    /// The text there.
    pub(super) fn of(self, source: &str) -> &str {
        let text = source.get(self.start as usize..self.end as usize);
        text.unwrap_or_default()
    }
}

pub(super) struct Lexer<'s> {
    source: &'s str,
    position: usize,
}

impl<'s> Lexer<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self {
            source,
            position: 0,
        }
    }

    /// The next token; at the end of the source always `End`.
    pub(super) fn token(&mut self) -> Result<(Token, Span)> {
        self.skip_blanks();
        let start = self.position;
        let rest = self.rest();
        let (token, length) = match rest.first() {
            None => (Token::End, Some(0)),
            Some(mark @ (b'(' | b')' | b'{' | b'}' | b'[' | b']' | b':' | b',')) => {
                (Token::Mark(*mark), Some(1))
            }
            Some(b'"') if rest.starts_with(b"\"\"\"") => (Token::MultilineString, multiline(rest)),
            Some(b'"') => match string(rest) {
                Some((length, true)) => (Token::PlainString, Some(length)),
                Some((length, false)) => (Token::String, Some(length)),
                None => (Token::String, None),
            },
            Some(b'\'') => (Token::Char, char_literal(self.text())),
            Some(b'-' | b'0'..=b'9') => (Token::Number, number(rest)),
            Some(_) => (Token::Label, label(rest)),
        };
        let length = length.ok_or(SyntaxError::new("invalid token", start))?;
        self.position += length;
        // The source is not longer than that.
        let place = |position| u32::try_from(position).unwrap_or(u32::MAX);
        let span = Span {
            start: place(start),
            end: place(self.position),
        };
        Ok((token, span))
    }

    fn text(&self) -> &'s str {
        self.source.get(self.position..).unwrap_or_default()
    }

    fn rest(&self) -> &'s [u8] {
        self.text().as_bytes()
    }

    /// Skips white space and comments, which run to the end of their line.
    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            self.position += count(rest, |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
            if !self.rest().starts_with(b"//") {
                return;
            }
            self.position += count(self.rest(), |byte| byte != b'\n');
        }
    }
}

/// How many bytes from the beginning are of a kind.
fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let end = bytes.iter().position(|byte| !is(*byte));
    end.unwrap_or(bytes.len())
}

fn digits(bytes: &[u8]) -> usize {
    count(bytes, |byte| byte.is_ascii_digit())
}

fn after(bytes: &[u8], start: usize) -> &[u8] {
    bytes.get(start..).unwrap_or_default()
}

/// The length of a literal text, quotes included, and whether all of it stands for itself.
fn string(rest: &[u8]) -> Option<(usize, bool)> {
    let (mut end, mut is_plain) = (1, true);
    loop {
        end += count(after(rest, end), |byte| {
            !matches!(byte, b'"' | b'\\' | b'\n')
        });
        match rest.get(end)? {
            b'"' => return Some((end + 1, is_plain)),
            b'\\' => end += escape(after(rest, end))?,
            _ => return None,
        }
        is_plain = false;
    }
}

fn multiline(rest: &[u8]) -> Option<usize> {
    let inner = after(rest, 3);
    let end = inner.windows(3).position(|three| three == b"\"\"\"")?;
    Some(end + 6)
}

fn char_literal(rest: &str) -> Option<usize> {
    let one = rest.get(1..)?.chars().next()?;
    let length = match one {
        '\'' | '\n' => return None,
        '\\' => escape(after(rest.as_bytes(), 1))?,
        one => one.len_utf8(),
    };
    (rest.as_bytes().get(1 + length) == Some(&b'\'')).then_some(length + 2)
}

/// The length of an escape sequence.
fn escape(rest: &[u8]) -> Option<usize> {
    match rest.get(1)? {
        b'\'' | b'"' | b't' | b'n' | b'r' | b'\\' => Some(2),
        b'u' if rest.get(2) == Some(&b'{') => {
            let length = count(after(rest, 3), |byte| byte.is_ascii_hexdigit());
            let is_closed = rest.get(3 + length) == Some(&b'}');
            (is_closed && (1..=6).contains(&length)).then_some(length + 4)
        }
        _ => None,
    }
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?`, or `-inf`.
fn number(rest: &[u8]) -> Option<usize> {
    if rest.starts_with(b"-inf") {
        return Some(4);
    }
    let sign = usize::from(rest.first() == Some(&b'-'));
    let mut end = sign
        + match rest.get(sign)? {
            b'0' => 1,
            b'1'..=b'9' => digits(after(rest, sign)),
            _ => return None,
        };
    if rest.get(end) == Some(&b'.') {
        let fraction = digits(after(rest, end + 1));
        end += if fraction > 0 { fraction + 1 } else { 0 };
    }
    if matches!(rest.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(rest.get(end + 1), Some(b'-' | b'+')));
        let exponent = digits(after(rest, end + 1 + sign));
        end += if exponent > 0 { 1 + sign + exponent } else { 0 };
    }
    Some(end)
}

/// Words of one case each, with hyphens between them; marked with `%` where it could be taken for a keyword.
fn label(rest: &[u8]) -> Option<usize> {
    let mark = usize::from(rest.first() == Some(&b'%'));
    rest.get(mark).filter(|byte| byte.is_ascii_alphabetic())?;
    let mut end = mark + word(after(rest, mark));
    while rest.get(end) == Some(&b'-') {
        let next = word(after(rest, end + 1));
        if next == 0 {
            break;
        }
        end += 1 + next;
    }
    Some(end)
}

/// The length of a word, which is of one case; digits are of both.
fn word(rest: &[u8]) -> usize {
    let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    match rest.first() {
        Some(b'a'..=b'z') => count(rest, lower),
        Some(b'A'..=b'Z') => count(rest, upper),
        _ => count(rest, lower).max(count(rest, upper)),
    }
}
