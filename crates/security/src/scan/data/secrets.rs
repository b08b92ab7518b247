//! Secrets that an author forgot: private keys and tokens of services, by the forms that their makers document.
//!
//! Only forms with a prefix of their own are looked for. A guess from randomness alone would find every table of a hash
//! function. What a report shows is the kind and the length, never the secret.

use crate::scan::report::Severity;

/// One kind of secret.
#[derive(Debug)]
pub(super) struct SecretKind {
    pub(super) prefix: &'static str,
    what: &'static str,
    severity: Severity,
    form: Form,
}

/// What follows the prefix.
#[derive(Debug)]
enum Form {
    /// So many characters of an alphabet, at least and at most.
    Token(fn(u8) -> bool, usize, usize),
    /// The end of the first line of a key in PEM (RFC 7468).
    Pem,
    /// The first characters of a signed token (RFC 7519).
    Jwt,
    /// User, password and host.
    Url,
}

/// A secret that was found.
#[derive(Debug)]
pub(super) struct Secret {
    pub(super) severity: Severity,
    pub(super) length: usize,
    pub(super) shown: String,
}

const fn token(
    prefix: &'static str,
    what: &'static str,
    alphabet: fn(u8) -> bool,
    least: usize,
    most: usize,
) -> SecretKind {
    SecretKind {
        prefix,
        what,
        severity: Severity::High,
        form: Form::Token(alphabet, least, most),
    }
}

const fn url(prefix: &'static str) -> SecretKind {
    SecretKind {
        prefix,
        what: "the password of a database or a queue",
        severity: Severity::Medium,
        form: Form::Url,
    }
}

/// The kinds that are looked for.
pub(super) static KINDS: [SecretKind; 39] = [
    SecretKind {
        prefix: "PRIVATE KEY-----",
        what: "a private key",
        severity: Severity::High,
        form: Form::Pem,
    },
    SecretKind {
        prefix: "eyJhbGciOi",
        what: "a signed token (JWT)",
        severity: Severity::Medium,
        form: Form::Jwt,
    },
    token("AKIA", "an access key id of AWS", upper, 16, 16),
    token("ASIA", "a temporary access key id of AWS", upper, 16, 16),
    token("ghp_", "a personal token of GitHub", letters, 36, 36),
    token("gho_", "an OAuth token of GitHub", letters, 36, 36),
    token("ghu_", "a user token of GitHub", letters, 36, 36),
    token("ghs_", "a server token of GitHub", letters, 36, 36),
    token("ghr_", "a refresh token of GitHub", letters, 36, 76),
    token(
        "github_pat_",
        "a fine-grained token of GitHub",
        words,
        82,
        82,
    ),
    token("glpat-", "a personal token of GitLab", words, 20, 64),
    token("xoxb-", "a bot token of Slack", words, 24, 120),
    token("xoxp-", "a user token of Slack", words, 24, 120),
    token("xoxa-", "an app token of Slack", words, 24, 120),
    token("xoxs-", "a session token of Slack", words, 24, 120),
    token(
        "hooks.slack.com/services/",
        "a webhook of Slack",
        path,
        40,
        60,
    ),
    token("sk_live_", "a secret key of Stripe", letters, 24, 120),
    token("rk_live_", "a restricted key of Stripe", letters, 24, 120),
    token("AIza", "an API key of Google", words, 35, 35),
    token("GOCSPX-", "an OAuth secret of Google", words, 28, 28),
    token("npm_", "a token of npm", letters, 36, 36),
    token("pypi-AgEIcHlwaS5vcmc", "a token of PyPI", words, 50, 250),
    token("cio", "a token of crates.io", letters, 32, 32),
    token("dckr_pat_", "a token of Docker Hub", words, 27, 40),
    token("hf_", "a token of Hugging Face", letters, 34, 34),
    token("dop_v1_", "a token of DigitalOcean", lower_hex, 64, 64),
    token("hvs.", "a token of Vault", words, 90, 130),
    token("AGE-SECRET-KEY-1", "a secret key of age", upper, 58, 58),
    token("sk-ant-", "an API key of Anthropic", words, 80, 130),
    token("sk-proj-", "an API key of OpenAI", words, 40, 200),
    token("shpat_", "a token of Shopify", lower_hex, 32, 32),
    token("AccountKey=", "an account key of Azure", base64, 86, 88),
    url("postgres://"),
    url("postgresql://"),
    url("mysql://"),
    url("mongodb://"),
    url("mongodb+srv://"),
    url("redis://"),
    url("amqp://"),
];

/// Whether a secret of this kind is at `start`.
pub(super) fn verify(kind: &SecretKind, data: &[u8], start: usize) -> Option<Secret> {
    let body = data.get(start + kind.prefix.len()..)?;
    let found = match &kind.form {
        Form::Token(alphabet, least, most) => {
            let before = start.checked_sub(1).and_then(|before| data.get(before));
            if before.is_some_and(|before| words(*before)) {
                return None;
            }
            token_length(body, *alphabet, *least, *most)
        }
        Form::Pem => pem_length(data.get(start.saturating_sub(40)..start)?, body),
        Form::Jwt => jwt_length(body),
        Form::Url => url_length(body),
    };
    let length = found?;
    let is_locked = matches!(kind.form, Form::Pem) && data.get(..start)?.ends_with(b"ENCRYPTED ");
    Some(Secret {
        severity: if is_locked {
            Severity::Medium
        } else {
            kind.severity
        },
        length: kind.prefix.len() + length,
        shown: format!("{}: {}*** ({length} characters)", kind.what, kind.prefix),
    })
}

