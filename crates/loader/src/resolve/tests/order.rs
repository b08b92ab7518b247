//! The order of activation where the rule alone does not give it.

use super::brute_force::{host, offer};
use crate::resolve::{Offer, Universe, Wanted, resolve};

fn using(id: &str, requires: &[&str], optional: &[&str]) -> Offer {
    let mut one = offer(id, "1.0.0");
    let any = |ids: &[&str]| {
        ids.iter()
            .map(|id| (id.parse().unwrap(), "*".parse().unwrap()))
            .collect()
    };
    one.requires = any(requires);
    one.optional = any(optional);
    one
}

fn order(offers: Vec<Offer>) -> String {
    let all: Wanted = offers
        .iter()
        .map(|one| (one.release.id.clone(), "*".parse().unwrap()))
        .collect();
    let plan = resolve(&Universe::new(host(), offers), &all).unwrap();
    plan.activation()
        .iter()
        .map(|release| release.id.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_diamond_starts_from_its_foot() {
    let offers = vec![
        using("a", &["b", "c"], &[]),
        using("b", &["d"], &[]),
        using("c", &["d"], &[]),
        using("d", &[], &[]),
    ];
    assert_eq!(order(offers), "d b c a");
}

#[test]
fn what_is_only_used_comes_first_too_but_holds_nothing_up_in_a_circle() {
    assert_eq!(
        order(vec![using("a", &[], &["b"]), using("b", &[], &[])]),
        "b a"
    );
    // `a` needs `b`; `b` only uses `a`.
    assert_eq!(
        order(vec![using("a", &["b"], &[]), using("b", &[], &["a"])]),
        "b a"
    );
    // A plugin behind the circle still waits for what it uses.
    let behind = using("a", &[], &["x"]);
    let circle = [using("x", &[], &["y"]), using("y", &["x"], &[])];
    assert_eq!(order([vec![behind], circle.to_vec()].concat()), "x a y");
}
