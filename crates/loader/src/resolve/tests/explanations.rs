//! The words of a failure, as an operator reads them.

use super::brute_force::{host, offer};
use crate::resolve::{Claim, ClaimKind, ClaimRule, Offer, Universe, Wanted, resolve, resolve_rest};

fn wanted(all: &[(&str, &str)]) -> Wanted {
    let one =
        |(id, requirement): &(&str, &str)| (id.parse().unwrap(), requirement.parse().unwrap());
    all.iter().map(one).collect()
}

fn needing(id: &str, version: &str, needs: &[(&str, &str)]) -> Offer {
    let mut one = offer(id, version);
    one.requires = wanted(needs);
    one
}

fn explained(offers: Vec<Offer>, all: &[(&str, &str)]) -> String {
    resolve(&Universe::new(host(), offers), &wanted(all))
        .unwrap_err()
        .to_string()
}

#[test]
fn two_plugins_that_need_different_versions_of_a_third() {
    let offers = vec![
        needing("acme:login", "1.0.0", &[("acme:session", "^1")]),
        needing("acme:login", "1.1.0", &[("acme:session", "^1.2")]),
        needing("shop:cart", "3.0.0", &[("acme:session", "^2")]),
        offer("acme:session", "1.4.0"),
        offer("acme:session", "2.0.0"),
        offer("other:thing", "1.0.0"),
    ];
    let all = [
        ("acme:login", "*"),
        ("shop:cart", "^3"),
        ("other:thing", "*"),
    ];
    assert_eq!(
        explained(offers, &all),
        "acme:login and shop:cart cannot run together:
  acme:login is wanted
  shop:cart ^3 is wanted
  acme:login 1.0.0 needs acme:session ^1
  acme:login 1.1.0 needs acme:session ^1.2
  shop:cart 3.0.0 needs acme:session ^2
Leave out shop:cart until there is a version of it that fits."
    );
}

#[test]
fn a_need_that_nothing_meets() {
    let offers = vec![
        needing("acme:login", "1.0.0", &[("acme:session", "^2")]),
        offer("acme:session", "1.0.0"),
        offer("acme:session", "1.4.0"),
    ];
    assert_eq!(
        explained(offers, &[("acme:login", "*")]),
        "acme:login cannot run here:
  acme:login is wanted
  acme:login 1.0.0 needs acme:session ^2; there is 1.0.0, 1.4.0
Install acme:session in a version that ^2 admits."
    );
}

#[test]
fn a_plugin_that_excludes_another_where_another_version_would_do() {
    let mut strict = offer("acme:login", "2.0.0");
    strict.conflicts = wanted(&[("old:login", "<3")]);
    let offers = vec![
        offer("acme:login", "1.0.0"),
        strict,
        offer("old:login", "2.9.0"),
    ];
    assert_eq!(
        explained(offers, &[("acme:login", "^2"), ("old:login", "*")]),
        "acme:login and old:login cannot run together:
  acme:login ^2 is wanted
  old:login is wanted
  acme:login 2.0.0 cannot run beside old:login <3
Ask for acme:login 1.0.0 instead of ^2."
    );
}

#[test]
fn a_plugin_for_another_host_and_one_for_another_world() {
    let mut newer = offer("acme:login", "1.0.0");
    newer.host.minimum = Some("0.9.0".parse().unwrap());
    let told = explained(vec![newer], &[("acme:login", "*")]);
    assert!(
        told.contains("acme:login 1.0.0 works with Plugwright at least 0.9.0; this is 0.5.0"),
        "{told}"
    );
    let mut other = offer("acme:login", "1.0.0");
    other
        .worlds
        .insert("acme:world".to_owned(), "^3".parse().unwrap());
    let told = explained(vec![other], &[("acme:login", "*")]);
    let line = "acme:login 1.0.0 needs the world acme:world ^3; this host serves 1.0.0 and 2.0.0";
    assert!(told.contains(line), "{told}");
}

#[test]
fn two_versions_of_one_world_are_served_at_once() {
    let with = |id: &str, requirement: &str| {
        let mut one = offer(id, "1.0.0");
        one.worlds
            .insert("acme:world".to_owned(), requirement.parse().unwrap());
        one
    };
    let universe = Universe::new(host(), [with("old:one", "^1"), with("new:one", "^2")]);
    let plan = resolve(&universe, &wanted(&[("old:one", "*"), ("new:one", "*")])).unwrap();
    assert_eq!(plan.activation().len(), 2);
}

#[test]
fn a_circle_of_needs() {
    let offers = vec![
        needing("a", "1.0.0", &[("b", "^1")]),
        needing("b", "1.0.0", &[("c", "*")]),
        needing("c", "1.0.0", &[("a", ">=1")]),
        needing("d", "1.0.0", &[("a", "*")]),
    ];
    assert_eq!(
        explained(offers, &[("d", "*")]),
        "a, b and c wait for each other, so none can start:
  a 1.0.0 needs b ^1
  b 1.0.0 needs c *
  c 1.0.0 needs a >=1
Make one of these needs optional: what is only used does not hold up a start."
    );
    let told = explained(vec![needing("a", "1.0.0", &[("a", "*")])], &[("a", "*")]);
    assert!(told.starts_with("a needs itself"), "{told}");
}

