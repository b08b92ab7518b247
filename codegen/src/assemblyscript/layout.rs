//! Lines as prettier breaks them, so that a formatter has nothing to do.

/// The width that prettier breaks at.
pub(super) const WIDTH: usize = 80;

/// `head(items)tail` on one line, or with one item a line where that is too long.
pub(super) fn call(indent: &str, head: &str, items: &[String], tail: &str) -> String {
    let line = format!("{indent}{head}({}){tail}", items.join(", "));
    if line.len() <= WIDTH || items.is_empty() {
        return line;
    }
    let items: String = items
        .iter()
        .map(|item| format!("{indent}  {item},\n"))
        .collect();
    format!("{indent}{head}(\n{items}{indent}){tail}")
}

/// `head { names } tail` on one line, or with one name a line.
pub(super) fn braces(head: &str, names: &[String], tail: &str) -> String {
    let line = format!("{head} {{ {} }} {tail}", names.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    let names: String = names.iter().map(|name| format!("  {name},\n")).collect();
    format!("{head} {{\n{names}}} {tail}")
}

/// `head = value;`, or with the value on a line of its own.
pub(super) fn assignment(head: &str, value: &str, indent: &str) -> String {
    let line = format!("{head} = {value};");
    if indent.len() + line.len() <= WIDTH {
        return line;
    }
    format!("{head} =\n  {value};")
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
