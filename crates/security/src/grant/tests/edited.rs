//! Grants that are changed by hand.

use plugwright_manifest::Capabilities;
use proptest::prelude::*;

use super::{arbitrary, capabilities, grant};
use crate::grant::Request;

fn grant_of(these: Capabilities) -> crate::grant::Grant {
    let mut made = grant(Request::default());
    made.gives = these;
    made
}

#[test]
fn one_server_cannot_be_taken_out_of_a_star_and_the_answer_says_so() {
    let mut given = grant_of(capabilities("{ network: { origins: ['*'] } }"));
    let left = given.deny(&capabilities(
        "{ network: { origins: ['https://a.example'] } }",
    ));
    assert_eq!(left.len(), 1);
    assert!(left[0].to_string().contains("https://a.example"));
    let left = given.deny(&capabilities("{ network: { origins: ['*'] } }"));
    assert!(left.is_empty() && given.gives.is_empty());
}

#[test]
fn a_method_can_be_taken_away_alone() {
    let mut given = grant_of(capabilities(
        "{ network: { origins: ['https://a.example'] } }",
    ));
    let taken =
        "{ network: { origins: [{ origin: 'https://a.example', methods: [DELETE, PUT] }] } }";
    assert!(given.deny(&capabilities(taken)).is_empty());
    let kept = "{ network: { origins: [{ origin: 'https://a.example', methods: [GET, HEAD, POST, PATCH, OPTIONS] }] } }";
    assert_eq!(given.gives, capabilities(kept));
}

proptest! {
    #[test]
    fn what_is_allowed_is_given_and_nothing_is_lost(
        before in arbitrary::capabilities(),
        more in arbitrary::capabilities(),
    ) {
        let mut given = grant_of(before.clone());
        given.allow(&more);
        prop_assert!(before.missing_from(&given.gives).is_empty());
        prop_assert!(more.missing_from(&given.gives).is_empty());
    }

    #[test]
    fn what_is_denied_is_gone_or_named(
        before in arbitrary::capabilities(),
        less in arbitrary::capabilities(),
    ) {
        let mut given = grant_of(before.clone());
        let left = given.deny(&less);
        if left.is_empty() {
            for capability in less.iter() {
                prop_assert!(!given.gives.include(&capability), "{}", capability);
            }
        }
        for capability in given.gives.iter() {
            prop_assert!(before.include(&capability), "{}", capability);
        }
    }
}
