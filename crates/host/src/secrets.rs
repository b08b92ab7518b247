//! `plugwright:plugin/secrets`: hands out placeholders. What they stand for is decided, and filled in, at egress.

use wasmtime::component::{HasData, Linker};

use crate::egress::{NoPlaceholder, SecretVault};
use crate::observer::{Access, Witness, named};
use bindings::plugwright::plugin::secrets;

#[allow(missing_docs, unreachable_pub, clippy::pedantic)]
mod bindings {
    wasmtime::component::bindgen!({
        path: "../../wit/plugin",
        inline: "
            package plugwright:host-secrets;

            world capability {
                import plugwright:plugin/secrets@0.1.0;
            }
        ",
        world: "plugwright:host-secrets/capability",
    });
}

/// The interfaces that this capability serves.
pub(crate) const INTERFACES: &[&str] = &["plugwright:plugin/secrets@0.1.0"];

/// What the interface needs of a store.
pub(crate) struct SecretsView<'a> {
    /// The vault of this instance, the same that its outbound requests are filled in from.
    pub(crate) vault: &'a SecretVault,
    /// Who hears of what it asks for.
    pub(crate) witness: &'a Witness,
}

/// Links the interface for stores in which `view` finds the vault.
///
/// # Errors
/// The linker already has the interface.
pub(crate) fn link<T: 'static>(
    linker: &mut Linker<T>,
    view: fn(&mut T) -> SecretsView<'_>,
) -> wasmtime::Result<()> {
    secrets::add_to_linker::<T, HasSecrets>(linker, view)
}

struct HasSecrets;

impl HasData for HasSecrets {
    type Data<'a> = SecretsView<'a>;
}

impl secrets::Host for SecretsView<'_> {
    fn placeholder(&mut self, name: String) -> Result<String, secrets::SecretError> {
        let placeholder = self.vault.placeholder(&name);
        let access = || Access::Secret(named(&name));
        match placeholder {
            Ok(_) => self.witness.used(access),
            Err(NoPlaceholder::Denied) => self.witness.denied("PW-SECRET-DENIED", access),
            Err(NoPlaceholder::Unavailable) => {}
        }
        Ok(placeholder?.into())
    }
}

impl From<NoPlaceholder> for secrets::SecretError {
    fn from(reason: NoPlaceholder) -> Self {
        match reason {
            NoPlaceholder::Denied => Self::Denied,
            NoPlaceholder::Unavailable => Self::Unavailable,
        }
    }
}

#[cfg(test)]
mod tests {
    use wasmtime::component::{Component, Instance};
    use wasmtime::{Engine, Store};

    use super::*;
    use crate::egress::{GrantedSecret, SecretValue};

    /// A plugin whose `token` and `later` ask for the secrets of those names; the error comes back as the number of its
    /// case.
    const ASKER: &str = r#"
    (component
      (import "plugwright:plugin/secrets@0.1.0" (instance $secrets
        (type $errors (enum "denied" "unavailable"))
        (export "secret-error" (type $error (eq $errors)))
        (export "placeholder" (func (param "name" string) (result (result string (error $error)))))))
      (core module $memory
        (memory (export "memory") 1)
        (global $free (mut i32) (i32.const 1024))
        (func (export "realloc") (param i32 i32 i32 i32) (result i32)
          (global.get $free)
          (global.set $free (i32.add (global.get $free) (local.get 3))))
        (data (i32.const 0) "tokenlater"))
      (core instance $memory (instantiate $memory))
      (core func $placeholder (canon lower (func $secrets "placeholder")
        (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
      (core module $plugin
        (import "host" "placeholder" (func $placeholder (param i32 i32 i32)))
        (func $ask (param $name i32) (result i32)
          (call $placeholder (local.get $name) (i32.const 5) (i32.const 64))
          (i32.const 64))
        (func (export "token") (result i32) (call $ask (i32.const 0)))
        (func (export "later") (result i32) (call $ask (i32.const 5))))
      (core instance $plugin (instantiate $plugin
        (with "host" (instance (export "placeholder" (func $placeholder))))))
      (type $answer (func (result (result string (error u8)))))
      (func (export "token") (type $answer) (canon lift (core func $plugin "token")
        (memory (core memory $memory "memory"))))
      (func (export "later") (type $answer) (canon lift (core func $plugin "later")
        (memory (core memory $memory "memory")))))
    "#;

    fn instance(vault: &SecretVault) -> (Store<SecretVault>, Instance) {
        let engine = Engine::default();
        let component = Component::new(&engine, wat::parse_str(ASKER).unwrap()).unwrap();
        let mut linker = Linker::new(&engine);
        link(&mut linker, |vault| SecretsView {
            vault,
            witness: &crate::observer::NOBODY,
        })
        .unwrap();
        let mut store = Store::new(&engine, vault.for_instance());
        let instance = linker.instantiate(&mut store, &component).unwrap();
        (store, instance)
    }

    fn ask(vault: &SecretVault, name: &str) -> Result<String, u8> {
        let (mut store, instance) = instance(vault);
        let ask = instance.get_typed_func::<(), (Result<String, u8>,)>(&mut store, name);
        ask.unwrap().call(&mut store, ()).unwrap().0
    }

    #[test]
    fn f13_a_plugin_gets_a_placeholder_of_its_instance_and_never_the_value() {
        let token = GrantedSecret::new("token", SecretValue::new("hunter2"), []);
        let vault = SecretVault::new([token]).unwrap();
        let (one, other) = (ask(&vault, "token").unwrap(), ask(&vault, "token").unwrap());
        assert_ne!(one, other);
        assert!(!one.contains("hunter2"));
    }

    #[test]
    fn a_secret_that_was_not_granted_is_told_from_one_without_a_value() {
        let vault = SecretVault::new([GrantedSecret::without_value("later")]).unwrap();
        let (denied, unavailable) = (Err(0), Err(1));
        assert_eq!(ask(&vault, "token"), denied);
        assert_eq!(ask(&vault, "later"), unavailable);
    }
}
