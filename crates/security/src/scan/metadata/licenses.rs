//! The licences that a component states, against the list of allowed ones.

use crate::scan::LicenseList;
use crate::scan::report::{Findings, Place, Rule};

/// How many licences are looked at; a bill of materials may list thousands of parts.
const MAX: usize = 10_000;

/// The licences that are stated somewhere.
#[derive(Debug, Default)]
pub(super) struct Claims {
    of_component: bool,
    claims: Vec<Claim>,
}

#[derive(Debug)]
struct Claim {
    of: Option<String>,
    expression: String,
    place: Place,
}

impl Claims {
    /// One for the component itself.
    pub(super) fn add(&mut self, expression: &str, place: Place) {
        self.of_component = true;
        self.push(None, expression, place);
    }

    /// One for a part of it.
    pub(super) fn add_of(&mut self, part: &str, expression: &str, place: Place) {
        self.push(Some(part.to_owned()), expression, place);
    }

    fn push(&mut self, of: Option<String>, expression: &str, place: Place) {
        let is_known = |claim: &Claim| claim.of == of && claim.expression == expression;
        if self.claims.len() < MAX && !self.claims.last().is_some_and(is_known) {
            let expression = expression.chars().take(500).collect();
            self.claims.push(Claim {
                of,
                expression,
                place,
            });
        }
    }

    /// Says which are not allowed, not known, or missing.
    pub(super) fn judge(self, allowed: &LicenseList, findings: &mut Findings) {
        if !self.of_component {
            findings.add(Rule::LicenseUnknown, super::whole(), "it states no licence");
        }
        for claim in self.claims {
            let of = claim.of.map(|part| format!("{part}: ")).unwrap_or_default();
            let what = format!("{of}{}", claim.expression);
            match spdx::Expression::parse(&claim.expression) {
                Ok(expression) if expression.evaluate(|required| allowed.allows(required)) => {}
                Ok(_) => findings.add(Rule::License, claim.place, &what),
                Err(_) => findings.add(Rule::LicenseUnknown, claim.place, &what),
            }
        }
    }
}
