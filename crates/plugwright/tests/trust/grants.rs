//! What was consented to, and what a version gets of it.

use plugwright::security::Timestamp;
use plugwright::security::grant::Revocation;

use crate::desk::{ALICE, Desk, REGISTRY, signed};
use crate::{asking, has};

#[test]
fn e10_what_nobody_consented_to_waits_and_grants_that_changed_since_they_were_pinned_are_refused() {
    let desk = Desk::new();
    let manifest = asking("1.0.0", "greeting");
    let release = desk.install(&signed(&manifest, ALICE, REGISTRY));
    has(
        &desk.refusal(&release),
        &["[PW-GRANT-CONSENT]", "greeting", "plugwright grant accept"],
    );
    desk.grant(&manifest);
    has(&desk.refusal(&release), &["[PW-GRANT-CHANGED]"]);
    desk.install(&signed(&manifest, ALICE, REGISTRY));
    desk.load(&release).unwrap();

    // Somebody edits the file: more than was pinned must not come into force by itself.
    desk.change(&release.id, |grant| {
        let mut grant = grant.unwrap();
        grant.gives.config.insert("password".parse().unwrap());
        grant
    });
    has(
        &desk.refusal(&release),
        &["[PW-GRANT-CHANGED]", "activate the version again"],
    );

    // An update that asks for more waits, with the grant of the version before.
    let update = desk.install(&signed(
        &asking("1.1.0", "greeting, secret-sauce"),
        ALICE,
        REGISTRY,
    ));
    has(
        &desk.refusal(&update),
        &["[PW-GRANT-CONSENT]", "secret-sauce"],
    );
}

#[test]
fn e12_a_revoked_grant_keeps_a_plugin_from_being_loaded_and_says_why() {
    let desk = Desk::new();
    let manifest = asking("1.0.0", "greeting");
    desk.grant(&manifest);
    let release = desk.install(&signed(&manifest, ALICE, REGISTRY));
    desk.load(&release).unwrap();
    desk.change(&release.id, |grant| {
        let mut grant = grant.unwrap();
        grant.revoked = Some(Revocation {
            by: "olga".parse().unwrap(),
            at: Timestamp::now(),
            reason: "it is too curious".parse().unwrap(),
        });
        grant
    });
    has(
        &desk.refusal(&release),
        &["it is too curious", "[PW-GRANT-REVOKED]"],
    );
}

#[test]
fn a_plugin_gets_what_it_asks_for_and_was_granted_and_no_more_than_the_policy_says() {
    let mut desk = Desk::new();
    desk.policy = desk.policy.replace(
        "acme: { signers: [alice] }",
        "acme: { signers: [alice], limits: { memory: { size: 8MiB } } }",
    );
    let manifest = asking("1.0.0", "greeting, farewell");
    desk.grant(&manifest);
    desk.change(&manifest.id, |grant| {
        let mut grant = grant.unwrap();
        grant.gives.config = ["greeting", "password"]
            .map(|key| key.parse().unwrap())
            .into();
        grant
    });
    let release = desk.install(&signed(&manifest, ALICE, REGISTRY));
    desk.load(&release).unwrap();
    let record = desk.store().record(&release).unwrap();
    let pinned = desk.pinned(&release.id);
    let admission = desk.verifier().admission(&record, &pinned).unwrap();
    let config: Vec<_> = admission
        .gives
        .config
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(config, ["greeting"]);
    assert_eq!(admission.limits.memory.size.to_string(), "8MiB");

    desk.change(&release.id, |grant| {
        let mut grant = grant.unwrap();
        grant.gives.config.clear();
        grant
    });
    let changed = desk.verifier().admission(&record, &pinned).unwrap_err();
    has(&changed.to_string(), &["[PW-GRANT-CHANGED]"]);
}
