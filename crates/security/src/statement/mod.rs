//! What is signed: statements in the form of in-toto, about digests.
//!
//! A statement ([in-toto Statement v1](https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md)) says something, its *predicate*,
//! about subjects that are named by digest. Ours are
//!
//! - [`Subject`]: this digest is that version of that plugin, from that registry. It is what makes a package installable.
//! - [`Provenance`]: how it was built (SLSA v1), and [`Bom`]: what it is made of (CycloneDX). They are shown and judged by policy, and
//!   never make anything installable.
//! - [`Audited`]: somebody looked at it. Whose word counts is a matter of policy as well.
//! - [`Rotation`] and [`Revocation`]: what became of a key.

mod audited;
mod bom;
mod in_toto;
mod kind;
mod provenance;
mod revocation;
mod rotation;
mod subject;

pub use audited::Audited;
pub use bom::{Bom, Component};
pub use in_toto::{Predicate, Statement};
pub use kind::Kind;
pub use provenance::{Build, Provenance, Tool};
pub use revocation::Revocation;
pub use rotation::Rotation;
pub use subject::Subject;
