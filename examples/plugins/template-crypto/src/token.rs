//! Encrypted tokens: text that only this plugin's key can read or make.
//!
//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) is used because its nonce has 24 bytes and may be drawn at random for
//! every token: instances of a plugin share no counter, and with the 12 bytes of AES-GCM two of them would draw the same
//! nonce too soon. A token is `pwt1.` and, in base64 for URLs, nonce and ciphertext. The prefix is authenticated.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};

use crate::encoding::Encoding;

const PREFIX: &str = "pwt1.";
const NONCE_LENGTH: usize = 24;

/// The key of all tokens. It prints nothing of itself.
pub(crate) struct TokenKey(XChaCha20Poly1305);

/// Why a token is refused. It does not say more, because whoever forges tokens would learn from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token was not made with this key and context, or was changed")]
pub(crate) struct Refused;

impl TokenKey {
    /// Reads 32 bytes from hexadecimal digits or base64.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let encoding = if text.len() == 64 {
            Encoding::Hex
        } else {
            Encoding::Base64
        };
        let bytes: [u8; 32] = encoding.decode(text)?.try_into().ok()?;
        Some(Self(XChaCha20Poly1305::new(&Key::from(bytes))))
    }

    /// Encrypts `text`. The token can only be read with the same `context`, for example the name of its purpose.
    pub(crate) fn seal(
        &self,
        nonce: [u8; NONCE_LENGTH],
        text: &str,
        context: &str,
    ) -> Option<String> {
        let payload = Payload {
            msg: text.as_bytes(),
            aad: &associated(context),
        };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).ok()?;
        let body = [nonce.as_slice(), &sealed].concat();
        Some(format!("{PREFIX}{}", Encoding::Base64Url.encode(&body)))
    }

    /// Reads a token.
    pub(crate) fn open(&self, token: &str, context: &str) -> Result<String, Refused> {
        let body = token
            .strip_prefix(PREFIX)
            .and_then(|body| Encoding::Base64Url.decode(body))
            .ok_or(Refused)?;
        let (nonce, sealed) = body.split_first_chunk::<NONCE_LENGTH>().ok_or(Refused)?;
        let payload = Payload {
            msg: sealed,
            aad: &associated(context),
        };
        let opened = self
            .0
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| Refused)?;
        String::from_utf8(opened).map_err(|_| Refused)
    }
}

fn associated(context: &str) -> Vec<u8> {
    [PREFIX.as_bytes(), context.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> TokenKey {
        TokenKey::parse(&"42".repeat(32)).unwrap()
    }

    /// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
    #[test]
    fn the_cipher_agrees_with_the_draft() {
        let key = hex::decode("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f")
            .unwrap();
        let nonce = hex::decode("404142434445464748494a4b4c4d4e4f5051525354555657").unwrap();
        let aad = hex::decode("50515253c0c1c2c3c4c5c6c7").unwrap();
        let plain = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
                      sunscreen would be it.";
        let cipher = XChaCha20Poly1305::new(&Key::from(<[u8; 32]>::try_from(key).unwrap()));
        let nonce = XNonce::from(<[u8; 24]>::try_from(nonce).unwrap());
        let sealed = cipher
            .encrypt(
                &nonce,
                Payload {
                    msg: plain,
                    aad: &aad,
                },
            )
            .unwrap();
        let expected = "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39\
                        ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9\
                        21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49";
        assert_eq!(hex::encode(sealed), expected);
    }

    #[test]
    fn keys_are_read_from_hex_and_base64_and_nothing_else() {
        assert!(TokenKey::parse("QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=").is_some());
        for wrong in [
            "",
            "42",
            "not a key",
            "QkJCQg==",
            &"4".repeat(63),
            &"zz".repeat(32),
        ] {
            assert!(TokenKey::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_token_opens_only_with_its_key_and_context() {
        let token = key().seal([7; 24], "user 5", "session").unwrap();
        assert_eq!(key().open(&token, "session"), Ok("user 5".into()));
        assert_eq!(key().open(&token, "password-reset"), Err(Refused));
        assert_eq!(
            TokenKey::parse(&"43".repeat(32))
                .unwrap()
                .open(&token, "session"),
            Err(Refused)
        );
        assert_eq!(
            key().open(token.trim_start_matches(PREFIX), "session"),
            Err(Refused)
        );
        assert_eq!(key().open("pwt1.AAAA", "session"), Err(Refused));
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "\\PC*", context in "\\PC*", nonce in any::<[u8; 24]>()) {
            let token = key().seal(nonce, &text, &context).unwrap();
            prop_assert_eq!(key().open(&token, &context), Ok(text));
        }

        #[test]
        fn a_changed_token_is_refused(text in "\\PC{0,20}", at in any::<prop::sample::Index>(), bit in 0..8) {
            let token = key().seal([1; 24], &text, "").unwrap();
            let mut body = Encoding::Base64Url.decode(&token[PREFIX.len()..]).unwrap();
            let at = at.index(body.len());
            body[at] ^= 1_u8 << bit;
            let forged = format!("{PREFIX}{}", Encoding::Base64Url.encode(&body));
            prop_assert_eq!(key().open(&forged, ""), Err(Refused));
        }

        #[test]
        fn no_text_panics(token in "(pwt1\\.)?\\PC*") {
            let _ = key().open(&token, "");
        }
    }
}
