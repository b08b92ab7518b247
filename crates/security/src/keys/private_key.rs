//! Private keys, and their encrypted form.

use std::fmt;

use ed25519_dalek::{
    Signer as _, SigningKey,
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, KeypairBytes},
};
use pkcs8::{
    EncryptedPrivateKeyInfo, LineEnding, PrivateKeyInfo, SecretDocument,
    der::pem::PemLabel as _,
    pkcs5::{
        EncryptionScheme,
        pbes2::{self, Kdf, Parameters, ScryptParams},
    },
};
use zeroize::Zeroizing;

use super::{Passphrase, PublicKey, SIGNATURE_BYTES};
use crate::{
    Error,
    limits::{SCRYPT_BYTES, SCRYPT_PASSES},
};

/// The cost of new files, see the module [`keys`](super).
const COST: u64 = 1 << 14;
const BLOCK_SIZE: u16 = 8;
const PASSES: u16 = 5;

/// A private key in memory. It is wiped when it is dropped, and nothing shows it.
pub struct PrivateKey {
    key: SigningKey,
    public: PublicKey,
}

impl PrivateKey {
    /// A new key, from the operating system's random numbers.
    ///
    /// # Errors
    /// [`Error::Random`] when the system has none.
    pub fn generate() -> Result<Self, Error> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(|_| Error::Random)?;
        Self::from_seed(&seed)
    }

    /// The key of a seed (RFC 8032, section 5.1.5), for tests that need the same key each time.
    ///
    /// # Errors
    /// None for any seed that exists.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, Error> {
        Self::new(SigningKey::from_bytes(seed))
    }

    fn new(key: SigningKey) -> Result<Self, Error> {
        let public = PublicKey::new(key.verifying_key())?;
        Ok(Self { key, public })
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs `message`; the same message always gives the same signature.
    pub fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.key.sign(message).to_bytes()
    }

    /// The key in PEM, encrypted with `passphrase`.
    ///
    /// # Errors
    /// [`Error::Passphrase`] for one that is too short, [`Error::Random`] when the system has no random numbers.
    pub fn to_encrypted_pem(&self, passphrase: &Passphrase) -> Result<Zeroizing<String>, Error> {
        passphrase.check_new()?;
        let (mut salt, mut iv) = ([0; 16], [0; 16]);
        getrandom::fill(&mut salt).map_err(|_| Error::Random)?;
        getrandom::fill(&mut iv).map_err(|_| Error::Random)?;
        self.encrypt(passphrase, &salt, &iv)
            .map_err(|_| Error::PrivateKey {
                problem: "it cannot be encrypted",
            })
    }

    fn encrypt(
        &self,
        passphrase: &Passphrase,
        salt: &[u8],
        iv: &[u8; 16],
    ) -> pkcs8::Result<Zeroizing<String>> {
        // Version 1, without the public key inside: OpenSSL does not read version 2.
        let bytes = KeypairBytes {
            secret_key: *Zeroizing::new(self.key.to_bytes()),
            public_key: None,
        };
        let plain = bytes.to_pkcs8_der()?;
        let parameters = Parameters {
            kdf: Kdf::Scrypt(ScryptParams {
                salt,
                cost_parameter: COST,
                block_size: BLOCK_SIZE,
                parallelization: PASSES,
                key_length: None,
            }),
            encryption: pbes2::EncryptionScheme::Aes256Cbc { iv },
        };
        let encrypted = PrivateKeyInfo::try_from(plain.as_bytes())?
            .encrypt_with_params(parameters, passphrase.as_bytes())?;
        Ok(encrypted.to_pem(EncryptedPrivateKeyInfo::PEM_LABEL, LineEnding::LF)?)
    }

    /// Opens what [`to_encrypted_pem`](Self::to_encrypted_pem) wrote, or another tool with scrypt.
    ///
    /// # Errors
    /// [`Error::KeyPassphrase`] for a wrong passphrase; [`Error::PrivateKey`] for a file that is not encrypted, that is of another
    /// algorithm, or whose cost is beyond [`SCRYPT_BYTES`].
    pub fn from_encrypted_pem(text: &str, passphrase: &Passphrase) -> Result<Self, Error> {
        let refuse = |problem| Error::PrivateKey { problem };
        let (label, document) =
            SecretDocument::from_pem(text.trim()).map_err(|_| refuse("it is no PEM"))?;
        if label != EncryptedPrivateKeyInfo::PEM_LABEL {
            return Err(refuse("it is not encrypted; only encrypted keys are used"));
        }
        let info = EncryptedPrivateKeyInfo::try_from(document.as_bytes())
            .map_err(|_| refuse("it is no PKCS#8"))?;
        check_cost(&info.encryption_algorithm)?;
        let plain = info
            .decrypt(passphrase.as_bytes())
            .map_err(|_| Error::KeyPassphrase)?;
        // A wrong passphrase gives a good padding now and then, and rubbish inside.
        if PrivateKeyInfo::try_from(plain.as_bytes()).is_err() {
            return Err(Error::KeyPassphrase);
        }
        let problem = "it is no Ed25519 key; other algorithms are not used";
        let key = SigningKey::from_pkcs8_der(plain.as_bytes()).map_err(|_| refuse(problem))?;
        Self::new(key)
    }
}

fn check_cost(scheme: &EncryptionScheme<'_>) -> Result<(), Error> {
    let refuse = |problem| Err(Error::PrivateKey { problem });
    let Some(scrypt) = scheme
        .pbes2()
        .and_then(|parameters| parameters.kdf.scrypt())
    else {
        return refuse(
            "its passphrase is not stretched by scrypt; write it again with `openssl pkcs8 -topk8 -scrypt`",
        );
    };
    let bytes = scrypt
        .cost_parameter
        .checked_mul(u64::from(scrypt.block_size) * 128);
    if bytes.is_none_or(|bytes| bytes > SCRYPT_BYTES) || scrypt.parallelization > SCRYPT_PASSES {
        return refuse("opening it would take more than 256 MiB, or more than 16 passes");
    }
    Ok(())
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey(of {})", self.public.id())
    }
}

#[cfg(test)]
mod tests;
