//! The attacks on signatures of the catalogue of registries (rows RB), and those of the hostile catalogue that are about signatures (rows E).

mod keys;
mod package;
mod reading;

use std::num::NonZeroUsize;

use plugwright_manifest::Digest;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    Timestamp,
    bundle::{Bundle, Envelope, parse_bundles, write_bundles},
    keys::PrivateKey,
    statement::{
        Bom, Build, Component, Kind, Predicate, Provenance, Revocation, Rotation, Statement,
        Subject,
    },
};

fn key(seed: u8) -> PrivateKey {
    PrivateKey::from_seed(&[seed; 32]).unwrap()
}

fn subject_of(origin: &str, id: &str, version: &str, kind: Kind, bytes: &[u8]) -> Subject {
    let (id, version) = (id.parse().unwrap(), version.parse().unwrap());
    Subject::new(
        origin.parse().unwrap(),
        id,
        version,
        kind,
        Digest::of(bytes),
    )
    .unwrap()
}

fn subject() -> Subject {
    subject_of(
        "https://registry.example",
        "acme:auth",
        "1.0.0",
        Kind::Plugin,
        b"package",
    )
}

fn signed(subject: &Subject, key: &PrivateKey) -> Bundle {
    Bundle::sign(&subject.to_statement().unwrap(), key).unwrap()
}

fn trusting(seeds: &[u8]) -> Trust {
    let mut trust = Trust::nobody();
    for seed in seeds {
        trust.key(*key(*seed).public()).unwrap();
    }
    trust
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Moment {
    Moment {
        recorded: None,
        now: time("2026-06-01"),
    }
}

fn recorded(text: &str) -> Moment {
    Moment {
        recorded: Some(time(text)),
        ..now()
    }
}

fn at_least(signers: usize) -> NonZeroUsize {
    NonZeroUsize::new(signers).unwrap()
}

/// The codes of what does not count, when the package is asked for as [`subject`].
fn refused(bundles: &[Bundle], trust: &Trust, moment: Moment) -> Vec<&'static str> {
    let verification = verify(&Expected::exactly(&subject()), bundles, trust, moment);
    assert!(verification.accept(at_least(1)).is_err());
    let codes = verification
        .set_aside()
        .iter()
        .map(|aside| aside.reason.code());
    codes.collect()
}

/// A bundle with a field changed by somebody without the key.
fn changed(bundle: &Bundle, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut document: Value = serde_json::from_str(&bundle.to_json()).unwrap();
    change(&mut document);
    document.to_string().into_bytes()
}
