//! User name and password as RFC 7617 (section 2) sends them.

use base64::{Engine, engine::general_purpose::STANDARD};

/// The longest credentials that we read, in bytes as they are sent.
const MAX_LEN: usize = 4 << 10;

/// A user name and a password that a client sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) password: String,
}

impl Credentials {
    /// Base64 of `user:password` in UTF-8; the first colon divides, since only the password may have colons.
    pub(crate) fn parse(data: &[u8]) -> Option<Self> {
        if data.len() > MAX_LEN {
            return None;
        }
        let text = String::from_utf8(STANDARD.decode(data).ok()?).ok()?;
        let (user, password) = text.split_once(':')?;
        let sound = !user.is_empty() && !text.chars().any(char::is_control);
        sound.then(|| Self {
            user: user.into(),
            password: password.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn given(user: &str, password: &str) -> Credentials {
        Credentials {
            user: user.into(),
            password: password.into(),
        }
    }

    #[test]
    fn the_examples_of_rfc_7617_are_read() {
        assert_eq!(
            Credentials::parse(b"QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
            Some(given("Aladdin", "open sesame"))
        );
        assert_eq!(
            Credentials::parse(b"dGVzdDoxMjPCow=="),
            Some(given("test", "123£"))
        );
    }

    #[test]
    fn a_password_may_be_empty_and_have_colons_but_a_name_may_not() {
        assert_eq!(
            Credentials::parse(STANDARD.encode("a:b:c").as_bytes()),
            Some(given("a", "b:c"))
        );
        assert_eq!(
            Credentials::parse(STANDARD.encode("a:").as_bytes()),
            Some(given("a", ""))
        );
        for wrong in ["", ":", ":b", "ab", "a\0:b", "a:b\n", "a:b\u{85}"] {
            assert_eq!(
                Credentials::parse(STANDARD.encode(wrong).as_bytes()),
                None,
                "{wrong:?}"
            );
        }
    }

    #[test]
    fn what_is_no_base64_of_utf_8_is_refused() {
        for wrong in [
            &b"Basic QTpi"[..],
            b"QTpi ",
            b"QTp",
            b"/zo6",
            b"\xff",
            &[b'A'; 5000],
        ] {
            assert_eq!(Credentials::parse(wrong), None, "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_parser_panic(data in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = Credentials::parse(&data);
            let _ = Credentials::parse(STANDARD.encode(&data).as_bytes());
        }
    }
}
