//! Names that do not collide.

use std::collections::HashSet;

/// The names of one scope of a language: what is declared there, and what the language keeps for itself.
///
/// WIT keeps names apart that a language may fold into one (`a-b` and `ab`, an interface and a type, a field called
/// `type`); every declaration of a scope goes through here once, so that collisions are settled in one place.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    taken: HashSet<String>,
    separator: &'static str,
}

impl Scope {
    /// A scope in which `reserved` cannot be declared.
    pub(crate) fn new(reserved: &[&str]) -> Self {
        Self {
            taken: reserved.iter().map(|word| (*word).to_owned()).collect(),
            separator: "",
        }
    }

    /// Sets what stands between a name and the number that makes it unique.
    pub(crate) fn separated_by(mut self, separator: &'static str) -> Self {
        self.separator = separator;
        self
    }

    /// Declares `preferred`, or the next free name that starts with it: with `_`, then with a number.
    pub(crate) fn declare(&mut self, preferred: &str) -> String {
        let numbered = (2u32..).map(|number| format!("{preferred}{}{number}", self.separator));
        let name = [preferred.to_owned(), format!("{preferred}_")]
            .into_iter()
            .chain(numbered)
            .find(|name| !self.taken.contains(name))
            .unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }

    /// Whether `name` can be declared as it is.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        !self.taken.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_and_a_collision_both_get_another_name() {
        let mut scope = Scope::new(&["type"]);
        assert_eq!(scope.declare("type"), "type_");
        assert_eq!(scope.declare("type"), "type2");
        assert_eq!(scope.declare("kind"), "kind");
        assert_eq!(scope.declare("kind"), "kind_");
    }
}
