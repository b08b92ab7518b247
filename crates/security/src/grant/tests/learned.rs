//! Learning: a proposal covers what was seen, and stays within what is asked for.

use std::collections::BTreeSet;

use plugwright_manifest::{Capabilities, Capability, Methods, OriginPattern};
use proptest::prelude::*;

use super::{arbitrary, capabilities};
use crate::grant::{Learned, Use, learn};
use crate::policy::CapabilityKind;

fn all_kinds() -> BTreeSet<CapabilityKind> {
    CapabilityKind::ALL.into()
}

fn from(asked: &str, uses: &[Use]) -> Learned {
    learn(&capabilities(asked), uses, &all_kinds())
}

fn http(origin: &str, method: &str) -> Use {
    Use::Http {
        origin: origin.to_owned(),
        method: method.to_owned(),
    }
}

fn file(path: &str, write: bool) -> Use {
    Use::File {
        path: path.to_owned(),
        write,
    }
}

#[test]
fn a_star_becomes_the_servers_that_were_called() {
    let uses = [
        http("https://api.acme.example", "GET"),
        http("https://api.acme.example:443", "POST"),
        http("https://cdn.acme.example", "GET"),
    ];
    let learned = from("{ network: { origins: ['*'] } }", &uses);
    let proposed = "{ network: { origins: [{ origin: 'https://api.acme.example', methods: [GET, POST] }, { origin: 'https://cdn.acme.example', methods: [GET] }] } }";
    assert_eq!(learned.grant, capabilities(proposed));
    assert!(learned.unused.is_empty() && learned.outside.is_empty());
}

#[test]
fn many_servers_of_one_domain_become_one_line_if_the_manifest_asks_for_them_all() {
    let uses: Vec<Use> = (0..20)
        .map(|n| http(&format!("https://s{n}.acme.example"), "GET"))
        .collect();
    let one_line =
        "{ network: { origins: [{ origin: 'https://*.acme.example', methods: [GET] }] } }";
    for asked in ["'*'", "'https://*.acme.example'"] {
        let learned = from(&format!("{{ network: {{ origins: [{asked}] }} }}"), &uses);
        assert_eq!(learned.grant, capabilities(one_line));
    }
    let listed: Vec<String> = (0..20)
        .map(|n| format!("'https://s{n}.acme.example'"))
        .collect();
    let learned = from(
        &format!("{{ network: {{ origins: [{}] }} }}", listed.join(", ")),
        &uses,
    );
    assert_eq!(
        learned.grant.http.len(),
        20,
        "a wildcard would be more than was asked for"
    );
}

#[test]
fn files_become_the_directory_that_was_asked_for_and_reading_stays_reading() {
    let uses = [
        file("/data/a/1", false),
        file("/data/a/2", false),
        file("/data/in/3", true),
    ];
    let asked = "{ filesystem: { directories: [{ path: /data, mode: rw }, { path: /data/in, mode: rw }, { path: /logs }] } }";
    let learned = from(asked, &uses);
    let proposed =
        "{ filesystem: { directories: [{ path: /data }, { path: /data/in, mode: rw }] } }";
    assert_eq!(learned.grant, capabilities(proposed));
    assert_eq!(learned.unused.len(), 1);
    assert!(learned.outside.is_empty());
}

#[test]
fn what_is_outside_the_manifest_is_told_and_not_granted() {
    let uses = [
        http("https://evil.example", "GET"),
        http("https://a.example", "CONNECT"),
        file("/data/../etc/passwd", false),
        file("/database", false),
        file("/data/x", true),
        Use::Env {
            name: "HOME".to_owned(),
        },
    ];
    let asked = "{ network: { origins: ['https://a.example'] }, filesystem: { directories: [{ path: /data }] } }";
    let learned = from(asked, &uses);
    assert!(learned.grant.is_empty(), "{:?}", learned.grant);
    assert_eq!(learned.outside.len(), uses.len());
    assert_eq!(learned.unused.len(), 2);
}

#[test]
fn a_secret_goes_where_requests_went() {
    let asked = "{ network: { origins: ['https://a.example', 'https://b.example'] }, secrets: [{ name: token, origins: ['https://a.example', 'https://b.example'] }] }";
    let secret = Use::Secret {
        name: "token".to_owned(),
    };
    let learned = from(asked, &[secret, http("https://a.example", "GET")]);
    let origins: Vec<String> = (learned.grant.secrets.values())
        .flatten()
        .map(ToString::to_string)
        .collect();
    assert_eq!(origins, ["https://a.example"]);
}

