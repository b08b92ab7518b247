//! Random policies and candidates that agree often enough for both answers to come up.

use std::collections::BTreeSet;
use std::time::Duration;

use plugwright_manifest::{AccessMode, Capabilities, LimitRequest, Methods, SecurityLevel};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::{DAY, NOW, good, key, usual};
use crate::Timestamp;
use crate::policy::{
    Advisory, Candidate, CapabilityKind, Findings, KnownSigner, Network, Policy, Provenance, Rule,
    Severity, Signer, SignerName, Source, TrustClass,
};

pub(super) const ORIGINS: [&str; 6] = [
    "*",
    "https://*.acme.example",
    "https://a.acme.example",
    "https://b.acme.example",
    "https://a.acme.example:8443",
    "http://127.0.0.1",
];

pub(super) fn severity() -> impl Strategy<Value = Severity> {
    use Severity::{Critical, High, Low, Medium};
    select(vec![Low, Medium, High, Critical])
}

pub(super) fn level() -> impl Strategy<Value = SecurityLevel> {
    use SecurityLevel::{High, Low, Medium};
    select(vec![Low, Low, Medium, High])
}

pub(super) fn name(number: u8) -> SignerName {
    format!("signer-{number}").parse().unwrap()
}

fn signer(number: u8) -> impl Strategy<Value = KnownSigner> {
    use TrustClass::{Enterprise, Official, Verified};
    let class = select(vec![Official, Verified, Enterprise]);
    let revoked = proptest::option::weighted(0.2, moment());
    (class, revoked).prop_map(move |(class, revoked)| KnownSigner {
        class,
        keys: [key(number)].into(),
        identities: BTreeSet::new(),
        valid_from: None,
        revoked,
    })
}

/// Around now.
fn moment() -> impl Strategy<Value = Timestamp> {
    (0..10u64).prop_map(|days| Timestamp::from_unix(NOW.as_unix() + DAY - days * DAY))
}

pub(super) fn origins() -> impl Strategy<Value = BTreeSet<plugwright_manifest::OriginPattern>> {
    btree_set(select(ORIGINS.to_vec()), 0..4)
        .prop_map(|texts| texts.iter().map(|text| text.parse().unwrap()).collect())
}

pub(crate) fn capabilities() -> impl Strategy<Value = Capabilities> {
    let flags = (any::<bool>(), proptest::option::of(any::<bool>()));
    (origins(), flags).prop_map(|(origins, (gpu, directory))| Capabilities {
        http: origins
            .into_iter()
            .map(|origin| (origin, Methods::default()))
            .collect(),
        directories: directory
            .map(|write| {
                let mode = if write {
                    AccessMode::ReadWrite
                } else {
                    AccessMode::ReadOnly
                };
                ("/data".parse().unwrap(), mode)
            })
            .into_iter()
            .collect(),
        gpu,
        ..Capabilities::none()
    })
}

fn network() -> impl Strategy<Value = Network> {
    let allow = proptest::option::weighted(0.3, origins());
    (allow, origins(), any::<bool>()).prop_map(|(allow, block, blocks)| Network {
        allow,
        block: if blocks { block } else { BTreeSet::new() },
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let who = (subsequence((1..=3u8).collect::<Vec<_>>(), 1..=3), 1..=2u32);
    let when = 0..4u64;
    let must = (any::<bool>(), any::<bool>(), any::<bool>(), 0..50u32);
    let kinds = subsequence(CapabilityKind::ALL.to_vec(), 6..=10);
    let what = (severity(), severity(), kinds, network());
    (level(), who, when, must, what).prop_map(
        |(level, (signers, signatures), days, must, (scan, advisories, kinds, network))| Rule {
            level,
            registry: usual().default.registry,
            signers: signers.into_iter().map(name).collect(),
            signatures,
            minimum_age: Duration::from_secs(days * DAY),
            require_scan: must.0,
            scan_blocks: scan,
            advisories_block: advisories,
            require_audit: must.1 && must.2,
            require_provenance: must.1 && !must.2,
            allowed_capabilities: kinds.into_iter().collect(),
            network,
            limits: LimitRequest::default(),
            minimum_score: must.3,
        },
    )
}

pub(super) fn policy() -> impl Strategy<Value = Policy> {
    let signers = (signer(1), signer(2), signer(3));
    (signers, rule(), any::<bool>()).prop_map(|(signers, default, unsigned_folders)| Policy {
        signers: [
            (name(1), signers.0),
            (name(2), signers.1),
            (name(3), signers.2),
        ]
        .into(),
        auditors: [name(1), name(2)].into(),
        default,
        unsigned_folders,
        ..Policy::default()
    })
}

pub(super) fn candidate() -> impl Strategy<Value = Candidate> {
    use Provenance::{Agrees, Differs, Missing};
    let keys = || {
        vec(1..=4u8, 0..4).prop_map(|keys| keys.into_iter().map(|n| Signer::Key(key(n))).collect())
    };
    let source = select(vec![
        Source::Folder,
        Source::File,
        good().source,
        good().source,
    ]);
    let seen = (
        proptest::option::weighted(0.8, btree_set(severity(), 0..2)),
        proptest::option::weighted(0.2, severity()),
        select(vec![Missing, Agrees, Differs]),
    );
    let published = proptest::option::weighted(0.9, moment());
    let kept = proptest::option::weighted(0.3, moment());
    let dates = (published, kept);
    (source, dates, keys(), keys(), capabilities(), seen).prop_map(
        |(
            source,
            (published, kept_since),
            signers,
            audited_by,
            capabilities,
            (scan, advisory, provenance),
        )| {
            Candidate {
                source,
                published,
                kept_since,
                signers,
                audited_by,
                capabilities,
                scan: scan.map(|found| {
                    Findings(found.into_iter().map(|severity| (severity, 1)).collect())
                }),
                advisories: advisory
                    .map(|severity| Advisory {
                        id: "A-1".parse().unwrap(),
                        severity,
                    })
                    .into_iter()
                    .collect(),
                provenance,
                ..good()
            }
        },
    )
}
