//! What the WIT says, as JSDoc comments.

use crate::model::Docs;

/// The comment of an item, each line ended; empty when there is nothing to say.
pub(super) fn comment(docs: &Docs, indent: &str) -> String {
    let lines = lines(docs);
    match lines.as_slice() {
        [] => String::new(),
        [line] if indent.len() + line.len() + 7 <= super::layout::WIDTH => {
            format!("{indent}/** {line} */\n")
        }
        lines => {
            let body: String = lines.iter().map(|line| starred(line, indent)).collect();
            format!("{indent}/**\n{body}{indent} */\n")
        }
    }
}

fn starred(line: &str, indent: &str) -> String {
    if line.is_empty() {
        return format!("{indent} *\n");
    }
    format!("{indent} * {line}\n")
}

fn lines(docs: &Docs) -> Vec<String> {
    let mut lines: Vec<String> = docs.lines.iter().map(|line| safe(line)).collect();
    let tags = tags(docs);
    if !lines.is_empty() && !tags.is_empty() {
        lines.push(String::new());
    }
    lines.extend(tags);
    lines
}

/// A line that cannot end the comment that it stands in, nor read as a tag.
fn safe(line: &str) -> String {
    line.replace("*/", "*\\/").replace("/*", "/\\*")
}

fn tags(docs: &Docs) -> Vec<String> {
    let availability = &docs.availability;
    let since = availability.since.as_ref();
    let unstable = availability.unstable.as_ref();
    let deprecated = availability.deprecated.as_ref();
    [
        since.map(|version| format!("@since {version}")),
        unstable.map(|feature| format!("@experimental feature {feature}")),
        deprecated.map(|version| format!("@deprecated since {version}")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn docs(lines: &[&str]) -> Docs {
        Docs {
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            ..Docs::default()
        }
    }

    #[test]
    fn no_text_of_a_wit_ends_the_comment() {
        let comment = comment(&docs(&["end */ of", "/* start"]), "");
        assert_eq!(comment, "/**\n * end *\\/ of\n * /\\* start\n */\n");
    }

    #[test]
    fn one_short_line_stays_one_line() {
        assert_eq!(comment(&docs(&["A key."]), "  "), "  /** A key. */\n");
    }

    #[test]
    fn nothing_is_said_where_the_wit_is_silent() {
        assert_eq!(comment(&Docs::default(), ""), "");
    }
}