#[test]
fn what_the_host_cannot_watch_stays_as_it_is_asked_for() {
    let asked = capabilities("{ env: [X], config: [a, b], gpu: true }");
    let uses = [Use::Config {
        name: "a".to_owned(),
    }];
    let learned = learn(&asked, &uses, &[CapabilityKind::Config].into());
    assert_eq!(
        learned.grant,
        capabilities("{ env: [X], config: [a], gpu: true }")
    );
}

#[test]
fn a_use_is_one_line_of_json() {
    let line = r#"{"kind":"http","origin":"https://a.example","method":"GET"}"#;
    let used: Use = serde_json::from_str(line).unwrap();
    assert_eq!(used, http("https://a.example", "GET"));
    assert_eq!(serde_json::to_string(&used).unwrap(), line);
    assert!(serde_json::from_str::<Use>(r#"{"kind":"env","name":"A","more":1}"#).is_err());
}

/// Whether a use needs nothing more than this.
fn serves(capabilities: &Capabilities, used: &Use) -> bool {
    match used {
        Use::Http { origin, method } => {
            let Ok(origin) = origin.parse::<OriginPattern>() else {
                return false;
            };
            let allows = |(own, methods): (&OriginPattern, &Methods)| {
                own.covers(&origin) && methods.allow(method)
            };
            !origin.is_wildcard() && capabilities.http.iter().any(allows)
        }
        Use::File { path, write } => {
            let inside = |directory: &str| {
                directory == "/" || path == directory || path.starts_with(&format!("{directory}/"))
            };
            let innermost = (capabilities.directories.iter())
                .filter(|(directory, _)| inside(directory.as_str()) && path.starts_with('/'))
                .max_by_key(|(directory, _)| directory.as_str().len());
            let enough = |(_, mode): (_, &plugwright_manifest::AccessMode)| {
                !write || *mode == plugwright_manifest::AccessMode::ReadWrite
            };
            !path.contains("..") && innermost.is_some_and(enough)
        }
        Use::Env { name } => capabilities.env.contains(name.as_str()),
        Use::Config { name } => capabilities.config.contains(name.as_str()),
        Use::Bucket { name } => capabilities.key_value.contains(name.as_str()),
        Use::Secret { name } => capabilities.secrets.contains_key(name.as_str()),
    }
}

proptest! {
    #[test]
    fn a_proposal_serves_every_use_that_the_manifest_serves(
        asked in arbitrary::capabilities(),
        uses in arbitrary::uses(),
    ) {
        let learned = learn(&asked, &uses, &all_kinds());
        for used in &uses {
            let asked_for = serves(&asked, used);
            prop_assert_eq!(!learned.outside.contains(used), asked_for, "{:?}", used);
            prop_assert_eq!(serves(&learned.grant, used), asked_for, "{:?} by {:?}", used, learned.grant);
        }
    }

    #[test]
    fn a_proposal_asks_for_nothing_that_the_manifest_does_not(
        asked in arbitrary::capabilities(),
        uses in arbitrary::uses(),
        watched in proptest::sample::subsequence(CapabilityKind::ALL.to_vec(), 0..=10),
    ) {
        let learned = learn(&asked, &uses, &watched.into_iter().collect());
        for capability in learned.grant.iter() {
            // Methods of one server may come from two lines of the manifest.
            match capability {
                Capability::Http(origin, Methods::Only(methods)) => for method in methods {
                    let alone = Capability::Http(origin.clone(), Methods::Only([method].into()));
                    prop_assert!(asked.include(&alone), "{}", alone);
                },
                capability => prop_assert!(asked.include(&capability), "{}", capability),
            }
        }
    }

    #[test]
    fn nothing_used_is_nothing_granted_of_what_is_watched(asked in arbitrary::capabilities()) {
        let learned = learn(&asked, [], &all_kinds());
        let flags = Capabilities { gpu: asked.gpu, ..Capabilities::none() };
        prop_assert_eq!(learned.grant, flags);
    }
}

#[test]
fn a_directory_to_be_read_does_not_become_part_of_one_to_be_written() {
    let asked = "{ filesystem: { directories: [{ path: /, mode: rw }, { path: /data }] } }";
    let learned = from(asked, &[file("/tmp/x", true)]);
    assert_eq!(learned.grant, capabilities(asked));
}
