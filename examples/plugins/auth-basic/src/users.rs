//! The users: a line each, `name:hash`, as `htpasswd -B` writes them.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use plugwright_plugin_sdk::Error;

use crate::{credentials::Credentials, password_hash::PasswordHash};

/// More users than one configuration value should carry.
const MAX_USERS: usize = 10_000;

/// The users by name; there is at least one.
#[derive(Debug)]
pub(crate) struct Users {
    by_name: BTreeMap<String, usize>,
    hashes: Vec<PasswordHash>,
}

impl Users {
    /// Empty lines and lines that begin with `#` do not count.
    ///
    /// # Errors
    ///
    /// A `config` error that names the line, but nothing that stands in it beside the name.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let mut users = Self {
            by_name: BTreeMap::new(),
            hashes: Vec::new(),
        };
        let lines = text.lines().map(str::trim).enumerate();
        for (number, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            users
                .add(line)
                .map_err(|reason| invalid(&format!("line {} {reason}", number + 1)))?;
        }
        match users.hashes.len() {
            0 => Err(invalid("it names no user")),
            1..=MAX_USERS => Ok(users),
            _ => Err(invalid("it names more than 10000 users")),
        }
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        let (name, hash) = line.split_once(':').ok_or("is not `name:hash`")?;
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err("has no name, or one with control characters".into());
        }
        let hash = PasswordHash::parse(hash)
            .map_err(|reason| format!("(user `{name}`): the hash {reason}"))?;
        if self
            .by_name
            .insert(name.into(), self.hashes.len())
            .is_some()
        {
            return Err(format!("names the user `{name}` again"));
        }
        self.hashes.push(hash);
        Ok(())
    }

    /// Whether the password is the user's. For an unknown name, the password is hashed all the same.
    pub(crate) fn accept(&self, given: &Credentials) -> bool {
        let known = self.by_name.get(&given.user);
        let place = known.copied().unwrap_or_else(|| self.decoy(&given.user));
        let matches = self
            .hashes
            .get(place)
            .is_some_and(|hash| hash.matches(given.password.as_bytes()));
        matches & known.is_some()
    }

    /// The hash that an unknown name is checked against. It is always the same for a name, as for a real user, and over
    /// many names as cheap or dear as the real ones are.
    fn decoy(&self, name: &str) -> usize {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        let places = self.hashes.len().max(1) as u64;
        usize::try_from(hasher.finish() % places).unwrap_or_default()
    }
}

fn invalid(reason: &str) -> Error {
    Error::config(
        "users-invalid",
        format!("the configuration's `users` is wrong: {reason}"),
    )
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    const CHEAP: &str = "$2a$10$WvvTPHKwdBJ3uk0Z37EMR.hLA2W6N9AEBhEgrAOljy2Ae5MtaSIUi";

    fn given(user: &str, password: &str) -> Credentials {
        Credentials {
            user: user.into(),
            password: password.into(),
        }
    }

    #[test]
    fn an_error_names_the_line_and_never_the_hash() {
        let error = Users::parse("# team\n\nada:$2b$10$secret").unwrap_err();
        assert!(
            error.message.contains("line 3") && error.message.contains("`ada`"),
            "{}",
            error.message
        );
        assert!(!error.message.contains("secret"), "{}", error.message);
        for wrong in ["", "# none", "ada", ":x", &format!("a:{CHEAP}\na:{CHEAP}")] {
            assert_eq!(
                Users::parse(wrong).unwrap_err().code,
                "users-invalid",
                "{wrong}"
            );
        }
    }

    #[test]
    fn the_right_password_of_somebody_else_is_wrong() {
        let users = Users::parse(&format!("ada:{CHEAP}")).unwrap();
        assert!(users.accept(&given("ada", "abc")));
        assert!(!users.accept(&given("eve", "abc")));
        assert!(!users.accept(&given("Ada", "abc")));
    }

    /// Whoever could tell users by time would know whom to attack.
    #[test]
    fn an_unknown_name_costs_as_much_as_a_known_one() {
        let users = Users::parse(&format!("ada:{CHEAP}")).unwrap();
        let time = |name: &str| {
            let best = (0..5).map(|_| {
                let start = Instant::now();
                users.accept(&given(name, "wrong"));
                start.elapsed()
            });
            best.min().unwrap_or_default()
        };
        // Without the work it would be a thousandth; the factor leaves room for a busy machine.
        let (known, unknown) = (time("ada"), time("eve"));
        assert!(unknown * 4 > known, "{known:?} {unknown:?}");
    }
}
