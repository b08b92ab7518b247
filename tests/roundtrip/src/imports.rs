//! Answers every import of a component that the host itself does not serve.

use crate::exchange::{Exchange, ImportCall};
use crate::val;
use plugwright::runtime::wasmtime::component::{LinkerInstance, ResourceType, Val};
use plugwright::runtime::wasmtime::{self, bail, component::Linker};
use plugwright::{Ctx, HostInterface, PluginRef};
use plugwright_codegen::Model;
use plugwright_codegen::model::{Function, Interface, Type, TypeKind};
use std::any::Any;
use std::sync::Arc;
use wit_parser::TypeId;

/// Interfaces that the host links into any component, because compilers' runtimes import them.
const OF_THE_HOST: [&str; 21] = [
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:clocks/wall-clock",
    "wasi:clocks/monotonic-clock",
    "wasi:random/random",
    "wasi:random/insecure",
    "wasi:random/insecure-seed",
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/stderr",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:cli/terminal-stderr",
    "wasi:filesystem/types",
    "wasi:filesystem/preopens",
    "wasi:logging/logging",
];

/// Whether the host answers an interface itself.
pub(crate) fn is_of_the_host(key: &str) -> bool {
    let name = key.split('@').next().unwrap_or(key);
    OF_THE_HOST.contains(&name)
}

/// The imports of one world.
pub(crate) struct Imports {
    model: Arc<Model>,
    exchange: Exchange,
    names: Vec<&'static str>,
}

impl Imports {
    /// All imports of the model's world. Their names live as long as the process, which proves one component.
    pub(crate) fn new(model: Arc<Model>, exchange: Exchange) -> Self {
        let served = served(&model);
        let names = served.flat_map(imported_as);
        let names = names.map(|name| &*name.leak()).collect();
        Self {
            model,
            exchange,
            names,
        }
    }

    /// What is to be granted for them.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.names.clone()
    }

    fn interface(
        &self,
        linker: &mut LinkerInstance<'_, Ctx>,
        interface: &Interface,
    ) -> wasmtime::Result<()> {
        for declaration in &interface.types {
            if let TypeKind::Resource(resource) = &declaration.kind {
                self.resource(linker, declaration.id, &declaration.name)?;
                for function in &resource.functions {
                    self.function(linker, interface, function)?;
                }
            }
        }
        for function in &interface.functions {
            self.function(linker, interface, function)?;
        }
        Ok(())
    }

    fn resource(
        &self,
        linker: &mut LinkerInstance<'_, Ctx>,
        id: TypeId,
        name: &str,
    ) -> wasmtime::Result<()> {
        let exchange = self.exchange.clone();
        let ty = ResourceType::host_dynamic(number_of(id));
        linker.resource(name, ty, move |_, resource| {
            let dropped = exchange.drop_resource(resource);
            dropped.map_err(wasmtime::Error::msg)
        })
    }

    fn function(
        &self,
        linker: &mut LinkerInstance<'_, Ctx>,
        interface: &Interface,
        function: &Function,
    ) -> wasmtime::Result<()> {
        let served = Served {
            name: full_name(interface, function),
            params: function.params.iter().map(|it| it.ty.clone()).collect(),
            result: function.result.clone(),
            model: self.model.clone(),
            exchange: self.exchange.clone(),
        };
        let name = &function.wit.name;
        if !function.is_async {
            return linker.func_new(name, move |_, _, params, results| {
                served.answer(params, results)
            });
        }
        let served = Arc::new(served);
        linker.func_new_concurrent(name, move |_, _, params, results| {
            let served = served.clone();
            Box::pin(async move { served.answer(params, results) })
        })
    }
}

impl HostInterface for Imports {
    fn interfaces(&self) -> &[&str] {
        &self.names
    }

    fn link(&self, linker: &mut Linker<Ctx>) -> wasmtime::Result<()> {
        for interface in served(&self.model) {
            if interface.key.is_empty() {
                self.interface(&mut linker.root(), interface)?;
            } else {
                self.interface(&mut linker.instance(&interface.key)?, interface)?;
            }
        }
        Ok(())
    }

    fn state(&self, _plugin: &PluginRef) -> Box<dyn Any + Send> {
        Box::new(())
    }
}

/// The names of a component's imports that an interface is: its own, or those of the world's items.
fn imported_as(interface: &Interface) -> Vec<String> {
    if !interface.key.is_empty() {
        return vec![interface.key.clone()];
    }
    let mut functions: Vec<&Function> = interface.functions.iter().collect();
    let mut names = Vec::new();
    for declaration in &interface.types {
        if let TypeKind::Resource(resource) = &declaration.kind {
            names.push(declaration.name.clone());
            functions.extend(&resource.functions);
        }
    }
    names.extend(functions.iter().map(|function| function.wit.name.clone()));
    names
}

/// One imported function.
struct Served {
    name: String,
    params: Vec<Type>,
    result: Option<Type>,
    model: Arc<Model>,
    exchange: Exchange,
}

impl Served {
    fn answer(&self, params: &[Val], results: &mut [Val]) -> wasmtime::Result<()> {
        let pairs = self.params.iter().zip(params);
        let arguments = pairs.map(|(ty, val)| val::read(&self.model, ty, val));
        let answer = self.exchange.answer(ImportCall {
            name: self.name.clone(),
            arguments: arguments.collect(),
        });
        let answer = answer.map_err(wasmtime::Error::msg)?;
        let (Some(ty), Some(answer)) = (&self.result, answer) else {
            return Ok(());
        };
        match (val::write(&self.model, ty, &answer), results.first_mut()) {
            (Some(val), Some(result)) => *result = val,
            _ => bail!("the answer of `{}` is no plain data", self.name),
        }
        Ok(())
    }
}

/// `interface#function`, or the function's name alone if it is the world's.
pub(crate) fn full_name(interface: &Interface, function: &Function) -> String {
    if interface.key.is_empty() {
        return function.wit.name.clone();
    }
    format!("{}#{}", interface.key, function.wit.name)
}

/// The number by which wasmtime tells resource types of the host apart.
pub(crate) fn number_of(id: TypeId) -> u32 {
    u32::try_from(id.index()).unwrap_or(u32::MAX)
}

fn served(model: &Model) -> impl Iterator<Item = &Interface> {
    let imports = model.world.imports.iter();
    imports.filter(|interface| !is_of_the_host(&interface.key))
}
