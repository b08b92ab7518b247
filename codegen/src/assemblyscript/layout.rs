//! Lines as prettier breaks them, so that a formatter has nothing to do.

/// The width that prettier breaks at.
pub(super) const WIDTH: usize = 80;

/// `head(items)tail` on one line, or with one item a line where that is too long.
pub(super) fn call(indent: &str, head: &str, items: &[String], tail: &str) -> String {
    let line = format!("{indent}{head}({}){tail}", items.join(", "));
    if line.len() <= WIDTH || items.is_empty() {
        return line;
    }
    let between = format!(",\n{indent}  ");
    let items = items.join(&between);
    format!("{indent}{head}(\n{indent}  {items},\n{indent}){tail}")
}

/// `head { names } tail` on one line, or with one name a line.
pub(super) fn braces(head: &str, names: &[String], tail: &str) -> String {
    let line = format!("{head} {{ {} }} {tail}", names.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    format!("{head} {{\n  {},\n}} {tail}", names.join(",\n  "))
}

/// Each line of `text` further in by `indent`; empty lines stay empty.
pub(super) fn indented(text: &str, indent: &str) -> String {
    text.lines()
        .map(|line| match line {
            "" => "\n".to_owned(),
            line => format!("{indent}{line}\n"),
        })
        .collect()
}

/// `text` with the lines that are too long broken at their parentheses, or else at their type arguments.
pub(super) fn wrapped(text: &str) -> String {
    text.lines().map(|line| wrapped_line(line) + "\n").collect()
}

fn wrapped_line(line: &str) -> String {
    let code = line.trim_start();
    let comment = ["*", "/"].iter().any(|start| code.starts_with(start));
    if line.chars().count() <= WIDTH || comment {
        return line.to_owned();
    }
    let indent = &line[..line.len() - code.len()];
    let Some((start, end)) = group(code, WIDTH.saturating_sub(indent.len())) else {
        return line.to_owned();
    };
    let comma = if code[start..].starts_with('(') {
        ","
    } else {
        ""
    };
    let items = split(&code[start + 1..end]);
    let last = items.len().saturating_sub(1);
    let items = items.iter().enumerate().map(|(position, item)| {
        let comma = if position == last { comma } else { "," };
        wrapped_line(&format!("{indent}  {item}{comma}")) + "\n"
    });
    let items: String = items.collect();
    let rest = wrapped_line(&format!("{indent}{}", &code[end..]));
    format!("{indent}{}\n{items}{rest}", &code[..=start])
}

/// Where the outermost brackets are that a line is broken at.
fn group(code: &str, width: usize) -> Option<(usize, usize)> {
    let groups = groups(code);
    let full = |(start, end): &&(usize, usize)| end - start > 1;
    let mut parentheses = groups
        .iter()
        .filter(|(start, _)| code[*start..].starts_with('('));
    let arguments = parentheses.find(full).filter(|(start, _)| *start < width);
    arguments.or_else(|| groups.iter().find(full)).copied()
}

/// The outermost brackets of a line, strings looked over.
fn groups(code: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    let mut quoted = false;
    let mut before = ' ';
    for (position, c) in code.char_indices() {
        let opens = c == '(' || (c == '<' && before.is_alphanumeric());
        let closes = c == ')' || (c == '>' && !before.is_whitespace() && depth > 0);
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            _ if opens => {
                if depth == 0 {
                    start = position;
                }
                depth += 1;
            }
            _ if closes => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    found.push((start, position));
                }
            }
            _ => {}
        }
        before = c;
    }
    found
}

/// What stands between the outermost commas.
fn split(items: &str) -> Vec<&str> {
    let inside = groups(items);
    let within = |position| {
        let mut inside = inside.iter();
        inside.any(|(start, end)| (*start..*end).contains(&position))
    };
    let mut parts = Vec::new();
    let mut start = 0;
    for (position, _) in items.match_indices(", ").filter(|(at, _)| !within(*at)) {
        parts.push(&items[start..position]);
        start = position + 2;
    }
    parts.push(&items[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_call_has_one_argument_a_line() {
        let line = format!("  const it = make({}, f(b, c));", "a".repeat(70));
        let wanted = format!(
            "  const it = make(\n    {},\n    f(b, c),\n  );",
            "a".repeat(70)
        );
        assert_eq!(wrapped_line(&line), wanted);
    }

    #[test]
    fn type_arguments_break_where_there_are_no_parameters() {
        let line = format!("  abstract f(): Tuple2<Array<i32>, {}>;", "A".repeat(60));
        let wanted = format!(
            "  abstract f(): Tuple2<\n    Array<i32>,\n    {}\n  >;",
            "A".repeat(60)
        );
        assert_eq!(wrapped_line(&line), wanted);
    }
}
