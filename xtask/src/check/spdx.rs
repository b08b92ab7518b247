//! SPDX licence expressions, as far as Cargo.toml files use them: `OR`, `AND`, `WITH`, brackets, and the old `/`.
//!
//! Format: SPDX specification 2.3, annex D.

/// Whether someone who accepts the licences for which `is_allowed` holds may use what `expression` covers.
/// A licence with an exception is one name, `Apache-2.0 WITH LLVM-exception`. A malformed expression is not allowed.
pub(crate) fn allows(expression: &str, is_allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut expression = Expression {
        tokens: spaced.split_whitespace().collect(),
        next: 0,
        is_allowed,
    };
    let allowed = expression.alternatives();
    allowed == Some(true) && expression.peek().is_none()
}

struct Expression<'a> {
    tokens: Vec<&'a str>,
    next: usize,
    is_allowed: &'a dyn Fn(&str) -> bool,
}

impl<'a> Expression<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.tokens.get(self.next).copied()
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self
            .peek()
            .is_some_and(|next| next.eq_ignore_ascii_case(word));
        self.next += usize::from(found);
        found
    }

    /// `None` for a malformed expression.
    fn alternatives(&mut self) -> Option<bool> {
        let mut allowed = self.conjunction()?;
        while self.take("OR") {
            allowed |= self.conjunction()?;
        }
        Some(allowed)
    }

    fn conjunction(&mut self) -> Option<bool> {
        let mut allowed = self.licence()?;
        while self.take("AND") {
            allowed &= self.licence()?;
        }
        Some(allowed)
    }

    fn licence(&mut self) -> Option<bool> {
        if self.take("(") {
            let inner = self.alternatives()?;
            return self.take(")").then_some(inner);
        }
        let name = self
            .peek()
            .filter(|word| !["OR", "AND", "WITH", ")"].contains(word))?;
        self.next += 1;
        if !self.take("WITH") {
            return Some((self.is_allowed)(name));
        }
        let exception = self.peek()?;
        self.next += 1;
        Some((self.is_allowed)(&format!("{name} WITH {exception}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(expression: &str) -> bool {
        allows(expression, &|name| {
            [
                "MIT",
                "Apache-2.0",
                "Apache-2.0 WITH LLVM-exception",
                "Unicode-3.0",
            ]
            .contains(&name)
        })
    }

    #[test]
    fn one_allowed_alternative_is_enough_and_every_conjunct_is_needed() {
        for fine in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-3.0/MIT",
            "(MIT OR GPL-3.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
        ] {
            assert!(ours(fine), "{fine}");
        }
        for refused in [
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "(MIT OR Apache-2.0) AND GPL-3.0",
            "MIT WITH Odd-exception",
        ] {
            assert!(!ours(refused), "{refused}");
        }
    }

    #[test]
    fn a_malformed_expression_is_never_allowed() {
        for malformed in [
            "", "MIT OR", "(MIT", "MIT MIT", "OR MIT", "MIT)", "MIT WITH",
        ] {
            assert!(!ours(malformed), "{malformed}");
        }
    }
}
