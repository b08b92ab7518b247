//! What power loss would show: the order in which things are made durable.

use super::child::STEPS;
use super::samples::{Setting, check_active};

#[test]
fn everything_is_durable_before_it_is_moved_and_every_move_before_it_is_reported() {
    let setting = Setting::new();
    let store = setting.store();
    STEPS.with_borrow_mut(Vec::clear);
    let file = setting.folder.path().join("2.0.0.plug");
    let release = store.install_file(&file).unwrap().remove(0);
    store.activate(&release, None).unwrap();
    check_active(&store);
    let steps = STEPS.take();
    let at = |what: &str, name: &str| {
        let found = steps
            .iter()
            .position(|step| step.0 == what && step.1 == name);
        found.unwrap_or_else(|| panic!("no step {what} {name}: {steps:?}"))
    };
    let moved = at("move", "version");
    assert!(at("sync", "package.plug") < moved);
    assert!(at("sync", "record.json") < moved);
    assert!(at("sync", "version") < moved, "the names in the folder");
    assert!(at("sync", "acme.sample") > moved, "the name of the folder");
    let replaced = at("move", "active.new");
    assert!(moved < replaced);
    assert!(at("sync", "active.new") < replaced);
    assert!(at("sync", "store") > replaced);
}
