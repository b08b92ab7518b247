//! Password hashes: argon2id in the PHC form, bcrypt in the form of crypt(3).
//!
//! The bounds: below, a stolen hash is too cheap to guess (OWASP's least parameters); above, one attempt costs the host
//! more than it should, and every client may make attempts.

use argon2::{
    Algorithm, Argon2, Params, PasswordVerifier, Version, password_hash::phc::PasswordHash as Phc,
};
use base64::{
    Engine,
    alphabet::BCRYPT,
    engine::{GeneralPurpose, general_purpose::NO_PAD},
};
use subtle::ConstantTimeEq;

/// The most memory that one argon2id hash takes, in bytes.
pub(crate) const MAX_MEMORY: u64 = 64 << 20;

const ARGON2_MEMORY_KIB: std::ops::RangeInclusive<u32> = 7 * 1024..=64 * 1024;
const ARGON2_PASSES: std::ops::RangeInclusive<u32> = 1..=10;
const ARGON2_LANES: std::ops::RangeInclusive<u32> = 1..=4;
const BCRYPT_COST: std::ops::RangeInclusive<u32> = 10..=14;

/// The most bytes of a password that bcrypt looks at. Longer ones are refused: cut off, they would match others.
const BCRYPT_MAX_PASSWORD: usize = 72;

/// A hash of a password.
#[derive(Debug)]
pub(crate) enum PasswordHash {
    /// The hash with its parameters, checked.
    Argon2id(Box<Phc>),
    /// Cost, salt and hash.
    Bcrypt {
        cost: u32,
        salt: [u8; 16],
        hash: [u8; 23],
    },
}

impl PasswordHash {
    /// Reads `$argon2id$…` and `$2b$…` (`$2a$` and `$2y$` mean the same today). The error completes "the hash …".
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        if text.starts_with("$argon2id$") {
            return parse_argon2id(text);
        }
        let bcrypt = ["$2a$", "$2b$", "$2y$"]
            .iter()
            .find_map(|prefix| text.strip_prefix(prefix));
        parse_bcrypt(bcrypt.ok_or("is neither argon2id (`$argon2id$`) nor bcrypt (`$2b$`)")?)
    }

    /// Whether this is the hash of the password. It takes the same time for every password.
    pub(crate) fn matches(&self, password: &[u8]) -> bool {
        match self {
            Self::Argon2id(hash) => {
                let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT);
                argon2.verify_password(password, hash.as_ref()).is_ok()
            }
            Self::Bcrypt { cost, salt, hash } => {
                let fits = password.len() <= BCRYPT_MAX_PASSWORD;
                let computed = bcrypt_hash(*cost, *salt, password);
                bool::from(computed.ct_eq(hash)) & fits
            }
        }
    }
}

fn parse_argon2id(text: &str) -> Result<PasswordHash, &'static str> {
    let phc = Phc::new(text).map_err(|_| "is no well-formed argon2id hash")?;
    if phc.version != Some(Version::V0x13.into()) {
        return Err("is of another version of argon2id than 19");
    }
    let params =
        Params::try_from(&phc).map_err(|_| "has parameters that argon2id does not have")?;
    if !ARGON2_MEMORY_KIB.contains(&params.m_cost()) {
        return Err("takes less than 7 MiB or more than 64 MiB of memory (`m`)");
    }
    if !ARGON2_PASSES.contains(&params.t_cost()) || !ARGON2_LANES.contains(&params.p_cost()) {
        return Err("takes more than 10 passes (`t`) or 4 lanes (`p`)");
    }
    if phc.salt.is_none_or(|salt| salt.len() < 8) || phc.hash.is_none_or(|hash| hash.len() < 16) {
        return Err("has a salt of less than 8 bytes or a value of less than 16");
    }
    Ok(PasswordHash::Argon2id(Box::new(phc)))
}

/// `12$` and then 22 characters of salt and 31 of hash, in bcrypt's own base64.
fn parse_bcrypt(rest: &str) -> Result<PasswordHash, &'static str> {
    const MALFORMED: &str = "is no well-formed bcrypt hash";
    let (cost, rest) = rest.split_once('$').ok_or(MALFORMED)?;
    let cost = cost.parse().map_err(|_| MALFORMED)?;
    if !BCRYPT_COST.contains(&cost) {
        return Err("has a cost of less than 10 or more than 14");
    }
    let (salt, hash) = rest.split_at_checked(22).ok_or(MALFORMED)?;
    Ok(PasswordHash::Bcrypt {
        cost,
        salt: decode(salt).ok_or(MALFORMED)?,
        hash: decode(hash).ok_or(MALFORMED)?,
    })
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    // Some programs leave bits set in the last character.
    let lax = NO_PAD.with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(&BCRYPT, lax)
        .decode(text)
        .ok()?
        .try_into()
        .ok()
}

/// bcrypt works on at most 72 bytes, of which a NUL is the last if there is room.
fn bcrypt_hash(cost: u32, salt: [u8; 16], password: &[u8]) -> [u8; 23] {
    let mut input = password.to_vec();
    input.push(0);
    input.truncate(BCRYPT_MAX_PASSWORD);
    let [hash @ .., _] = bcrypt::bcrypt(cost, salt, &input);
    hash
}

#[cfg(test)]
mod tests;
