//! The messages of an agent: numbers and strings with their lengths, in big-endian order.

use super::refuse;
use crate::Error;
use crate::keys::{PublicKey, SIGNATURE_BYTES};

/// The most bytes of a message, as in OpenSSH.
pub(super) const MESSAGE_BYTES: usize = 256 << 10;

const FAILURE: u8 = 5;
const REQUEST_IDENTITIES: u8 = 11;
const IDENTITIES_ANSWER: u8 = 12;
const SIGN_REQUEST: u8 = 13;
const SIGN_RESPONSE: u8 = 14;

/// The one type of key that is used (RFC 8709).
const ED25519: &[u8] = b"ssh-ed25519";

/// A key that an agent holds.
#[derive(Debug)]
pub(super) struct Identity<'a> {
    /// The key in SSH's form.
    pub(super) blob: &'a [u8],
    pub(super) comment: &'a [u8],
}

/// "Which keys have you?"
pub(super) fn list_request() -> Vec<u8> {
    vec![REQUEST_IDENTITIES]
}

/// "Sign this with that key."
pub(super) fn sign_request(key: &PublicKey, message: &[u8]) -> Result<Vec<u8>, Error> {
    let mut request = vec![SIGN_REQUEST];
    put(&mut request, &blob(key));
    put(&mut request, message);
    // No flags: those are for RSA.
    request.extend_from_slice(&0_u32.to_be_bytes());
    if request.len() > MESSAGE_BYTES {
        return Err(refuse(
            "an agent signs at most 256 KiB; sign statements as large as this bill of materials with a key in a file",
        ));
    }
    Ok(request)
}

/// The keys in an answer.
pub(super) fn identities(answer: &[u8]) -> Result<impl Iterator<Item = Identity<'_>>, Error> {
    let mut fields = Fields(body(answer, IDENTITIES_ANSWER)?);
    let count = fields.number()?;
    // Not by the count, which may be anything: an honest list ends with the answer.
    let mut found = Vec::new();
    while !fields.0.is_empty() {
        found.push(Identity {
            blob: fields.string()?,
            comment: fields.string()?,
        });
    }
    if u32::try_from(found.len()) != Ok(count) {
        return Err(refuse("it announced another number of keys than it listed"));
    }
    Ok(found.into_iter())
}

/// The signature in an answer.
pub(super) fn signature(answer: &[u8]) -> Result<[u8; SIGNATURE_BYTES], Error> {
    let mut fields = Fields(body(answer, SIGN_RESPONSE)?);
    let mut signature = Fields(fields.string()?);
    fields.end()?;
    let (algorithm, bytes) = (signature.string()?, signature.string()?);
    signature.end()?;
    match bytes.try_into() {
        Ok(bytes) if algorithm == ED25519 => Ok(bytes),
        _ => Err(refuse("its signature is none of Ed25519")),
    }
}

impl<'a> Identity<'a> {
    /// The key, if it is one of Ed25519.
    pub(super) fn ed25519(&self) -> Option<&'a [u8; 32]> {
        let mut fields = Fields(self.blob);
        let (algorithm, key) = (fields.string().ok()?, fields.string().ok()?);
        fields.end().ok()?;
        key.try_into().ok().filter(|_| algorithm == ED25519)
    }
}

/// A key in SSH's form.
pub(super) fn blob(key: &PublicKey) -> Vec<u8> {
    let mut blob = Vec::new();
    put(&mut blob, ED25519);
    put(&mut blob, key.as_bytes());
    blob
}

fn put(message: &mut Vec<u8>, string: &[u8]) {
    // Longer strings would make a message that is refused anyway.
    let length = u32::try_from(string.len()).unwrap_or(u32::MAX);
    message.extend_from_slice(&length.to_be_bytes());
    message.extend_from_slice(string);
}

/// What follows the type of an answer, which has to be the one that was asked for.
fn body(answer: &[u8], wanted: u8) -> Result<&[u8], Error> {
    match answer.split_first() {
        Some((kind, body)) if *kind == wanted => Ok(body),
        Some((&FAILURE, _)) => Err(refuse(
            "it refused; unlock it (`ssh-add -X`), confirm when it asks, or add the key again",
        )),
        _ => Err(refuse("it answered something that was not asked")),
    }
}

/// Fields that are still to be read.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn number(&mut self) -> Result<u32, Error> {
        let (bytes, rest) = self.0.split_first_chunk().ok_or(CUT)?;
        self.0 = rest;
        Ok(u32::from_be_bytes(*bytes))
    }

    fn string(&mut self) -> Result<&'a [u8], Error> {
        let length = usize::try_from(self.number()?).map_err(|_| CUT)?;
        let (string, rest) = self.0.split_at_checked(length).ok_or(CUT)?;
        self.0 = rest;
        Ok(string)
    }

    fn end(&self) -> Result<(), Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(refuse("something stands behind the end of its answer"))
    }
}

const CUT: Error = Error::Agent {
    problem: "its answer is cut off, or a length in it is wrong",
};
