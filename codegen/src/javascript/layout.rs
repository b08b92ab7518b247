//! Lines of code as prettier breaks them.

/// How long a line can be.
const WIDTH: usize = 80;

/// What is printed on one line if it fits, else on several.
#[derive(Debug, Clone)]
pub(super) enum Code {
    /// Never broken.
    Text(String),
    /// `{ a; b }`, or its parts on lines of their own. The separators: between parts on one line, and after each part on
    /// lines of their own.
    Braces(Vec<(String, Code)>, Separators),
    /// `[a, b]`.
    Brackets(Vec<Code>),
}

/// What stands between the parts of an object and of a type of objects.
#[derive(Debug, Clone, Copy)]
pub(super) struct Separators {
    between: &'static str,
    after: &'static str,
}

/// Of values.
pub(super) const VALUES: Separators = Separators {
    between: ",",
    after: ",",
};

/// Of types.
pub(super) const TYPES: Separators = Separators {
    between: ";",
    after: ";",
};

impl Code {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// All on one line.
    pub(super) fn flat(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Braces(parts, _) if parts.is_empty() => "{}".to_owned(),
            Self::Braces(parts, separators) => {
                let parts = parts.iter().map(|(name, code)| label(name, &code.flat()));
                let parts: Vec<String> = parts.collect();
                let between = format!("{} ", separators.between);
                format!("{{ {} }}", parts.join(&between))
            }
            Self::Brackets(parts) => {
                let parts: Vec<String> = parts.iter().map(Self::flat).collect();
                format!("[{}]", parts.join(", "))
            }
        }
    }

    /// Printed after `head` and before `tail`, at an indentation; the first line is not indented.
    pub(super) fn print(&self, indent: usize, head: &str, tail: &str) -> Vec<String> {
        let flat = format!("{head}{}{tail}", self.flat());
        if fits(indent, &flat) {
            return vec![flat];
        }
        match self {
            Self::Text(_) => vec![flat],
            Self::Braces(parts, separators) => {
                let parts = parts.iter().flat_map(|(name, code)| {
                    code.print(indent + 2, &label(name, ""), separators.after)
                });
                wrap(format!("{head}{{"), parts, format!("}}{tail}"))
            }
            Self::Brackets(parts) => {
                let parts = parts
                    .iter()
                    .flat_map(|code| code.print(indent + 2, "", ","));
                wrap(format!("{head}["), parts, format!("]{tail}"))
            }
        }
    }
}

fn label(name: &str, code: &str) -> String {
    if name.is_empty() {
        return code.to_owned();
    }
    format!("{name}: {code}")
}

fn wrap(first: String, middle: impl Iterator<Item = String>, last: String) -> Vec<String> {
    let middle = middle.map(|line| format!("  {line}"));
    [first].into_iter().chain(middle).chain([last]).collect()
}

/// `head(params)tail`, with each parameter on a line of its own if that is too long.
pub(super) fn call(indent: usize, head: &str, params: &[String], tail: &str) -> Vec<String> {
    let flat = format!("{head}({}){tail}", params.join(", "));
    if params.is_empty() || fits(indent, &flat) {
        return vec![flat];
    }
    let params = params.iter().map(|param| format!("{param},"));
    wrap(format!("{head}("), params, format!("){tail}"))
}

/// A union: its members in one line after `head`, or each on a line of its own, below its comment.
pub(super) fn union(indent: usize, head: &str, members: &[(Vec<String>, Code)]) -> Vec<String> {
    let flat: Vec<String> = members.iter().map(|(_, code)| code.flat()).collect();
    let is_bare = members.iter().all(|(comment, _)| comment.is_empty());
    match members {
        [(_, code @ (Code::Braces(..) | Code::Brackets(_)))] => {
            code.print(indent, &format!("{head} "), ";")
        }
        _ if is_bare => on_one_line(indent, head, &flat.join(" | "))
            .unwrap_or_else(|| broken_union(indent, head, members)),
        _ => broken_union(indent, head, members),
    }
}

/// A type in one line: that of its head or the next.
fn on_one_line(indent: usize, head: &str, ty: &str) -> Option<Vec<String>> {
    let line = format!("{head} {ty};");
    if fits(indent, &line) {
        return Some(vec![line]);
    }
    let line = format!("  {ty};");
    let is_whole = !ty.contains(" | ") || fits(indent, &line);
    is_whole.then(|| vec![head.to_owned(), line])
}

fn broken_union(indent: usize, head: &str, members: &[(Vec<String>, Code)]) -> Vec<String> {
    let mut lines = vec![head.to_owned()];
    for (position, (comment, code)) in members.iter().enumerate() {
        let tail = if position + 1 == members.len() {
            ";"
        } else {
            ""
        };
        lines.extend(comment.iter().map(|line| format!("  {line}")));
        let code = code.print(indent + 4, "", tail);
        let rest = code.iter().skip(1).map(|line| format!("    {line}"));
        lines.extend(code.first().map(|line| format!("  | {line}")));
        lines.extend(rest);
    }
    lines
}

/// `lines` indented; empty ones stay empty.
pub(super) fn indented(lines: &[String]) -> Vec<String> {
    let indent = |line: &String| match line.as_str() {
        "" => String::new(),
        line => format!("  {line}"),
    };
    lines.iter().map(indent).collect()
}

fn fits(indent: usize, line: &str) -> bool {
    indent + line.chars().count() <= WIDTH
}
