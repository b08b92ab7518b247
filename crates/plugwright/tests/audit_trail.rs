//! What an operator finds in the audit log after a plugin ran.
#![allow(missing_docs, clippy::unwrap_used)]

use plugwright::audit::{AuditLog, Entry, Event, Filter, Rotation, read};
use plugwright::{AuditTrail, Engine, FaultBudget, PluginId, Tiering};
use std::path::Path;
use std::sync::Arc;

const TRAPS: &str = r#"(component
    (core module $m (func (export "trap") unreachable))
    (core instance $i (instantiate $m))
    (func (export "trap") (canon lift (core func $i "trap"))))"#;

fn engine(log: &Arc<AuditLog>, faults_in_a_row: u32) -> Engine {
    let budget = FaultBudget {
        faults_in_a_row,
        rests_before_quarantine: 0,
        ..FaultBudget::default()
    };
    let trail = AuditTrail::new(log.clone());
    // Nothing holds a plugin that nobody holds: no compiler works on it in the background.
    let builder = Engine::builder().tiering(Tiering::OptimisedOnly);
    let builder = builder.fault_budget(budget);
    builder.observer(trail).build().unwrap()
}

fn id() -> PluginId {
    "acme:trapping".parse().unwrap()
}

fn entries(log: &AuditLog, folder: &Path) -> Vec<Event> {
    log.flush().unwrap();
    let mut events = Vec::new();
    read(folder, &Filter::default(), |Entry { event, .. }| {
        events.push(event);
    })
    .unwrap();
    events
}

fn kinds(events: &[Event]) -> Vec<&'static str> {
    events.iter().map(Event::kind).collect()
}

#[tokio::test]
async fn a_plugins_life_can_be_read_from_load_to_unload() {
    let folder = tempfile::tempdir().unwrap();
    let log = Arc::new(AuditLog::open(folder.path(), Rotation::default()).unwrap());
    let engine = engine(&log, 1);
    let plugin = engine
        .plugin(id(), wat::parse_str(TRAPS).unwrap())
        .load()
        .await
        .unwrap();
    plugin.call_json("trap", &[]).await.unwrap_err();
    plugin.release();
    drop(plugin);
    assert_eq!(
        kinds(&entries(&log, folder.path())),
        ["load", "fault", "quarantine", "release", "unload"]
    );
}

#[tokio::test]
async fn a_refused_load_is_an_entry_with_its_code_and_no_unload_follows() {
    let folder = tempfile::tempdir().unwrap();
    let log = Arc::new(AuditLog::open(folder.path(), Rotation::default()).unwrap());
    let engine = engine(&log, 8);
    engine
        .plugin(id(), *b"no component")
        .load()
        .await
        .err()
        .unwrap();
    let events = entries(&log, folder.path());
    let [Event::Refusal { plugin, code }] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!(
        (plugin.id.clone(), code.as_str()),
        (id(), "PW-INVALID-COMPONENT")
    );
}

#[tokio::test]
async fn a_thousand_faults_are_a_few_entries_that_count_to_a_thousand() {
    let folder = tempfile::tempdir().unwrap();
    let log = Arc::new(AuditLog::open(folder.path(), Rotation::default()).unwrap());
    let engine = engine(&log, u32::MAX);
    let plugin = engine
        .plugin(id(), wat::parse_str(TRAPS).unwrap())
        .load()
        .await
        .unwrap();
    for _ in 0..1000 {
        plugin.call_json("trap", &[]).await.unwrap_err();
    }
    drop(plugin);
    let events = entries(&log, folder.path());
    let counts: Vec<u64> = events
        .iter()
        .filter_map(|event| match event {
            Event::Fault { times, .. } => Some(*times),
            _ => None,
        })
        .collect();
    assert_eq!(counts.iter().sum::<u64>(), 1000, "{counts:?}");
    assert!(counts.len() < 100, "{counts:?}");
}
