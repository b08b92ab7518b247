//! `bind!`: typed calls of plugins, for any WIT world.
//!
//! wasmtime's own generator turns a world into bindings that work on a store. A program that embeds plugins has no store: it
//! has a plugin, with a pool of instances behind it. So this macro takes wasmtime's bindings as they are, and adds for each
//! exported function a method that takes an instance, calls it within the plugin's limits and gives it back.

mod calls;
mod handle;
mod options;
mod world;

use proc_macro::TokenStream;

/// Generates typed calls for a WIT world; the facade crate's documentation of `bind!` describes it.
#[proc_macro]
pub fn bind(input: TokenStream) -> TokenStream {
    let options = syn::parse_macro_input!(input as options::Options);
    world::World::read(&options)
        .map_or_else(
            |error| error.to_compile_error(),
            |world| handle::expand(&options, world),
        )
        .into()
}
