//! Lines as ruff breaks them.

/// The longest line that the project's ruff leaves alone.
pub(super) const WIDTH: usize = 100;

/// `head(items)tail` on one line, or with the items on a line of their own, or with a line for each.
pub(super) fn brackets(indent: usize, head: &str, items: &[String], tail: &str) -> String {
    let margin = " ".repeat(indent);
    let inside = items.join(", ");
    let line = format!("{margin}{head}{inside}{tail}");
    if items.is_empty() || width(&line) <= WIDTH {
        return line;
    }
    if indent + 4 + width(&inside) <= WIDTH {
        return format!("{margin}{head}\n{margin}    {inside}\n{margin}{tail}");
    }
    let mut text = format!("{margin}{head}\n");
    for item in items {
        text += &format!("{margin}    {item},\n");
    }
    text + &margin + tail
}

/// A call of `head(…)` that ends a statement.
pub(super) fn call(indent: usize, head: &str, arguments: &[String]) -> String {
    brackets(indent, head, arguments, ")") + "\n"
}

/// A call whose only argument is a call: `outer(head(…))`.
pub(super) fn nested_call(indent: usize, outer: &str, head: &str, arguments: &[String]) -> String {
    let inner = format!("{head}{})", arguments.join(", "));
    if indent + 4 + width(&inner) <= WIDTH {
        return call(indent, outer, &[inner]);
    }
    let margin = " ".repeat(indent);
    let inner = call(indent + 4, head, arguments);
    format!("{margin}{outer}\n{inner}{margin})\n")
}

/// `head A | B` on one line, or in parentheses with a line for each.
pub(super) fn union(head: &str, items: &[String]) -> String {
    let line = format!("{head}{}", items.join(" | "));
    if width(&line) <= WIDTH {
        return line;
    }
    let inside = format!("    {}", items.join(" | "));
    if width(&inside) <= WIDTH {
        return format!("{head}(\n{inside}\n)");
    }
    let mut text = format!("{head}(\n");
    for (position, item) in items.iter().enumerate() {
        let bar = if position == 0 { "" } else { "| " };
        text += &format!("    {bar}{item}\n");
    }
    text + ")"
}

fn width(text: &str) -> usize {
    text.chars().count()
}
