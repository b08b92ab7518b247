//! Components that call each other through `acme:calc/ops`.

use super::id;
use plugwright_host::{Engine, Grants};
use plugwright_loader::{Broker, Consumer, Fleet, Offering, Serving, Source};
use plugwright_manifest::{Dependencies, InterfaceName, Limits, Sharing, Version, VersionReq};
use std::sync::Arc;
use std::time::Duration;

pub(crate) const OPS: &str = "acme:calc/ops@1.0.0";

/// A provider of `add` and nothing else, which does what the text says with its parameters.
pub(crate) fn provider(how: &str) -> Vec<u8> {
    exporting("", "", how)
}

/// One that answers with its version, whatever it is asked.
pub(crate) fn answering(version: u32) -> Vec<u8> {
    provider(&format!("(i32.const {version})"))
}

/// One that passes on what it is asked.
pub(crate) fn link() -> Vec<u8> {
    let import = format!(
        r#"(import "{OPS}" (instance $there (export "add" (func (param "a" u32) (param "b" u32) (result u32)))))
           (core func $add (canon lower (func $there "add")))
           (core instance $imports (export "add" (func $add)))"#
    );
    exporting(
        &import,
        r#"(import "" "add" (func $add (param i32 i32) (result i32)))"#,
        "(call $add (local.get 0) (local.get 1))",
    )
}

/// One that exports an interface of another name.
pub(crate) fn stranger() -> Vec<u8> {
    let text = String::from_utf8(wat_of("", "", "(i32.const 0)")).unwrap();
    wat::parse_str(text.replace("acme:calc/ops", "acme:calc/other")).unwrap()
}

fn exporting(import: &str, core_import: &str, how: &str) -> Vec<u8> {
    wat::parse_bytes(&wat_of(import, core_import, how))
        .unwrap()
        .into_owned()
}

fn wat_of(import: &str, core_import: &str, how: &str) -> Vec<u8> {
    let with = if import.is_empty() {
        ""
    } else {
        r#"(with "" (instance $imports))"#
    };
    format!(
        r#"(component {import}
          (core module $m {core_import}
            (func (export "add") (param i32 i32) (result i32) {how}))
          (core instance $i (instantiate $m {with}))
          (func $lifted (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add")))
          (instance $ops (export "add" (func $lifted)))
          (export "{OPS}" (instance $ops)))"#
    )
    .into_bytes()
}

/// `run` has another plugin add a number to itself.
pub(crate) fn caller() -> Vec<u8> {
    let text = format!(
        r#"(component
          (import "{OPS}" (instance $there (export "add" (func (param "a" u32) (param "b" u32) (result u32)))))
          (core func $add (canon lower (func $there "add")))
          (core module $m
            (import "" "add" (func $add (param i32 i32) (result i32)))
            (func (export "run") (param i32) (result i32) (call $add (local.get 0) (local.get 0))))
          (core instance $i (instantiate $m (with "" (instance (export "add" (func $add))))))
          (func (export "run") (param "a" u32) (result u32) (canon lift (core func $i "run"))))"#
    );
    wat::parse_str(text).unwrap()
}

/// Plugins that are linked by a broker.
pub(crate) struct Network {
    pub(crate) engine: Engine,
    pub(crate) fleet: Fleet,
    pub(crate) broker: Broker,
}

impl Network {
    pub(crate) fn new(engine: Engine, fleet: Fleet) -> Self {
        let broker = Broker::new(&fleet);
        Self {
            engine,
            fleet,
            broker,
        }
    }

    /// Adds a plugin that imports `ops` and depends on the interface, with the providers that it is granted.
    pub(crate) fn consumer(&self, name: &str, component: Vec<u8>, granted: &[&str]) -> Serving {
        self.consumer_within(name, component, granted, Limits::default().time.call)
    }

    pub(crate) fn consumer_within(
        &self,
        name: &str,
        component: Vec<u8>,
        granted: &[&str],
        time: Duration,
    ) -> Serving {
        let mut limits = Limits::default();
        limits.time.call = time;
        let consumer = consumer(name, granted);
        let source = self.linked(consumer, component, limits);
        self.fleet.add(id(name), source).unwrap()
    }

    fn linked(&self, consumer: Consumer, component: Vec<u8>, limits: Limits) -> impl Source {
        let (engine, broker, component) = (
            self.engine.clone(),
            self.broker.clone(),
            Arc::new(component),
        );
        move || {
            let (engine, broker) = (engine.clone(), broker.clone());
            let (consumer, component) = (consumer.clone(), component.as_ref().clone());
            async move {
                let grants = broker.link(&consumer, Grants::none())?;
                let builder = engine.plugin(consumer.id.clone(), component);
                Ok(builder.grants(grants).limits(limits).load().await?)
            }
        }
    }

    /// Announces that a plugin offers `ops`.
    pub(crate) fn announce(&self, name: &str, sharing: Option<Sharing>) {
        self.broker.offer(offering(name, sharing));
    }

    /// Adds a plugin that offers `ops`.
    pub(crate) fn provider(&self, name: &str, component: Vec<u8>) -> Serving {
        self.announce(name, None);
        let source = super::source(&self.engine, name, 1, component);
        self.fleet.add(id(name), source).unwrap()
    }
}

pub(crate) fn interface() -> InterfaceName {
    "acme:calc/ops".parse().unwrap()
}

pub(crate) fn offering(name: &str, sharing: Option<Sharing>) -> Offering {
    Offering {
        id: id(name),
        version: Version::new(1, 0, 0),
        exports: vec![OPS.to_owned()],
        priorities: sharing
            .map(|sharing| (interface(), sharing))
            .into_iter()
            .collect(),
    }
}

/// Imports `ops`, declares the interface, and is granted some plugins.
pub(crate) fn consumer(name: &str, granted: &[&str]) -> Consumer {
    let mut dependencies = Dependencies::default();
    dependencies
        .interfaces
        .insert(interface(), VersionReq::STAR);
    Consumer {
        id: id(name),
        imports: vec![OPS.to_owned()],
        dependencies,
        granted: granted.iter().map(|name| id(name)).collect(),
    }
}
