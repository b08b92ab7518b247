//! Components in the text format whose answers say which version they are, and how often they were called.
#![allow(dead_code, reason = "each test file uses what it needs")]
#![allow(unreachable_pub, reason = "of the bindings")]

pub(crate) mod brokered;
pub(crate) mod records;

use plugwright_host::{Engine, Error, Plugin, Tiering};
use plugwright_loader::{Event, Fleet, FleetBuilder, Source};
use plugwright_manifest::{Limits, PluginId, Version};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

plugwright_bind::bind!({
    inline: "
        package acme:counting@1.0.0;

        world counting {
            /// The version and the number of this call of the instance.
            export count: func() -> u64;
            /// Computes until it is stopped.
            export spin: func();
            /// Traps.
            export fail: func();
        }
    ",
    world: "counting",
    runtime: ::plugwright_host,
});

/// A version whose `count` answers with its number in the upper half and its calls in the lower.
pub(crate) fn component(version: u32) -> Vec<u8> {
    text(version, "(call $next)")
}

/// A version that always traps when it counts.
pub(crate) fn faulty(version: u32) -> Vec<u8> {
    text(version, "unreachable")
}

/// A component that cannot be instantiated.
pub(crate) fn unstartable() -> Vec<u8> {
    let text = "(component (core module $m (func $f unreachable) (start $f)) (core instance (instantiate $m)))";
    wat::parse_str(text).unwrap()
}

fn text(version: u32, count: &str) -> Vec<u8> {
    let text = format!(
        r#"(component
  (core module $m
    (global $calls (mut i64) (i64.const 0))
    (func $next (result i64)
      (global.set $calls (i64.add (global.get $calls) (i64.const 1)))
      (i64.or (i64.shl (i64.const {version}) (i64.const 32)) (global.get $calls)))
    (func (export "count") (result i64) {count})
    (func (export "spin") (loop (br 0)))
    (func (export "fail") unreachable))
  (core instance $i (instantiate $m))
  (func (export "count") (result u64) (canon lift (core func $i "count")))
  (func (export "spin") (canon lift (core func $i "spin")))
  (func (export "fail") (canon lift (core func $i "fail"))))"#
    );
    wat::parse_str(text).unwrap()
}

/// Which version answered.
pub(crate) fn version_of(count: u64) -> u32 {
    u32::try_from(count >> 32).unwrap()
}

/// An engine that compiles once.
pub(crate) fn engine() -> Engine {
    Engine::builder()
        .tiering(Tiering::FastOnly)
        .build()
        .unwrap()
}

/// An engine with a cache in a folder.
pub(crate) fn cached_engine(folder: &tempfile::TempDir) -> Engine {
    let engine = Engine::builder().cache_dir(folder.path().join("cache"));
    engine.tiering(Tiering::OptimisedOnly).build().unwrap()
}

pub(crate) fn id(name: &str) -> PluginId {
    name.parse().unwrap()
}

/// Loads a component with limits as often as it is asked to.
pub(crate) fn source_with(
    engine: &Engine,
    name: &str,
    version: u64,
    limits: Limits,
    component: Vec<u8>,
) -> impl Source {
    let (engine, id, component) = (engine.clone(), id(name), Arc::new(component));
    move || {
        let builder = engine
            .plugin(id.clone(), component.as_ref().clone())
            .version(Version::new(version, 0, 0))
            .limits(limits);
        async move { Ok(builder.load().await?) }
    }
}

/// The same with the default limits.
pub(crate) fn source(engine: &Engine, name: &str, version: u32, component: Vec<u8>) -> impl Source {
    source_with(engine, name, version.into(), Limits::default(), component)
}

/// A fleet whose events are kept.
pub(crate) fn fleet(builder: FleetBuilder) -> (Fleet, Events) {
    let events = Events::default();
    let kept = events.0.clone();
    let builder = builder.listener(move |plugin: &PluginId, event: &Event| {
        kept.lock().unwrap().push((plugin.clone(), event.clone()));
    });
    (builder.start(), events)
}

/// What a fleet told.
#[derive(Clone, Default)]
pub(crate) struct Events(Arc<Mutex<Vec<(PluginId, Event)>>>);

impl Events {
    pub(crate) fn all(&self) -> Vec<Event> {
        let events = self.0.lock().unwrap();
        events.iter().map(|(_, event)| event.clone()).collect()
    }

    pub(crate) fn count(&self, matches: impl Fn(&Event) -> bool) -> usize {
        self.all().iter().filter(|event| matches(event)).count()
    }

    /// Waits until there is such an event.
    pub(crate) async fn wait_for(&self, matches: impl Fn(&Event) -> bool) -> Event {
        let patience = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(event) = self.all().into_iter().find(&matches) {
                return event;
            }
            assert!(Instant::now() < patience, "no such event: {:?}", self.all());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

/// A plugin that is loaded at once.
pub async fn load(engine: &Engine, version: u32) -> Result<Plugin, Error> {
    let builder = engine.plugin(id("counting"), component(version));
    builder.load().await
}
