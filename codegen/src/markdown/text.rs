//! Words of a WIT file in a page.

use crate::model::Docs;

/// What the WIT says, and what its gates say, as paragraphs after a blank line.
pub(super) fn docs(docs: &Docs) -> String {
    let prose = Some(block(&docs.lines)).filter(|prose| !prose.is_empty());
    let gates = gates(docs).into_iter().map(|gate| format!("*{gate}*"));
    let paragraphs = prose.into_iter().chain(gates);
    paragraphs
        .map(|paragraph| format!("\n{paragraph}\n"))
        .collect::<Vec<_>>()
        .concat()
}

/// One line within a list or a table.
pub(super) fn inline(line: &str) -> String {
    escape(line).replace('|', "\\|")
}

/// Comments of WIT are Markdown already; what would become part of the page's own structure, headings and HTML, does not.
fn block(lines: &[String]) -> String {
    let mut inside = false;
    let mut block: Vec<String> = Vec::new();
    for line in lines {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        block.push(if inside || fence {
            line.clone()
        } else {
            paragraph(line)
        });
    }
    if inside {
        block.push("```".to_owned());
    }
    block.join("\n")
}

fn paragraph(line: &str) -> String {
    let escaped = escape(line);
    match escaped.strip_prefix('#') {
        Some(rest) => format!("\\#{rest}"),
        None => escaped,
    }
}

/// Without HTML outside of code.
fn escape(line: &str) -> String {
    let mut code = false;
    line.chars()
        .map(|c| {
            code ^= c == '`';
            match c {
                '<' if !code => "&lt;".to_owned(),
                other => other.to_string(),
            }
        })
        .collect()
}

fn gates(docs: &Docs) -> Vec<String> {
    let availability = &docs.availability;
    let since = availability.since.as_ref();
    let unstable = availability.unstable.as_ref();
    let deprecated = availability.deprecated.as_ref();
    let gates = [
        since.map(|version| format!("Available since {version}.")),
        unstable.map(|feature| format!("Unstable: part of the feature `{feature}`.")),
        deprecated.map(|version| format!("Deprecated since {version}.")),
    ];
    gates.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &[&str]) -> String {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        block(&lines)
    }

    #[test]
    fn a_comment_keeps_its_form_and_cannot_change_the_page() {
        assert_eq!(
            page(&["# Not a title", "a <b>", "`x<y>`"]),
            "\\# Not a title\na &lt;b>\n`x<y>`"
        );
        assert_eq!(page(&["```", "# code <x>"]), "```\n# code <x>\n```");
        assert_eq!(inline("a | b"), "a \\| b");
    }
}
