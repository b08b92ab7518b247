//! Components for tests: WIT, the body of a core module, and an instance to call.

use serde_json::Value;
use wasmtime::component::types::{ComponentInstance, ComponentItem};
use wasmtime::component::{Component, Func, Linker};
use wasmtime::{Config, Engine, Result, Store};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;
use wit_parser::abi::{AbiVariant, WasmSignature};

use crate::dynamic::signature::Signature;
use crate::dynamic::{HandleTable, Returned, TypeNames};

pub(super) const NO_LIMIT: usize = 64 << 20;

/// An allocator that only goes forwards, so that two instances place the same arguments at the same addresses.
pub(super) const ALLOCATOR: &str = r#"
    (memory (export "memory") 64)
    (global $heap (mut i32) (i32.const 4096))
    (func (export "cabi_realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
        (local $at i32)
        (if (i32.and (i32.ne (local.get $old-size) (i32.const 0)) (i32.le_u (local.get $size) (local.get $old-size)))
            (then (return (local.get $old))))
        (local.set $at (i32.and
            (i32.add (global.get $heap) (i32.sub (local.get $align) (i32.const 1)))
            (i32.sub (i32.const 0) (local.get $align))))
        (global.set $heap (i32.add (local.get $at) (local.get $size)))
        (memory.copy (local.get $at) (local.get $old) (local.get $old-size))
        (local.get $at))
"#;

pub(super) fn engine() -> Engine {
    let mut config = Config::new();
    config.concurrency_support(false);
    config.wasm_component_model_map(true);
    config.wasm_component_model_fixed_length_lists(true);
    Engine::new(&config).unwrap()
}

/// Parses the items of a world.
pub(super) fn resolve(items: &str) -> Resolve {
    let mut resolve = Resolve::default();
    let wit = format!("package test:guest;\nworld guest {{\n{items}\n}}");
    resolve
        .push_str("guest.wit", &wit)
        .unwrap_or_else(|error| panic!("{error:#}\n{wit}"));
    resolve
}

/// The core signature of a function that the world exports.
pub(super) fn core_signature(resolve: &Resolve, name: &str) -> WasmSignature {
    let (_, world) = resolve.worlds.iter().next().unwrap();
    let function = world.exports.iter().find_map(|(_, item)| match item {
        wit_parser::WorldItem::Function(function) if function.name == name => Some(function),
        _ => None,
    });
    resolve.wasm_signature(AbiVariant::GuestExport, function.unwrap())
}

/// A component of that world around a core module with this body.
pub(super) fn component(resolve: &Resolve, body: &str, encoding: StringEncoding) -> Vec<u8> {
    let text = format!("(module {body})");
    let mut module = wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let (world, _) = resolve.worlds.iter().next().unwrap();
    embed_component_metadata(&mut module, resolve, world, encoding, false).unwrap();
    let mut encoder = ComponentEncoder::default();
    encoder.module(&module).unwrap().encode().unwrap()
}

/// A component and what is prepared of it.
pub(super) struct Guest {
    engine: Engine,
    component: Component,
    names: TypeNames,
    /// Where the functions are, if not in the world itself.
    interface: Option<&'static str>,
}

/// A running component.
pub(super) struct Running<'g> {
    guest: &'g Guest,
    pub(super) store: Store<()>,
    instance: wasmtime::component::Instance,
    pub(super) handles: HandleTable,
}

impl Guest {
    pub(super) fn new(items: &str, body: &str) -> Self {
        let resolve = resolve(items);
        Self::from_bytes(&component(&resolve, body, StringEncoding::UTF8))
    }

    pub(super) fn with_config(config: &Config, items: &str, body: &str) -> Self {
        let bytes = component(&resolve(items), body, StringEncoding::UTF8);
        Self::on(Engine::new(config).unwrap(), &bytes)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        Self::on(engine(), bytes)
    }

    fn on(engine: Engine, bytes: &[u8]) -> Self {
        let component = Component::new(&engine, bytes).unwrap();
        let names = TypeNames::of_world(&engine, &component.component_type());
        Self {
            engine,
            component,
            names,
            interface: None,
        }
    }

