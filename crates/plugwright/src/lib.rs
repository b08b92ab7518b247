//! A plugin platform for Rust programs, built on the WebAssembly component model.
//!
//! This crate is the one that programs depend on: it puts the layers together and adds nothing of its own. Three steps lead to
//! a first call:
//!
//! 1. [`Engine::builder`] starts an engine, once in a program.
//! 2. [`Engine::plugin`] loads a component with what an operator [grants](Grants) it and the [limits](Limits) that it has.
//! 3. [`bind!`] makes typed calls of a WIT world, or [`Plugin::call_json`] calls by name.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use plugwright::Engine;
//!
//! plugwright::bind!({
//!     inline: "package acme:greet; world greeter { export length: func(name: string) -> u32; }",
//! });
//!
//! // A component in the text format; `plugwright build` makes them from Rust.
//! let component = wat::parse_str(r#"(component
//!     (core module $m
//!         (memory (export "memory") 1)
//!         (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
//!         (func (export "length") (param i32 i32) (result i32) (local.get 1)))
//!     (core instance $i (instantiate $m))
//!     (func (export "length") (param "name" string) (result u32)
//!         (canon lift (core func $i "length") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))"#)?;
//!
//! let engine = Engine::new()?;
//! let plugin = engine.plugin("greeter".parse()?, component).load().await?;
//! let greeter = Greeter::new(&plugin)?;
//! assert_eq!(greeter.length("plug").await?, 4);
//! assert_eq!(plugin.call_wave(r#"length("plug")"#).await?, "4");
//! # Ok(()) }
//! ```
//!
//! Errors carry a code, whose fault it is, and which plugin: see [`Error`]. What a plugin did is in [`Plugin::metrics`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod audit_trail;
pub mod trust;
mod use_log;

/// Generates typed calls of plugins for a WIT world.
///
/// ```ignore
/// plugwright::bind!({
///     path: ["wit/deps/acme-base", "wit"],   // relative to the package; each may use the ones before it
///     world: "acme:shop/checkout",           // may be left out if there is one
///     imports: async,                        // functions that the program serves may wait
/// });
/// ```
///
/// For a world `checkout` that exports an interface `payment` this makes:
///
/// - `Checkout`, with `Checkout::new(&plugin)`, which fails with every difference if the plugin does not fit;
/// - `checkout.payment().charge(…).await`, one method for each function, in the pool;
/// - `checkout.session().await`, a `CheckoutSession` that keeps one instance, with methods for resources too:
///   `session.payment().cart_constructor(…)`, `session.payment().cart_total(cart)`;
/// - `checkout.blocking().payment().charge(…)`, without waiting, for plugins that import nothing that waits;
/// - a module `checkout` with the types of each interface: `checkout::payment::Receipt`, and with `add_to_linker` for the
///   interfaces that the world imports and the program serves (see [`HostInterface`]).
pub use plugwright_bind::bind;

pub use audit_trail::AuditTrail;
pub use plugwright_host::*;
pub use plugwright_loader as loader;
pub use plugwright_manifest as manifest;
pub use plugwright_manifest::{AccessMode, ByteSize, Digest, Fault, Limits, PluginId, Version};
pub use plugwright_package as package;
pub use plugwright_security as security;
pub use plugwright_security::audit;
pub use use_log::UseLog;

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/operating.md")]
struct Operating;
