//! The tokens of SQL that a `CREATE TABLE` statement is made of.

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A word without quotes: a keyword, a name or a type.
    Word(String),
    /// A name in double quotes, backquotes or brackets.
    Name(String),
    /// A text in single quotes.
    Text(String),
    /// A number without sign.
    Number(String),
    /// A single character of punctuation.
    Sign(char),
}

impl Token {
    /// Whether it is the keyword, in any case.
    pub(super) fn is(&self, keyword: &str) -> bool {
        matches!(self, Self::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    /// The text if the token can stand for a name. SQLite takes texts for names too.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Word(name) | Self::Name(name) | Self::Text(name) => Some(name),
            Self::Number(_) | Self::Sign(_) => None,
        }
    }
}

/// Splits a statement. What is left open at its end, ends there.
pub(super) fn tokens(sql: &str) -> Vec<Token> {
    let mut rest = sql;
    let mut tokens = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            c if c.is_whitespace() => (None, c.len_utf8()),
            '-' if rest.starts_with("--") => (None, until(rest, "\n")),
            '/' if rest.starts_with("/*") => (None, until(rest, "*/")),
            '\'' => quoted(rest, '\'', Token::Text),
            '"' | '`' => quoted(rest, first, Token::Name),
            '[' => quoted(rest, ']', Token::Name),
            c if c.is_ascii_digit() => taken(
                rest,
                |c| c.is_ascii_alphanumeric() || c == '.',
                Token::Number,
            ),
            c if is_word(c) => taken(rest, is_word, Token::Word),
            c => (Some(Token::Sign(c)), c.len_utf8()),
        };
        tokens.extend(token);
        rest = rest.get(length..).unwrap_or("");
    }
    tokens
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

fn taken(
    text: &str,
    belongs: impl Fn(char) -> bool,
    token: fn(String) -> Token,
) -> (Option<Token>, usize) {
    let length = text.find(|c| !belongs(c)).unwrap_or(text.len());
    (
        Some(token(text.chars().take_while(|&c| belongs(c)).collect())),
        length,
    )
}

fn until(text: &str, end: &str) -> usize {
    text.find(end).map_or(text.len(), |at| at + end.len())
}

/// A quoted token. Its quote is written twice to stand for itself, except in brackets.
fn quoted(text: &str, end: char, token: fn(String) -> Token) -> (Option<Token>, usize) {
    let mut content = String::new();
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != end {
            content.push(letter);
        } else if end != ']' && letters.next_if(|&(_, next)| next == end).is_some() {
            content.push(end);
        } else {
            return (Some(token(content)), at + end.len_utf8());
        }
    }
    (Some(token(content)), text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_way_to_quote_is_understood() {
        let found = tokens(
            r#"a "b ""c""" [d e] `f` 'it''s' -- gone
            /* gone */ 1.5e3 ("#,
        );
        let expected = [
            Token::Word("a".into()),
            Token::Name("b \"c\"".into()),
            Token::Name("d e".into()),
            Token::Name("f".into()),
            Token::Text("it's".into()),
            Token::Number("1.5e3".into()),
            Token::Sign('('),
        ];
        assert_eq!(found, expected);
    }

    proptest! {
        #[test]
        fn no_text_panics(sql in "\\PC*") {
            let _ = tokens(&sql);
        }
    }
}