    /// A component that exports one interface, `test:guest/api`, with these items.
    pub(super) fn with_interface(items: &str, body: &str) -> Self {
        let wit = format!(
            "package test:guest; interface api {{ {items} }} world guest {{ export api; }}"
        );
        Self::from_wit(&wit, "test:guest/api", body)
    }

    /// A component that exports one interface.
    pub(super) fn from_wit(wit: &str, interface: &'static str, body: &str) -> Self {
        let mut resolve = Resolve::default();
        resolve
            .push_str("guest.wit", wit)
            .unwrap_or_else(|error| panic!("{error:#}"));
        let mut guest = Self::from_bytes(&component(&resolve, body, StringEncoding::UTF8));
        guest.interface = Some(interface);
        guest.names = TypeNames::of_interface(&guest.engine, &guest.exported(interface));
        guest
    }

    fn exported(&self, interface: &str) -> ComponentInstance {
        let ty = self.component.component_type();
        match ty.get_export(&self.engine, interface).unwrap().ty {
            ComponentItem::ComponentInstance(instance) => instance,
            _ => panic!("{interface} is not an interface"),
        }
    }

    pub(super) fn signature(&self, name: &str) -> Signature {
        let world = self.component.component_type();
        let instance = self.interface.map(|interface| self.exported(interface));
        let item = match &instance {
            Some(instance) => instance.get_export(&self.engine, name),
            None => world.get_export(&self.engine, name),
        };
        let ComponentItem::ComponentFunc(func) = item.unwrap().ty else {
            panic!("{name} is not a function");
        };
        Signature::new(&func, &self.names).unwrap()
    }

    /// The message about wrong arguments.
    pub(super) fn wrong(&self, name: &str, values: &[Value], handles: &mut HandleTable) -> String {
        let signature = self.signature(name);
        let error = signature.args_from_json(values, handles).unwrap_err();
        error.to_string()
    }

    pub(super) fn start(&self) -> Running<'_> {
        let mut store = Store::new(&self.engine, ());
        let linker = Linker::new(&self.engine);
        let instance = linker.instantiate(&mut store, &self.component).unwrap();
        Running {
            guest: self,
            store,
            instance,
            handles: HandleTable::new(8),
        }
    }
}

impl Running<'_> {
    pub(super) fn func(&mut self, name: &str) -> Func {
        let interface = self.guest.interface.map(|name| {
            let found = self.instance.get_export_index(&mut self.store, None, name);
            found.unwrap()
        });
        let index = self
            .instance
            .get_export_index(&mut self.store, interface.as_ref(), name);
        self.instance
            .get_func(&mut self.store, index.unwrap())
            .unwrap()
    }

    pub(super) fn call_json(&mut self, name: &str, values: &[Value]) -> Value {
        let signature = self.guest.signature(name);
        let arguments = signature.args_from_json(values, &mut self.handles).unwrap();
        let func = self.func(name);
        let returned = signature
            .call(&mut self.store, &func, &arguments, NO_LIMIT)
            .unwrap();
        signature
            .result_to_json(returned, &mut self.handles)
            .unwrap()
    }

    pub(super) fn call_wave(&mut self, name: &str, text: &str) -> String {
        let signature = self.guest.signature(name);
        let arguments = signature
            .args_from_wave(text, &mut self.handles)
            .unwrap_or_else(|error| panic!("{error}: {text}"));
        let func = self.func(name);
        let returned = signature
            .call(&mut self.store, &func, &arguments, NO_LIMIT)
            .unwrap();
        signature
            .result_to_wave(returned, &mut self.handles)
            .unwrap()
    }

    pub(super) fn direct(
        &mut self,
        name: &str,
        values: &[Value],
        limit: usize,
    ) -> Result<Returned> {
        let signature = self.guest.signature(name);
        let arguments = signature.args_from_json(values, &mut self.handles).unwrap();
        let func = self.func(name);
        signature.call(&mut self.store, &func, &arguments, limit)
    }

    pub(super) fn boxed(&mut self, name: &str, values: &[Value], limit: usize) -> Result<Returned> {
        let signature = self.guest.signature(name);
        let arguments = signature.args_from_json(values, &mut self.handles).unwrap();
        let func = self.func(name);
        self.store.set_hostcall_fuel(limit);
        signature.boxed(&func, &arguments)?.call(&mut self.store)
    }
}
