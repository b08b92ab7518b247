//! Any text as a policy and as a grant.
//!
//! What is refused is refused with a place and in printable ASCII; what is accepted judges without a panic, explains every refusal, and a grant is
//! read again as it was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plugwright_manifest::{Capabilities, Digest, LimitRequest};
use plugwright_security::grant::Grant;
use plugwright_security::policy::{
    Candidate, Findings, Policy, Provenance, Signer, Source, evaluate,
};
use plugwright_security::{Error, Timestamp};

fuzz_target!(|text: &str| {
    match Policy::parse("policy.yaml", text) {
        Ok(policy) => judges(&policy),
        Err(error) => is_harmless(&error),
    }
    match Grant::parse("grant.yaml", text) {
        Ok(grant) => {
            let again = Grant::parse("grant.yaml", &grant.to_yaml()).expect("it was written by us");
            assert_eq!(again, grant);
            assert!(grant.update(&grant.asked).is_empty());
        }
        Err(error) => is_harmless(&error),
    }
});

fn judges(policy: &Policy) {
    let now = Timestamp::from_unix(1_800_000_000);
    for id in ["acme:greeter", "plugwright:tool", "plain"] {
        let signers = policy.signers.values().flat_map(|signer| &signer.keys);
        let candidate = Candidate {
            id: id.parse().expect("it is an id"),
            version: "1.2.3-rc.1".parse().expect("it is a version"),
            digest: Digest::of(b""),
            source: Source::File,
            published: Some(Timestamp::from_unix(1_790_000_000)),
            kept_since: None,
            signers: signers.copied().map(Signer::Key).collect(),
            set_aside: Vec::new(),
            audited_by: Vec::new(),
            author: None,
            license: None,
            capabilities: Capabilities::none(),
            limits: LimitRequest::default(),
            scan: Some(Findings::default()),
            advisories: Vec::new(),
            provenance: Provenance::Missing,
            has_sbom: false,
        };
        let verdict = evaluate(policy, &candidate, now);
        assert!(verdict.score.total() <= 100);
        assert_eq!(verdict.allowed(), verdict.denials().next().is_none());
        verdict.denials().for_each(|denial| assert!(!denial.remedy.is_empty()));
    }
}

fn is_harmless(error: &Error) {
    let Error::Document(mistake) = error else {
        panic!("{error}");
    };
    let message = mistake.to_string();
    assert!(message.is_ascii() && !message.contains(char::is_control), "{message}");
    assert!(message.len() < 5_000 && mistake.line > 0 && mistake.column > 0, "{message}");
}
