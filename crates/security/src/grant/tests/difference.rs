//! Updates: what is new, wider, narrower and gone, and what a plugin gets meanwhile.

use plugwright_manifest::{Capabilities, HttpMethod, Limits};
use proptest::prelude::*;

use super::arbitrary;
use super::{capabilities, grant, request};
use crate::grant::{Change, Difference, Request, difference};

fn between(before: &str, after: &str) -> Vec<String> {
    let ask = |yaml: &str| Request {
        capabilities: capabilities(yaml),
        ..Request::default()
    };
    let difference = difference(&ask(before), &ask(after));
    difference
        .changes()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn e10_each_change_is_said_in_plain_words() {
    for (before, after, says) in [
        (
            "{}",
            "{ network: { origins: ['https://a.example'] } }",
            "new: it wants to send requests to https://a.example",
        ),
        (
            "{ network: { origins: ['https://a.b.example'] } }",
            "{ network: { origins: ['https://*.b.example'] } }",
            "wider: it wants to send requests to https://*.b.example; before, to send requests to https://a.b.example",
        ),
        (
            "{ network: { origins: [{ origin: 'https://a.example', methods: [GET] }] } }",
            "{ network: { origins: [{ origin: 'https://a.example', methods: [GET, POST] }] } }",
            "wider: it wants to send GET, POST requests to https://a.example; before, to send GET requests to https://a.example",
        ),
        (
            "{ network: { origins: ['https://a.example'] } }",
            "{ network: { origins: ['*'] } }",
            "wider: it wants to send requests to any server; before, to send requests to https://a.example",
        ),
        (
            "{ filesystem: { directories: [{ path: /data }] } }",
            "{ filesystem: { directories: [{ path: /data, mode: rw }] } }",
            "wider: it wants to read, write and delete the files in /data; before, to read the files in /data",
        ),
        (
            "{ filesystem: { directories: [{ path: /data, mode: rw }] } }",
            "{ filesystem: { directories: [{ path: /data }] } }",
            "narrower: it wants to read the files in /data; before, to read, write and delete the files in /data",
        ),
        (
            "{ network: { origins: ['https://*.b.example'] } }",
            "{ network: { origins: ['https://a.b.example'] } }",
            "narrower: it wants to send requests to https://a.b.example; before, to send requests to https://*.b.example",
        ),
        (
            "{ gpu: true }",
            "{}",
            "gone: it does not ask any more to use the GPU",
        ),
        (
            "{ network: { origins: ['*'] } }",
            "{ network: { origins: ['*'] }, secrets: [{ name: token, origins: ['https://a.example'] }] }",
            "new: it wants to send the secret token to https://a.example",
        ),
    ] {
        assert_eq!(between(before, after), [says]);
    }
    // What is within something that is still asked for is no change.
    let within = "{ network: { origins: ['*', 'https://a.example'] } }";
    assert!(between("{ network: { origins: ['*'] } }", within).is_empty());
}

#[test]
fn rf18_a_new_endpoint_and_a_new_dependency_ask_for_more() {
    let before = request("");
    let after = Request {
        endpoint: Some("https://evil.example/".to_owned()),
        ..before.clone()
    };
    assert!(difference(&before, &after).asks_for_more());
    assert!(!difference(&after, &before).asks_for_more());
    let after = request("dependencies: { plugins: ['acme:helper'] }");
    let brings = difference(&before, &after);
    assert!(brings.asks_for_more());
    assert!(
        brings.to_string().contains("brings the plugin acme:helper"),
        "{brings}"
    );
}

#[test]
fn rf18_limits_are_compared_one_by_one() {
    let before = request("limits: { memory: { size: 64MiB }, time: { call: 9s }, fuel: 10 }");
    let after = request("limits: { memory: { size: 65MiB }, time: { call: 1s } }");
    let changes = difference(&before, &after).to_string();
    for line in [
        "wider: the limit fuel from 10 to the default",
        "wider: the limit memory.size from 64MiB to 65MiB",
        "narrower: the limit time.call from 9s to 1s",
    ] {
        assert!(changes.contains(line), "{changes}");
    }
    // 64 MiB is the default: saying so changes nothing.
    let explicit = request("limits: { memory: { size: 64MiB } }");
    assert!(difference(&request(""), &explicit).is_empty());
}

#[test]
fn e10_an_update_that_asks_for_more_waits_and_the_grant_stays_as_it_is() {
    let old = request("capabilities: { network: { origins: ['https://a.example'] } }");
    let new = request(
        "capabilities: { network: { origins: ['https://a.example', 'https://b.example'] } }",
    );
    let given = grant(old.clone());
    let update = given.update(&new);
    assert!(update.asks_for_more());
    let gets = given.effective(&new.capabilities).unwrap();
    assert_eq!(
        gets, old.capabilities,
        "until then the old version's rights"
    );
}

#[test]
fn what_the_operator_refused_is_not_asked_again_with_every_update() {
    let asked = request("capabilities: { gpu: true, config: [a] }");
    let mut given = grant(asked.clone());
    given.gives.gpu = false;
    assert!(given.update(&asked).is_empty());
    assert!(!given.effective(&asked.capabilities).unwrap().gpu);
}

#[test]
fn what_the_operator_gave_beforehand_is_not_asked_either() {
    let mut given = grant(request(""));
    given.gives = capabilities("{ network: { origins: ['https://*.b.example'] } }");
    let asked = request("capabilities: { network: { origins: ['https://a.b.example'] } }");
    assert!(given.update(&asked).is_empty());
    assert_eq!(
        given.effective(&asked.capabilities).unwrap(),
        asked.capabilities
    );
}

#[test]
fn e11_a_wildcard_gets_no_more_than_was_granted() {
    let mut given = grant(request("capabilities: { network: { origins: ['*'] } }"));
    given.gives =
        capabilities("{ network: { origins: [{ origin: 'https://a.example', methods: [GET] }] } }");
    let gets = given.effective(&given.asked.capabilities).unwrap();
    assert_eq!(gets, given.gives);
}

#[test]
fn a_grant_caps_limits_and_never_raises_them() {
    let mut given = grant(request(""));
    given.limits = request("limits: { memory: { size: 1MiB }, time: { call: 99s } }").limits;
    let capped = given.cap(&Limits::default());
    assert_eq!(capped.memory.size, plugwright_manifest::ByteSize::mib(1));
    assert_eq!(capped.time, Limits::default().time);
}

proptest! {
    #[test]
    fn nothing_differs_from_itself(request in arbitrary::request()) {
        prop_assert!(difference(&request, &request).is_empty());
        prop_assert!(grant(request.clone()).update(&request).is_empty());
    }

    #[test]
    fn an_update_waits_exactly_when_something_is_missing(
        before in arbitrary::request(),
        after in arbitrary::request(),
    ) {
        let found = difference(&before, &after);
        let missing = !after.capabilities.missing_from(&before.capabilities).is_empty();
        let additions = |change: &&Change| matches!(change, Change::New(_) | Change::Wider { .. });
        prop_assert_eq!(missing, found.changes().iter().find(additions).is_some());
        let defaults = Limits::default();
        let (old, new) = (before.limits.resolve(&defaults), after.limits.resolve(&defaults));
        let raised = |change: &&Change| matches!(change, Change::Limit { raised: true, .. });
        prop_assert_eq!(new.capped_by(&old) != new, found.changes().iter().find(raised).is_some());
    }

    #[test]
    fn what_a_change_says_was_there_before_was_there_before(
        before in arbitrary::request(),
        after in arbitrary::request(),
    ) {
        for change in difference(&before, &after).changes() {
            match change {
                Change::New(now) => {
                    prop_assert!(after.capabilities.include(now));
                    prop_assert!(!before.capabilities.include(now));
                }
                Change::Wider { before: old, after: now } => {
                    prop_assert!(before.capabilities.include(old) && after.capabilities.include(now));
                    prop_assert!(!before.capabilities.include(now));
                }
                Change::Narrower { before: old, after: now } => {
                    prop_assert!(before.capabilities.include(old) && before.capabilities.include(now));
                    prop_assert!(!after.capabilities.include(old));
                }
                Change::Gone(old) => {
                    prop_assert!(before.capabilities.include(old));
                    prop_assert!(!after.capabilities.include(old));
                }
                _ => {}
            }
        }
    }

    /// Checked on single requests, where there is nothing to argue about.
    #[test]
    fn a_plugin_gets_exactly_what_is_both_asked_for_and_granted(
        asked in arbitrary::capabilities(),
        gives in arbitrary::capabilities(),
    ) {
        let mut given = grant(Request::default());
        given.gives = gives.clone();
        let gets = given.effective(&asked).unwrap();
        for (url, method) in requests() {
            let expected = permits(&asked, url, method) && permits(&gives, url, method);
            prop_assert_eq!(permits(&gets, url, method), expected, "{} {:?}", url, method);
        }
        for capability in gets.iter().filter(|own| !matches!(own, plugwright_manifest::Capability::Http(..))) {
            prop_assert!(asked.include(&capability) && gives.include(&capability));
        }
        for capability in asked.iter().filter(|own| gives.include(own)) {
            prop_assert!(gets.include(&capability), "{} in {:?}", capability, gets);
        }
    }
}

fn requests() -> impl Iterator<Item = (&'static str, HttpMethod)> {
    let urls = [
        "https://a.acme.example/x",
        "https://c.acme.example/",
        "https://a.acme.example:8443/",
        "https://other.example/",
        "http://other.example/",
    ];
    urls.into_iter().flat_map(|url| {
        [HttpMethod::Get, HttpMethod::Post, HttpMethod::Put].map(|method| (url, method))
    })
}

fn permits(capabilities: &Capabilities, url: &str, method: HttpMethod) -> bool {
    let origin = url
        .trim_end_matches(|c| c != '/')
        .trim_end_matches('/')
        .parse()
        .unwrap();
    capabilities
        .http
        .iter()
        .any(|(own, methods)| own.covers(&origin) && methods.allow(method.as_str()))
}

#[test]
fn an_empty_difference_says_so() {
    assert_eq!(
        Difference::default().to_string(),
        "it asks for what it asked for before"
    );
}
