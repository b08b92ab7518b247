//! The file of a grant.

use proptest::prelude::*;

use super::{arbitrary, capabilities, grant, request, revocation};
use crate::grant::{Grant, Request};

#[test]
fn a_grant_is_a_file_that_people_can_read() {
    let mut given = grant(request(
        "capabilities: { network: { origins: ['https://a.example'] }, gpu: true }\nlimits: { fuel: 7 }",
    ));
    given.gives = capabilities("{ network: { origins: ['https://a.example'] } }");
    let yaml = given.to_yaml();
    assert!(
        yaml.starts_with("# What acme:greeter may do here"),
        "{yaml}"
    );
    assert!(
        yaml.contains("gives:\n  network:\n    origins:\n"),
        "{yaml}"
    );
    assert!(!yaml.contains("revoked"), "{yaml}");
    assert_eq!(Grant::parse("grant.yaml", &yaml).unwrap(), given);
}

#[test]
fn d11_a_misspelt_key_grants_nothing() {
    let yaml = grant(request("")).to_yaml();
    for (bad, code) in [
        (
            yaml.replace("consent:", "concent:"),
            "PW-DOCUMENT-UNKNOWN-KEY",
        ),
        (yaml.replace("format: 1", "format: 2"), "PW-DOCUMENT-VALUE"),
        (
            format!("{yaml}gives: {{ gpu: true }}\ngives: {{}}\n"),
            "PW-DOCUMENT-DUPLICATE-KEY",
        ),
        (
            format!("{yaml}gives: {{ gpuu: true }}\n"),
            "PW-DOCUMENT-UNKNOWN-KEY",
        ),
        (
            format!("{yaml}gives: {{ network: {{ origins: ['example.com'] }} }}\n"),
            "PW-DOCUMENT-VALUE",
        ),
        (String::new(), "PW-DOCUMENT-VALUE"),
    ] {
        let error = Grant::parse("grant.yaml", &bad).unwrap_err();
        assert_eq!(error.code(), code, "{error}\n{bad}");
        assert!(error.to_string().starts_with("grant.yaml:"), "{error}");
    }
}

proptest! {
    #[test]
    fn every_grant_is_read_as_it_is_written(
        asked in arbitrary::request(),
        gives in arbitrary::capabilities(),
        revoked: bool,
    ) {
        let mut given = grant(asked);
        given.gives = gives;
        given.revoked = revoked.then(revocation);
        prop_assert_eq!(Grant::parse("grant.yaml", &given.to_yaml()).unwrap(), given);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[ a-z:{}\\[\\]'0-9&*\n-]{0,80}") {
        let _ = Grant::parse("grant.yaml", &text);
    }
}

#[test]
fn the_request_of_a_manifest_is_all_that_an_operator_decides_about() {
    let yaml = "
plugin: { id: a, version: 1.0.0, runtime: remote }
remote: { protocol: http, endpoint: 'https://plugin.example' }
capabilities: { env: [X] }
dependencies: { plugins: [b] }
";
    let manifest = plugwright_manifest::Manifest::parse("plugin.yaml", yaml).unwrap();
    let asked = Request::from(&manifest);
    assert_eq!(asked.endpoint.as_deref(), Some("https://plugin.example/"));
    assert_eq!(asked.dependencies.len(), 1);
    assert_eq!(asked.capabilities.env.len(), 1);
}
