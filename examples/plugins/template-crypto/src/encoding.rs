//! Bytes as text: RFC 4648.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{
    GeneralPurpose, GeneralPurposeConfig, STANDARD, URL_SAFE_NO_PAD,
};

/// Base64 for URLs comes with padding or without it, depending on who wrote it.
const URL_SAFE_ANY_PAD: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A way to write bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Section 8, in lower case; both cases are read.
    Hex,
    /// Section 4, with padding.
    Base64,
    /// Section 5, without padding; padding is read.
    Base64Url,
}

impl Encoding {
    /// The encoding with this name.
    pub(crate) fn find(name: &str) -> Option<Self> {
        match name {
            "hex" => Some(Self::Hex),
            "base64" => Some(Self::Base64),
            "base64url" => Some(Self::Base64Url),
            _ => None,
        }
    }

    /// Bytes to text.
    pub(crate) fn encode(self, data: &[u8]) -> String {
        match self {
            Self::Hex => hex::encode(data),
            Self::Base64 => STANDARD.encode(data),
            Self::Base64Url => URL_SAFE_NO_PAD.encode(data),
        }
    }

    /// Text to bytes; none if it is not of this encoding.
    pub(crate) fn decode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Hex => hex::decode(text).ok(),
            Self::Base64 => STANDARD.decode(text).ok(),
            Self::Base64Url => URL_SAFE_ANY_PAD.decode(text).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_test_vectors_of_rfc_4648_hold() {
        let vectors = [
            ("", "", ""),
            ("f", "Zg==", "66"),
            ("fo", "Zm8=", "666f"),
            ("foo", "Zm9v", "666f6f"),
            ("foob", "Zm9vYg==", "666f6f62"),
            ("fooba", "Zm9vYmE=", "666f6f6261"),
            ("foobar", "Zm9vYmFy", "666f6f626172"),
        ];
        for (plain, base64, hex) in vectors {
            assert_eq!(Encoding::Base64.encode(plain.as_bytes()), base64);
            assert_eq!(Encoding::Base64.decode(base64).unwrap(), plain.as_bytes());
            assert_eq!(Encoding::Hex.encode(plain.as_bytes()), hex);
            assert_eq!(
                Encoding::Hex.decode(&hex.to_uppercase()).unwrap(),
                plain.as_bytes()
            );
        }
    }

    #[test]
    fn the_alphabet_for_urls_differs_in_two_letters() {
        assert_eq!(Encoding::Base64.encode(&[0xfb, 0xff]), "+/8=");
        assert_eq!(Encoding::Base64Url.encode(&[0xfb, 0xff]), "-_8");
        assert_eq!(Encoding::Base64Url.decode("-_8=").unwrap(), [0xfb, 0xff]);
        assert_eq!(Encoding::Base64.decode("-_8="), None);
    }

    proptest! {
        #[test]
        fn what_was_encoded_decodes_to_itself(data in prop::collection::vec(any::<u8>(), 0..100)) {
            for encoding in [Encoding::Hex, Encoding::Base64, Encoding::Base64Url] {
                prop_assert_eq!(encoding.decode(&encoding.encode(&data)).unwrap(), data.clone());
            }
        }
    }
}
