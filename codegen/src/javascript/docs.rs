//! Doc comments in the form of TSDoc.

use crate::model::Docs;

/// The lines of a comment: what the WIT says, its gates as tags, then `more`. Empty when there is nothing to say.
pub(super) fn comment(docs: &Docs, more: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = docs.lines.iter().map(|line| safe(line)).collect();
    let tags = [tags(docs), more.to_vec()].concat();
    if !lines.is_empty() && !tags.is_empty() {
        lines.push(String::new());
    }
    lines.extend(tags);
    framed(&lines)
}

/// A comment of its own, of lines that are ours.
pub(super) fn framed(lines: &[String]) -> Vec<String> {
    match lines {
        [] => Vec::new(),
        [line] => vec![format!("/** {line} */")],
        lines => {
            let body = lines.iter().map(|line| format!(" * {line}"));
            let body = body.map(|line| line.trim_end().to_owned());
            let ends = |end: &str| vec![end.to_owned()];
            [ends("/**"), body.collect(), ends(" */")].concat()
        }
    }
}

fn tags(docs: &Docs) -> Vec<String> {
    let gates = &docs.availability;
    let since = gates.since.as_ref().map(|it| format!("@since {it}"));
    let unstable = gates.unstable.as_ref();
    let unstable = unstable.map(|it| format!("@experimental Part of the feature `{it}`."));
    let deprecated = gates.deprecated.as_ref();
    let deprecated = deprecated.map(|it| format!("@deprecated Since {it}."));
    [since, unstable, deprecated]
        .into_iter()
        .flatten()
        .collect()
}

/// A line that neither ends the comment nor reads as a tag.
fn safe(line: &str) -> String {
    let line = line.replace("*/", "*\\/").replace("{@", "{\\@");
    let text = line.trim_start();
    if text.starts_with('@') {
        return line.replacen('@', "\\@", 1);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_ends_the_comment_or_becomes_a_tag() {
        let docs = Docs {
            lines: ["ends */ here", "@deprecated not really", "{@link x}"]
                .map(str::to_owned)
                .to_vec(),
            ..Docs::default()
        };
        let expected = [
            "/**",
            " * ends *\\/ here",
            " * \\@deprecated not really",
            " * {\\@link x}",
            " */",
        ];
        assert_eq!(comment(&docs, &[]), expected);
    }

    #[test]
    fn nothing_to_say_is_no_comment() {
        assert!(comment(&Docs::default(), &[]).is_empty());
    }
}