fn claiming(id: &str, rule: ClaimRule) -> Offer {
    let mut one = offer(id, "1.0.0");
    let (kind, name) = (ClaimKind::Route, "/login".to_owned());
    one.claims.push(Claim { kind, name, rule });
    one
}

#[test]
fn two_plugins_that_claim_one_route() {
    let offers = vec![
        claiming("acme:login", ClaimRule::Exclusive),
        claiming("shop:login", ClaimRule::Provider { priority: 5 }),
    ];
    assert_eq!(
        explained(offers, &[("acme:login", "*"), ("shop:login", "*")]),
        "acme:login 1.0.0 and shop:login 1.0.0 both claim the route `/login`:
  acme:login 1.0.0 shares it with nobody
Deactivate one of them, or let shop:login use another route."
    );
}

#[test]
fn providers_are_asked_by_priority_and_an_operator_has_the_last_word() {
    let providing = |id: &str, priority| claiming(id, ClaimRule::Provider { priority });
    let all = wanted(&[("a", "*"), ("b", "*"), ("c", "*")]);
    let first = |universe: &Universe| {
        let plan = resolve(universe, &all).unwrap();
        plan.providers(&ClaimKind::Route, "/login")[0].to_string()
    };
    let universe = Universe::new(
        host(),
        [providing("a", 1), providing("b", 7), providing("c", 3)],
    );
    assert_eq!(first(&universe), "b");
    assert_eq!(first(&universe.prefer("a".parse().unwrap(), 9)), "a");
    let tie = Universe::new(
        host(),
        [providing("a", 7), providing("b", 7), providing("c", 3)],
    );
    let error = resolve(&tie, &all).unwrap_err();
    assert_eq!(error.code(), "PW-LOADER-CLAIMED-TWICE");
    assert!(error.to_string().contains("higher priority"), "{error}");
    assert_eq!(first(&tie.prefer("b".parse().unwrap(), 8)), "b");
}

#[test]
fn what_cannot_run_is_left_out_with_what_needs_it_and_the_rest_runs() {
    let mut newer = offer("acme:newer", "1.0.0");
    newer.host.minimum = Some("9.0.0".parse().unwrap());
    let offers = vec![
        newer,
        needing("acme:behind", "1.0.0", &[("acme:newer", "*")]),
        needing("a", "1.0.0", &[("b", "*")]),
        needing("b", "1.0.0", &[("a", "*")]),
        claiming("acme:login", ClaimRule::Exclusive),
        claiming("shop:login", ClaimRule::Exclusive),
        offer("good:one", "1.0.0"),
    ];
    let all: Wanted = offers
        .iter()
        .map(|one| (one.release.id.clone(), "*".parse().unwrap()))
        .collect();
    let (plan, left_out) = resolve_rest(&Universe::new(host(), offers), &all).unwrap();
    let started: Vec<&str> = plan
        .activation()
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert_eq!(started, ["acme:login", "good:one"]);
    let mut out: Vec<&str> = left_out.iter().map(|one| one.id.as_str()).collect();
    out.sort_unstable();
    assert_eq!(out, ["a", "acme:behind", "acme:newer", "b", "shop:login"]);
}

fn importing(id: &str, requirement: &str) -> Offer {
    let mut one = offer(id, "1.0.0");
    let interface = "acme:calc/ops".parse().unwrap();
    one.interfaces
        .insert(interface, requirement.parse().unwrap());
    one
}

fn exporting(id: &str, version: &str) -> Offer {
    let mut one = offer(id, "1.0.0");
    let version = version.parse().unwrap();
    one.exports
        .push(("acme:calc/ops".parse().unwrap(), Some(version)));
    one
}

#[test]
fn an_interface_that_nobody_answers() {
    let all = [("shop:cart", "*")];
    assert_eq!(
        explained(
            vec![importing("shop:cart", "^1"), exporting("acme:old", "0.9.0")],
            &all
        ),
        "shop:cart cannot run here:
  shop:cart 1.0.0 needs the interface acme:calc/ops ^1
  no plugin exports it
Install a plugin that exports acme:calc/ops ^1."
    );
    assert_eq!(
        explained(
            vec![
                importing("shop:cart", "^1"),
                exporting("acme:calc", "1.2.0")
            ],
            &all
        ),
        "shop:cart cannot run here:
  shop:cart 1.0.0 needs the interface acme:calc/ops ^1
  acme:calc 1.0.0 would, and is not to run
Activate acme:calc 1.0.0."
    );
}

#[test]
fn two_plugins_that_alone_can_answer_each_other() {
    let both = |id: &str, imports: &str, exports: &str| {
        let mut one = offer(id, "1.0.0");
        one.interfaces
            .insert(imports.parse().unwrap(), "*".parse().unwrap());
        one.exports.push((exports.parse().unwrap(), None));
        one
    };
    let offers = vec![
        both("a", "x:y/one", "x:y/two"),
        both("b", "x:y/two", "x:y/one"),
    ];
    assert_eq!(
        explained(offers, &[("a", "*"), ("b", "*")]),
        "a and b wait for each other, so none can start:
  a 1.0.0 imports from b
  b 1.0.0 imports from a
Activate another plugin that exports one of these interfaces, or leave one of them out."
    );
}
