//! What carries a statement and its signature: a DSSE envelope in a Sigstore bundle.
//!
//! The container is that of the ecosystem ([bundle v0.3](https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto),
//! [DSSE v1](https://github.com/secure-systems-lab/dsse/blob/master/protocol.md)): cosign, sigstore-python and in-toto's tools read it, and
//! keyless signatures use the same one. A bundle has one signature by definition; several signers make several bundles, in a file one to a line.
//!
//! Reading is strict, and all limits hold before any cryptography (RA15, RA16). Nothing that is read is believed: a bundle says which key it
//! wants to be verified with, and the verifier decides which keys it trusts.

mod container;
mod envelope;
mod set;

pub use container::{Bundle, Material};
pub use envelope::{Envelope, Signature};
pub use set::{parse_bundles, write_bundles};
