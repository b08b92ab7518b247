//! `wasi:config/store`: the part of an operator's configuration that a plugin was granted.
//!
//! A key that was not granted looks as if it had never been set, so that a plugin learns nothing about the rest of
//! the configuration. New values reach running instances with their next read; nothing is reloaded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arc_swap::ArcSwap;
use wasmtime::component::{HasData, Linker};

use crate::observer::{Access, Witness, named};
use bindings::wasi::config::store;

#[allow(missing_docs, unreachable_pub, clippy::pedantic)]
mod bindings {
    wasmtime::component::bindgen!({
        path: "../../wit/plugin",
        inline: "
            package plugwright:host-config;

            world capability {
                import wasi:config/store@0.2.0-rc.1;
            }
        ",
        world: "plugwright:host-config/capability",
    });
}

/// The interfaces that this capability serves.
pub(crate) const INTERFACES: &[&str] = &["wasi:config/store@0.2.0-rc.1"];

/// The configuration values that one plugin sees. Cheap to clone; all clones see a replacement at once.
#[derive(Clone, Debug)]
pub(crate) struct ConfigValues {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    granted: BTreeSet<String>,
    visible: ArcSwap<BTreeMap<String, String>>,
}

impl ConfigValues {
    /// The values of the keys in `granted`; everything else in `values` is forgotten.
    pub(crate) fn new(granted: BTreeSet<String>, values: BTreeMap<String, String>) -> Self {
        let visible = ArcSwap::from_pointee(visible(&granted, values));
        Self {
            shared: Arc::new(Shared { granted, visible }),
        }
    }

    /// Puts `values` in the place of all values before; the same keys stay granted.
    pub(crate) fn replace(&self, values: BTreeMap<String, String>) {
        let visible = visible(&self.shared.granted, values);
        self.shared.visible.store(Arc::new(visible));
    }

    /// The value of `key`, if it is granted and set.
    pub(crate) fn get(&self, key: &str) -> Option<String> {
        self.shared.visible.load().get(key).cloned()
    }

    /// All visible pairs, by key.
    pub(crate) fn all(&self) -> Vec<(String, String)> {
        let visible = self.shared.visible.load();
        let pairs = visible.iter();
        pairs
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }
}

/// What the interface needs of a store.
pub(crate) struct ConfigView<'a> {
    /// The plugin's configuration.
    pub(crate) config: &'a ConfigValues,
    /// Who hears of what it reads.
    pub(crate) witness: &'a Witness,
}

/// Links the interface for stores in which `view` finds the values.
///
/// # Errors
/// The linker already has the interface.
pub(crate) fn link<T: 'static>(
    linker: &mut Linker<T>,
    view: fn(&mut T) -> ConfigView<'_>,
) -> wasmtime::Result<()> {
    store::add_to_linker::<T, HasConfig>(linker, view)
}

struct HasConfig;

impl HasData for HasConfig {
    type Data<'a> = ConfigView<'a>;
}

impl store::Host for ConfigView<'_> {
    fn get(&mut self, key: String) -> Result<Option<String>, store::Error> {
        self.witness.used(|| Access::Config(named(&key)));
        Ok(self.config.get(&key))
    }

    fn get_all(&mut self) -> Result<Vec<(String, String)>, store::Error> {
        Ok(self.config.all())
    }
}

fn visible(
    granted: &BTreeSet<String>,
    mut values: BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    values.retain(|key, _| granted.contains(key));
    values
}

#[cfg(test)]
mod tests {
    use wasmtime::component::Component;
    use wasmtime::{Engine, Store};

    use super::*;
    use crate::observer::NOBODY;

    type Answer = Result<Option<String>, String>;

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|&(key, value)| (key.into(), value.into()))
            .collect()
    }

    fn granted(keys: &[&str]) -> BTreeSet<String> {
        keys.iter().map(|&key| key.into()).collect()
    }

    /// A plugin whose `read` returns what the interface says about the key `mode`.
    const READER: &str = r#"
    (component
      (import "wasi:config/store@0.2.0-rc.1" (instance $store
        (type $errors (variant (case "upstream" string) (case "io" string)))
        (export "error" (type $error (eq $errors)))
        (export "get" (func (param "key" string) (result (result (option string) (error $error)))))))
      (core module $memory
        (memory (export "memory") 1)
        (global $free (mut i32) (i32.const 1024))
        (func (export "realloc") (param i32 i32 i32 i32) (result i32)
          (global.get $free)
          (global.set $free (i32.add (global.get $free) (local.get 3))))
        (data (i32.const 0) "mode"))
      (core instance $memory (instantiate $memory))
      (core func $get (canon lower (func $store "get")
        (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
      (core module $plugin
        (import "host" "get" (func $get (param i32 i32 i32)))
        (func (export "read") (result i32)
          (call $get (i32.const 0) (i32.const 4) (i32.const 64))
          (i32.const 64)))
      (core instance $plugin (instantiate $plugin
        (with "host" (instance (export "get" (func $get))))))
      (type $read (func (result (result (option string) (error string)))))
      (func (export "read") (type $read) (canon lift (core func $plugin "read")
        (memory (core memory $memory "memory")))))
    "#;

    #[test]
    fn h6_a_key_that_was_not_granted_looks_as_if_it_were_not_set() {
        let config = ConfigValues::new(
            granted(&["mode", "unset"]),
            values(&[("mode", "fast"), ("database-password", "hunter2")]),
        );
        assert_eq!(config.get("database-password"), None);
        assert_eq!(config.get("unset"), None);
        assert_eq!(config.all(), [("mode".to_owned(), "fast".to_owned())]);
    }

    #[test]
    fn h6_a_replacement_shows_nothing_that_was_not_granted() {
        let config = ConfigValues::new(granted(&["mode"]), values(&[("mode", "fast")]));
        config.replace(values(&[("database-password", "hunter2")]));
        assert_eq!(config.all(), []);
    }

    #[test]
    fn a_running_plugin_reads_new_values_without_a_reload() {
        let engine = Engine::default();
        let component = Component::new(&engine, wat::parse_str(READER).unwrap()).unwrap();
        let mut linker = Linker::<ConfigValues>::new(&engine);
        link(&mut linker, |config| ConfigView {
            config,
            witness: &NOBODY,
        })
        .unwrap();
        let config = ConfigValues::new(granted(&["mode"]), values(&[("mode", "fast")]));
        let mut store = Store::new(&engine, config.clone());
        let instance = linker.instantiate(&mut store, &component).unwrap();
        let read = instance.get_typed_func::<(), (Answer,)>(&mut store, "read");
        let read = read.unwrap();
        assert_eq!(
            read.call(&mut store, ()).unwrap().0,
            Ok(Some("fast".into()))
        );
        config.replace(values(&[("mode", "careful")]));
        assert_eq!(
            read.call(&mut store, ()).unwrap().0,
            Ok(Some("careful".into()))
        );
    }
}
