//! Doc comments as `gofmt` leaves them alone.
//!
//! `gofmt` rewrites doc comments: it indents lists and code, and joins blank lines. Writing them in its own form keeps
//! generated files formatted without running it.

use crate::model::{Availability, Docs};

/// The lines of a doc comment, each with its `//`, indented with `indent`. Without anything to say, `otherwise` stands there.
pub(super) fn comment(docs: &Docs, indent: &str, otherwise: &str) -> String {
    let (mut lines, references) = paragraphs(&docs.lines);
    if lines.is_empty() && !otherwise.is_empty() {
        lines.push(otherwise.to_owned());
    }
    append_availability(&mut lines, &docs.availability);
    if !references.is_empty() {
        lines.push(String::new());
        lines.extend(references);
    }
    let comment = |line: &String| match line.as_str() {
        "" => format!("{indent}//\n"),
        code if code.starts_with('\t') => format!("{indent}//{code}\n"),
        text => format!("{indent}// {text}\n"),
    };
    lines.iter().map(comment).collect()
}

fn append_availability(lines: &mut Vec<String>, availability: &Availability) {
    let since = availability.since.as_ref();
    let notes = [
        since.map(|version| format!("Since version {version}.")),
        availability
            .unstable
            .as_ref()
            .map(|feature| format!("Unstable: part of the feature {feature}, and may change.")),
        availability
            .deprecated
            .as_ref()
            .map(|version| format!("Deprecated: since version {version}.")),
    ];
    for note in notes.into_iter().flatten() {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(note);
    }
}

/// What the line before was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Blank,
    Text,
    Item,
    Code,
}

/// The lines of the text, and the definitions of links, which `gofmt` wants at the end.
fn paragraphs(source: &[String]) -> (Vec<String>, Vec<String>) {
    let mut writer = Writer {
        lines: Vec::new(),
        links: Vec::new(),
        paragraph: 0,
        block: Block::Blank,
        fenced: false,
    };
    for line in source {
        writer.push(line);
    }
    writer.separate();
    while writer.lines.last().is_some_and(String::is_empty) {
        writer.lines.pop();
    }
    (writer.lines, writer.links)
}

struct Writer {
    lines: Vec<String>,
    links: Vec<String>,
    /// Where the paragraph begins that is being written.
    paragraph: usize,
    block: Block,
    fenced: bool,
}

impl Writer {
    fn push(&mut self, line: &str) {
        let text = line.trim();
        if text.starts_with("```") {
            self.fenced = !self.fenced;
            self.separate();
        } else if self.fenced {
            self.code(line);
        } else if text.is_empty() {
            self.separate();
        } else if is_link(text) {
            self.links.push(text.to_owned());
        } else if let Some((marker, rest)) = item(text) {
            self.item(&marker, rest);
        } else {
            self.text(text);
        }
    }

    fn separate(&mut self) {
        self.end_sentence();
        if self.block != Block::Blank && !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.block = Block::Blank;
    }

    /// A line on its own that ends without a full stop would become a heading.
    fn end_sentence(&mut self) {
        let is_alone = self.block == Block::Text && self.lines.len() == self.paragraph + 1;
        let last = self
            .lines
            .last_mut()
            .filter(|_| is_alone && self.paragraph > 0);
        if let Some(line) = last
            && line.starts_with(char::is_uppercase)
            && line.ends_with(char::is_alphanumeric)
        {
            line.push('.');
        }
    }

    fn code(&mut self, line: &str) {
        if self.block != Block::Code {
            self.separate();
        }
        if line.trim().is_empty() {
            self.lines.push(String::new());
        } else {
            self.lines.push(format!("\t{}", line.replace('\t', "    ")));
        }
        self.block = Block::Code;
    }

    fn item(&mut self, marker: &str, rest: &str) {
        let after_item = self.lines.iter().rev().nth(1);
        let between = after_item.is_some_and(|line| line.starts_with(' '));
        if self.block == Block::Blank && between {
            self.lines.pop();
        }
        self.lines.push(format!("{marker}{rest}"));
        self.block = Block::Item;
    }

    /// A line of text below an item belongs to the item, as in Markdown.
    fn text(&mut self, text: &str) {
        if self.block == Block::Item {
            self.lines.push(format!("    {text}"));
            return;
        }
        if self.block == Block::Code {
            self.separate();
        }
        if self.block != Block::Text {
            self.paragraph = self.lines.len();
        }
        self.lines.push(plain(text));
        self.block = Block::Text;
    }
}

/// The marker that `gofmt` writes for an item of a list, and the item.
fn item(text: &str) -> Option<(String, &str)> {
    for bullet in ["- ", "* ", "+ ", "• "] {
        if let Some(rest) = text.strip_prefix(bullet) {
            return Some(("  - ".to_owned(), rest.trim()));
        }
    }
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    let rest = rest
        .strip_prefix(". ")
        .or_else(|| rest.strip_prefix(") "))?;
    let short = (1..=9).contains(&digits);
    short.then(|| (format!(" {number}. "), rest.trim()))
}

/// The definition of a link, `[text]: address`.
fn is_link(text: &str) -> bool {
    let definition = text
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]: "));
    definition.is_some_and(|(_, address)| address.contains("://") && !address.contains(' '))
}

/// Text that Go's tools would take for more than text, as text.
fn plain(text: &str) -> String {
    if text.starts_with("+build") {
        return format!("`{text}`");
    }
    text.replace("``", "`").replace("''", "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn docs(lines: &[&str]) -> Docs {
        Docs {
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            availability: Availability::default(),
        }
    }

    #[test]
    fn lists_and_code_have_the_form_that_gofmt_gives_them() {
        let docs = docs(&["Text.", "- one", "more", "- two", "", "```", "a  b", "```"]);
        assert_eq!(
            comment(&docs, "", ""),
            "// Text.\n//   - one\n//     more\n//   - two\n//\n//\ta  b\n"
        );
    }

    #[test]
    fn nothing_in_a_comment_is_an_instruction_to_a_tool() {
        let docs = docs(&["+build ignore", "go:wasmexport x", "*/ {{x}} `"]);
        let text = comment(&docs, "\t", "");
        assert_eq!(
            text,
            "\t// `+build ignore`\n\t// go:wasmexport x\n\t// */ {{x}} `\n"
        );
    }

    #[test]
    fn links_stand_at_the_end_and_no_sentence_becomes_a_heading() {
        let docs = docs(&[
            "One",
            "",
            "See [a]",
            "",
            "[a]: https://a.example",
            "",
            "More",
        ]);
        let text = comment(&docs, "", "");
        assert_eq!(
            text,
            "// One\n//\n// See [a]\n//\n// More.\n//\n// [a]: https://a.example\n"
        );
    }

    #[test]
    fn an_item_without_docs_says_what_it_is() {
        assert_eq!(comment(&docs(&[]), "", "F is f."), "// F is f.\n");
    }
}
