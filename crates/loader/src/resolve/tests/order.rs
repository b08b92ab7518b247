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

#[test]
fn who_answers_an_interface_starts_before_who_imports_it() {
    let mut importer = using("a", &[], &[]);
    let interface: plugwright_manifest::InterfaceName = "acme:calc/ops".parse().unwrap();
    importer
        .interfaces
        .insert(interface.clone(), "^1".parse().unwrap());
    let mut exporters = ["b", "c"].map(|id| using(id, &[], &[]));
    for exporter in &mut exporters {
        let version = "1.0.0".parse().unwrap();
        exporter.exports.push((interface.clone(), Some(version)));
    }
    let [one, other] = exporters;
    assert_eq!(order(vec![importer.clone(), one.clone()]), "b a");
    assert_eq!(
        order(vec![importer, one, other]),
        "b c a",
        "either may be the one"
    );
}
