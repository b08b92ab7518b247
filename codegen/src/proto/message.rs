//! Messages and enums as they are written.

use std::fmt;

/// A message or an enum, with those that belong to it.
#[derive(Debug, Default)]
pub(super) struct Message {
    pub(super) docs: Vec<String>,
    pub(super) name: String,
    pub(super) deprecated: bool,
    pub(super) body: Body,
    pub(super) nested: Vec<Message>,
}

#[derive(Debug)]
pub(super) enum Body {
    /// Fields that are there together.
    Fields(Vec<Field>),
    /// Fields of which one is there, under the name of the choice.
    OneOf(&'static str, Vec<Field>),
    /// Names with numbers.
    Enum(Vec<Field>),
}

impl Default for Body {
    fn default() -> Self {
        Self::Fields(Vec::new())
    }
}

/// A field, or a value of an enum, which has no type.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) docs: Vec<String>,
    /// The label and the type.
    pub(super) ty: String,
    pub(super) name: String,
    pub(super) number: usize,
}

/// The number of the member at `position`: protocol buffers keep 19000 to 19999 for themselves.
pub(super) fn number(position: usize) -> usize {
    let number = position + 1;
    if number < 19_000 {
        number
    } else {
        number + 1_000
    }
}

impl Message {
    /// The full names of the types that are mentioned.
    pub(super) fn mentioned(&self) -> Vec<&str> {
        let (Body::Fields(fields) | Body::OneOf(_, fields) | Body::Enum(fields)) = &self.body;
        let words = fields
            .iter()
            .flat_map(|field| field.ty.split([' ', '<', '>', ',']));
        let own = words.filter(|word| word.starts_with('.'));
        let nested = self.nested.iter().flat_map(Message::mentioned);
        own.chain(nested).collect()
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, indent: usize) -> fmt::Result {
        let (keyword, fields) = match &self.body {
            Body::Fields(fields) | Body::OneOf(_, fields) => ("message", fields),
            Body::Enum(values) => ("enum", values),
        };
        write_docs(f, &self.docs, indent)?;
        if fields.is_empty() && self.nested.is_empty() && !self.deprecated {
            return writeln!(f, "{:indent$}{keyword} {} {{}}", "", self.name);
        }
        writeln!(f, "{:indent$}{keyword} {} {{", "", self.name)?;
        let inner = indent + 2;
        if self.deprecated {
            writeln!(f, "{:inner$}option deprecated = true;\n", "")?;
        }
        for nested in &self.nested {
            nested.write(f, inner)?;
            writeln!(f)?;
        }
        match &self.body {
            Body::OneOf(name, fields) => {
                writeln!(f, "{:inner$}oneof {name} {{", "")?;
                write_fields(f, fields, inner + 2)?;
                writeln!(f, "{:inner$}}}", "")?;
            }
            Body::Fields(fields) | Body::Enum(fields) => write_fields(f, fields, inner)?,
        }
        writeln!(f, "{:indent$}}}", "")
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

fn write_docs(f: &mut fmt::Formatter<'_>, docs: &[String], indent: usize) -> fmt::Result {
    for line in docs {
        let line = format!("// {line}");
        writeln!(f, "{:indent$}{}", "", line.trim_end())?;
    }
    Ok(())
}

fn write_fields(f: &mut fmt::Formatter<'_>, fields: &[Field], indent: usize) -> fmt::Result {
    for field in fields {
        write_docs(f, &field.docs, indent)?;
        let ty = if field.ty.is_empty() {
            String::new()
        } else {
            format!("{} ", field.ty)
        };
        writeln!(f, "{:indent$}{ty}{} = {};", "", field.name, field.number)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_not_ours_are_left_out() {
        assert_eq!(number(0), 1);
        assert_eq!(number(18_998), 18_999);
        assert_eq!(number(18_999), 20_000);
    }
}