fn token_length(body: &[u8], alphabet: fn(u8) -> bool, least: usize, most: usize) -> Option<usize> {
    let length = body
        .iter()
        .take(most + 1)
        .take_while(|byte| alphabet(**byte))
        .count();
    let token = body.get(..length)?;
    ((least..=most).contains(&length) && looks_random(token)).then_some(length)
}

/// Not a placeholder: many different characters, digits among them, and none of the words of documentation.
fn looks_random(token: &[u8]) -> bool {
    let mut seen = [false; 256];
    for byte in token {
        seen[usize::from(*byte)] = true;
    }
    let different = seen.iter().filter(|seen| **seen).count();
    let text = String::from_utf8_lossy(token).to_ascii_lowercase();
    let is_sample = ["example", "xxxx", "placeholder", "your"]
        .iter()
        .any(|word| text.contains(word));
    different >= 8 && token.iter().any(u8::is_ascii_digit) && !is_sample
}

/// A first line of this form alone is in every library that reads keys; a key has its digits behind it.
fn pem_length(before: &[u8], body: &[u8]) -> Option<usize> {
    if !before.windows(11).any(|window| window == b"-----BEGIN ") {
        return None;
    }
    let digits: Vec<u8> = body
        .iter()
        .take(160)
        .copied()
        .take_while(|byte| {
            base64(*byte)
                || matches!(
                    byte,
                    b'\n' | b'\r' | b' ' | b'\t' | b'\\' | b'"' | b':' | b'-' | b',' | b'='
                )
        })
        .filter(|byte| base64(*byte))
        .collect();
    (digits.len() >= 48 && looks_random(&digits)).then_some(digits.len())
}

fn jwt_length(body: &[u8]) -> Option<usize> {
    // The first part is never long; without its end near, this is no token, and text that repeats a beginning costs little.
    let first = body.iter().take(400).position(|byte| *byte == b'.')?;
    if !body.get(first + 1..)?.starts_with(b"eyJ") {
        return None;
    }
    let length = body
        .iter()
        .take(4_096)
        .take_while(|byte| words(**byte) || **byte == b'.')
        .count();
    let parts: Vec<&[u8]> = body.get(..length)?.split(|byte| *byte == b'.').collect();
    let [header, claims, signature, ..] = parts.as_slice() else {
        return None;
    };
    (header.len() >= 8 && claims.starts_with(b"eyJ") && signature.len() >= 32).then_some(length)
}

fn url_length(body: &[u8]) -> Option<usize> {
    let is_part = |byte: &&u8| {
        byte.is_ascii_graphic() && !matches!(byte, b'/' | b'"' | b'\'' | b'<' | b'{' | b'$' | b' ')
    };
    let authority: Vec<u8> = body.iter().take(200).take_while(is_part).copied().collect();
    let at = authority.iter().rposition(|byte| *byte == b'@')?;
    let colon = authority.get(..at)?.iter().position(|byte| *byte == b':')?;
    let password = authority.get(colon + 1..at)?;
    let host = authority.get(at + 1..)?;
    let lower = String::from_utf8_lossy(password).to_ascii_lowercase();
    let is_sample = ["pass", "secret", "pwd", "%s", "***", "xxx"]
        .iter()
        .any(|word| lower.starts_with(word));
    (colon > 0 && password.len() >= 6 && host.len() >= 3 && !is_sample).then_some(at)
}

fn letters(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn words(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'/'
}

fn upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

#[cfg(test)]
mod tests {
    use super::{KINDS, verify};

    fn found(text: &str) -> Vec<String> {
        let kinds = KINDS.iter().flat_map(|kind| {
            let starts = text.match_indices(kind.prefix);
            starts.filter_map(|(start, _)| verify(kind, text.as_bytes(), start))
        });
        kinds.map(|secret| secret.shown).collect()
    }

    #[test]
    fn h2_a_secret_is_named_and_not_shown() {
        let token = format!("ghp_{}", "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5");
        let shown = found(&format!("token = \"{token}\""));
        assert_eq!(
            shown,
            ["a personal token of GitHub: ghp_*** (36 characters)"]
        );
        assert!(!shown[0].contains("aB3d"));
    }

    #[test]
    fn the_words_of_a_library_that_reads_keys_are_not_a_key() {
        for text in [
            "-----BEGIN PRIVATE KEY-----",
            "expected `-----BEGIN RSA PRIVATE KEY-----` but found something else in the text of this file",
            "AKIAIOSFODNN7EXAMPLE",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "postgres://user:password@localhost/db",
            "postgres://{user}:{password}@{host}",
            "notghp_aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_key_is_found_in_a_file_and_in_an_escaped_string() {
        let digits = "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";
        for text in [
            format!("-----BEGIN PRIVATE KEY-----\n{digits}\n-----END PRIVATE KEY-----\n"),
            format!("\"-----BEGIN PRIVATE KEY-----\\n{digits}\\n-----END PRIVATE KEY-----\""),
        ] {
            assert_eq!(found(&text).len(), 1, "{text}");
        }
    }
}
