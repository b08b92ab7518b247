//! Whom a keyless signature has to be by.

use regex_lite::{Regex, RegexBuilder};

use crate::Error;

/// An identity that is trusted: exactly one issuer, and a subject that is matched as a whole.
///
/// `https://ci.example/acme` must not match `https://ci.example/acme-evil`, and the right name from another issuer is another identity (RB8).
#[derive(Debug, Clone)]
pub struct IdentityRule {
    issuer: String,
    subject: Subject,
}

#[derive(Debug, Clone)]
enum Subject {
    Exactly(String),
    Like(Regex),
}

/// The most bytes of a pattern, and of its compiled form.
const PATTERN_BYTES: usize = 512;
const COMPILED_BYTES: usize = 256 << 10;

impl IdentityRule {
    /// Exactly `subject`, as `issuer` names it.
    ///
    /// # Errors
    /// [`Error::Identity`] for an issuer that is no `https` URL, or an empty subject.
    pub fn exactly(issuer: &str, subject: &str) -> Result<Self, Error> {
        if subject.is_empty() {
            return Err(refuse("the subject is empty"));
        }
        Self::new(issuer, Subject::Exactly(subject.to_owned()))
    }

    /// Every subject that `pattern`, a regular expression from `^` to `$`, matches from end to end.
    ///
    /// # Errors
    /// [`Error::Identity`] for a pattern without both anchors: it would match what nobody meant.
    pub fn like(issuer: &str, pattern: &str) -> Result<Self, Error> {
        let inner = pattern
            .strip_prefix('^')
            .and_then(|rest| rest.strip_suffix('$'));
        let Some(inner) = inner.filter(|inner| !inner.ends_with('\\')) else {
            return Err(refuse(
                "a pattern begins with `^` and ends with `$`; without them it matches parts of names",
            ));
        };
        if pattern.len() > PATTERN_BYTES {
            return Err(refuse("a pattern has at most 512 bytes"));
        }
        // In a group, so that the anchors hold for each side of an alternative.
        let pattern = RegexBuilder::new(&format!("^(?:{inner})$"))
            .size_limit(COMPILED_BYTES)
            .build()
            .map_err(|_| refuse("the pattern is no regular expression, or a too large one"))?;
        Self::new(issuer, Subject::Like(pattern))
    }

    fn new(issuer: &str, subject: Subject) -> Result<Self, Error> {
        let address = issuer.strip_prefix("https://").unwrap_or_default();
        if address.is_empty() || !issuer.bytes().all(|c| c.is_ascii_graphic()) {
            return Err(refuse(
                "the issuer is an `https` URL, exactly as it stands in certificates",
            ));
        }
        Ok(Self {
            issuer: issuer.to_owned(),
            subject,
        })
    }

    /// Whether this is one of them.
    pub fn is_met_by(&self, issuer: &str, subject: &str) -> bool {
        issuer == self.issuer
            && match &self.subject {
                Subject::Exactly(exact) => subject == exact,
                Subject::Like(pattern) => {
                    !subject.contains(['\n', '\r']) && pattern.is_match(subject)
                }
            }
    }
}

fn refuse(problem: &'static str) -> Error {
    Error::Identity { problem }
}

#[cfg(test)]
mod tests {
    use super::IdentityRule;

    const CI: &str = "https://ci.example";

    #[test]
    fn rb8_an_identity_is_matched_as_a_whole_and_with_its_issuer() {
        let exact = IdentityRule::exactly(CI, "https://ci.example/acme").unwrap();
        let like = IdentityRule::like(CI, r"^https://ci\.example/acme/(a|b)$").unwrap();
        let either =
            IdentityRule::like(CI, r"^https://ci\.example/acme|ops@acme\.example$").unwrap();
        assert!(exact.is_met_by(CI, "https://ci.example/acme"));
        assert!(like.is_met_by(CI, "https://ci.example/acme/b"));
        assert!(either.is_met_by(CI, "ops@acme.example"));
        for (rule, issuer, subject) in [
            (&exact, CI, "https://ci.example/acme-evil"),
            (&exact, CI, "https://ci.example/acm"),
            (&exact, CI, "HTTPS://ci.example/acme"),
            (&exact, "https://ci.example.evil", "https://ci.example/acme"),
            (&exact, "https://ci.example/", "https://ci.example/acme"),
            (&like, CI, "https://ci.example/acme/ab"),
            (&like, CI, "https://ci.example/acme/a/../evil"),
            (&like, CI, "https://ci.example/acme/a\n"),
            (&like, CI, "x\nhttps://ci.example/acme/a"),
            (&either, CI, "https://ci.example/acme-evil"),
            (&either, CI, "evil-ops@acme.example"),
        ] {
            assert!(!rule.is_met_by(issuer, subject), "{subject:?}");
        }
    }

    #[test]
    fn rb8_a_pattern_without_anchors_is_a_mistake_in_the_configuration() {
        for bad in [
            "acme",
            "^acme",
            "acme$",
            r"^acme\$",
            "^(acme$",
            "^a{999999}$",
            "",
            "^",
            "$",
        ] {
            assert_eq!(
                IdentityRule::like(CI, bad).unwrap_err().code(),
                "PW-IDENTITY",
                "{bad}"
            );
        }
        for issuer in [
            "",
            "ci.example",
            "http://ci.example",
            "https://",
            "https://ci.example\n",
        ] {
            assert!(IdentityRule::exactly(issuer, "acme").is_err(), "{issuer}");
        }
    }
}
