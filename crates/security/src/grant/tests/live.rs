//! Taking a grant back while the plugin runs.

use crate::Error;

use super::{capabilities, grant, request, revocation};
use crate::grant::{GrantFolder, LiveGrant};

#[test]
fn e12_whoever_asks_after_a_revocation_is_refused() {
    let live = LiveGrant::new(grant(request("capabilities: { gpu: true }")));
    let held_by_the_host = live.clone();
    let revision = held_by_the_host.revision();
    assert!(held_by_the_host.get().unwrap().gives.gpu);
    live.revoke(revocation());
    assert_ne!(held_by_the_host.revision(), revision);
    let error = held_by_the_host.get().unwrap_err();
    assert_eq!(error.code(), "PW-GRANT-REVOKED");
    assert!(error.to_string().contains("it talks too much"), "{error}");
}

#[test]
fn a_revision_never_comes_before_its_grant() {
    let live = LiveGrant::new(grant(request("")));
    std::thread::scope(|scope| {
        let reader = live.clone();
        scope.spawn(move || {
            loop {
                let revision = reader.revision();
                let known = reader.get().unwrap().gives.config.len() as u64;
                assert!(known >= revision);
                if revision == 200 {
                    break;
                }
            }
        });
        for number in 0..200 {
            let mut next = (*live.get().unwrap()).clone();
            next.gives
                .config
                .insert(format!("K{number}").parse().unwrap());
            live.replace(next);
        }
    });
}

#[test]
fn what_the_operator_edits_reaches_the_running_host() {
    let parent = tempfile::tempdir().unwrap();
    let folder = GrantFolder::open(parent.path().join("grants")).unwrap();
    let given = grant(request("capabilities: { gpu: true, config: [a] }"));
    let plugin = given.plugin.clone();
    folder
        .change(&plugin, |_| Ok::<_, Error>(Some(given.clone())))
        .unwrap();
    let live = LiveGrant::new(given.clone());
    let refresh = || live.refresh(&folder, revocation()).unwrap();
    assert!(!refresh());
    folder
        .change(&plugin, |given| {
            let mut given = given.unwrap();
            given.gives = capabilities("{ config: [a] }");
            Ok::<_, Error>(Some(given))
        })
        .unwrap();
    assert!(refresh() && !refresh());
    assert!(!live.get().unwrap().gives.gpu);
    // A grant that is gone is a grant that was taken back.
    folder.change(&plugin, |_| Ok::<_, Error>(None)).unwrap();
    assert!(refresh() && !refresh());
    assert_eq!(live.get().unwrap_err().code(), "PW-GRANT-REVOKED");
    // And it can be given again.
    folder
        .change(&plugin, |_| Ok::<_, Error>(Some(given)))
        .unwrap();
    assert!(refresh());
    assert!(live.get().unwrap().gives.gpu);
}
