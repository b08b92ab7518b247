//! Docstrings, safe against all that a doc comment can hold.

use crate::model::Docs;

/// A docstring with its line end, indented by `indent` spaces; empty when there is nothing to say.
pub(super) fn docstring(lines: &[String], indent: usize) -> String {
    let margin = " ".repeat(indent);
    let lines: Vec<String> = lines.iter().map(|line| literal(line)).collect();
    match lines.as_slice() {
        [] => String::new(),
        [line] => format!("{margin}\"\"\"{}\"\"\"\n", apart(line.trim(), true)),
        [first, rest @ ..] => {
            let mut text = format!("{margin}\"\"\"{}\n", apart(first.trim(), false));
            for line in rest {
                text += format!("{margin}{line}").trim_end();
                text.push('\n');
            }
            text + &margin + "\"\"\"\n"
        }
    }
}

/// What the WIT says, what its gates say, and what else there is to say.
pub(super) fn lines(docs: &Docs, more: &[String]) -> Vec<String> {
    let gates = &docs.availability;
    let mut notes: Vec<String> = Vec::new();
    notes.extend(gates.since.as_ref().map(|it| format!("Since {it}.")));
    notes.extend(
        gates
            .unstable
            .as_ref()
            .map(|it| format!("Unstable: part of the feature `{it}`.")),
    );
    notes.extend(
        gates
            .deprecated
            .as_ref()
            .map(|it| format!("Deprecated since {it}.")),
    );
    let text: Vec<String> = docs
        .lines
        .iter()
        .skip_while(|line| line.is_empty())
        .map(|line| line.replace('\t', "    "))
        .collect();
    let mut all = text;
    for paragraph in notes.into_iter().chain(more.iter().cloned()) {
        if !all.is_empty() {
            all.push(String::new());
        }
        all.push(paragraph);
    }
    all
}

/// A comment's line inside a triple-quoted string.
fn literal(line: &str) -> String {
    line.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"")
}

/// Text that does not touch the quotes around it with quotes of its own.
fn apart(text: &str, closes: bool) -> String {
    let before = if text.starts_with('"') { " " } else { "" };
    let after = if closes && text.ends_with('"') && !text.ends_with("\\\"") {
        " "
    } else {
        ""
    };
    format!("{before}{text}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> String {
        docstring(&[line.to_owned()], 0)
    }

    #[test]
    fn a_comment_cannot_end_its_docstring() {
        assert_eq!(one("a \"\"\" b"), "\"\"\"a \\\"\\\"\\\" b\"\"\"\n");
        assert_eq!(one("says \"no\""), "\"\"\"says \"no\" \"\"\"\n");
        assert_eq!(one("ends with \\"), "\"\"\"ends with \\\\\"\"\"\n");
    }

    #[test]
    fn several_lines_keep_their_indentation() {
        let lines = ["First".to_owned(), String::new(), "  second".to_owned()];
        assert_eq!(
            docstring(&lines, 4),
            "    \"\"\"First\n\n      second\n    \"\"\"\n"
        );
    }
}
