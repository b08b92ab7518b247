//! Keys of authors: Ed25519 (RFC 8032), named by what they are and not by who holds them.
//!
//! **Form of a private key.** PKCS#8 in PEM, encrypted by PBES2 with scrypt and AES-256-CBC (RFC 8018, RFC 7914). Of the standard forms
//! it is the one that `openssl pkey`, Python's `cryptography`, Go and Java read without our help, so that nobody's key is locked into
//! this program; OpenSSH's is read by SSH tools only, and age's needs a second tool to get the key out of the envelope.
//! The cost is N = 2^14, r = 8, p = 5: what OWASP recommends as the equal of 128 MiB, within the 32 MiB that OpenSSL allows by default.
//!
//! **Keys elsewhere.** An [`Agent`] signs with keys that this program never sees.
//!
//! **Name of a key.** The SHA-256 of its SubjectPublicKeyInfo, see [`KeyId`].

mod agent;
mod key_id;
mod passphrase;
mod private_key;
mod public_key;
mod secret_file;
mod signing_key;
mod store;

pub use agent::{Agent, AgentKey};
pub use key_id::KeyId;
pub use passphrase::Passphrase;
pub use private_key::PrivateKey;
pub use public_key::PublicKey;
pub use signing_key::SigningKey;
pub use store::{KeyState, KeyStore, StoredKey};

pub(crate) use public_key::SIGNATURE_BYTES;
