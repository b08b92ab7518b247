//! The types that a program calls through: one for the world, one for each exported interface.

use crate::calls::{Function, Style, functions};
use crate::options::Options;
use crate::world::World;
use heck::{ToSnakeCase as _, ToUpperCamelCase as _};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use std::collections::HashMap;
use syn::{Item, ItemMod};

/// An exported interface among the bindings.
struct Interface {
    /// The modules that lead to it.
    path: Vec<Ident>,
    /// The bindings' method that leads to its functions.
    accessor: Ident,
}

#[expect(
    clippy::too_many_lines,
    reason = "what is generated reads best in one piece"
)]
pub(crate) fn expand(options: &Options, mut world: World) -> TokenStream {
    let runtime = &options.runtime;
    let module = format_ident!("{}", world.name.to_snake_case());
    let handle = format_ident!("{}", world.name.to_upper_camel_case());
    let (session, blocking) = (
        format_ident!("{handle}Session"),
        format_ident!("{handle}Blocking"),
    );

    let world_functions = functions(&world.bindings.items, &handle.to_string());
    let interfaces = interfaces(&world.bindings.items, &handle);
    for interface in &interfaces {
        let depth = interface.path.len();
        if let Some(items) = module_at(&mut world.bindings.items, &interface.path) {
            let bindings = relative(depth, &handle);
            let calls = interface_calls(items, interface, runtime, &bindings);
            items.push(Item::Verbatim(calls));
        }
    }
    let names = short_names(&world.bindings.items, &interfaces);
    let uses = names
        .iter()
        .map(|(path, name)| quote!(pub use wit::#(#path)::* as #name;));
    let accessors = |style: Style| -> Vec<TokenStream> {
        interfaces
            .iter()
            .map(|interface| accessor(interface, &names, style))
            .collect()
    };
    let (pooled, sessions, blockings) = (
        accessors(Style::Pooled),
        accessors(Style::Session),
        accessors(Style::Blocking),
    );
    let world_calls = |style: Style| -> Vec<TokenStream> {
        let bindings = quote!(wit::#handle);
        let callable = world_functions
            .iter()
            .filter(|function| style == Style::Session || !function.needs_session());
        callable
            .map(|function| function.method(style, &TokenStream::new(), runtime, &bindings))
            .collect()
    };
    let (world_pooled, world_sessions, world_blockings) = (
        world_calls(Style::Pooled),
        world_calls(Style::Session),
        world_calls(Style::Blocking),
    );
    let (items, exports, full_name) = (&world.bindings.items, &world.exports, &world.full_name);
    let files = world.files.iter().map(|file| {
        let file = file.to_string_lossy().into_owned();
        quote!(
            const _: &[u8] = include_bytes!(#file);
        )
    });
    let impl_bindings = impl_bindings(runtime, &handle, full_name, exports);
    let about = format!("A plugin that implements the world `{full_name}`.");
    let about_session =
        format!("One instance of a plugin of the world `{full_name}`, kept from call to call.");
    let about_blocking = format!("Calls a plugin of the world `{full_name}` without waiting.");

    quote! {
        #[doc = #about]
        #[allow(missing_docs, unreachable_pub, dead_code, unused_imports, unsafe_code, clippy::all, clippy::pedantic, clippy::nursery)]
        pub mod #module {
            pub mod wit {
                #(#items)*
            }
            #(#uses)*
            #impl_bindings

            #[doc = #about]
            #[derive(Clone)]
            pub struct #handle {
                plugin: #runtime::Plugin,
            }

            impl #handle {
                /// Uses a loaded plugin through this world.
                ///
                /// # Errors
                /// Fails with every difference if the plugin does not export what the world does.
                pub fn new(plugin: &#runtime::Plugin) -> #runtime::Result<Self> {
                    plugin.check::<wit::#handle>()?;
                    Ok(Self { plugin: plugin.clone() })
                }

                /// The plugin.
                pub fn plugin(&self) -> &#runtime::Plugin {
                    &self.plugin
                }

                /// Takes one instance for several calls, so that its resources and its memory stay.
                ///
                /// # Errors
                /// Fails if the plugin takes no calls now or has no instance in time.
                pub async fn session(&self) -> #runtime::Result<#session> {
                    Ok(#session { session: self.plugin.session().await? })
                }

                /// Calls that never wait, for plugins that never do.
                pub fn blocking(&self) -> #blocking<'_> {
                    #blocking { plugin: &self.plugin }
                }

                #(#pooled)*
                #(#world_pooled)*
            }

            #[doc = #about_session]
            pub struct #session {
                session: #runtime::Session,
            }

            impl #session {
                /// The session, to drop resources and to make calls by name.
                pub fn session(&mut self) -> &mut #runtime::Session {
                    &mut self.session
                }

                #(#sessions)*
                #(#world_sessions)*
            }

            #[doc = #about_blocking]
            #[derive(Clone, Copy)]
            pub struct #blocking<'p> {
                plugin: &'p #runtime::Plugin,
            }

            impl #blocking<'_> {
                #(#blockings)*
                #(#world_blockings)*
            }

            #(#files)*
        }
        #[allow(unused_imports)]
        pub use #module::{#handle, #session, #blocking};
    }
}

fn impl_bindings(
    runtime: &syn::Path,
    handle: &Ident,
    full_name: &str,
    exports: &[String],
) -> TokenStream {
    let indices = format_ident!("{handle}Indices");
    quote! {
        impl #runtime::runtime::Bindings for wit::#handle {
            type Indices = wit::#indices;
            const WORLD: &'static str = #full_name;
            const EXPORTS: &'static [&'static str] = &[#(#exports),*];

            fn indices(
                component: &#runtime::runtime::wasmtime::component::InstancePre<#runtime::Ctx>,
            ) -> #runtime::runtime::wasmtime::Result<Self::Indices> {
                wit::#indices::new(component)
            }

            fn load(
                indices: &Self::Indices,
                store: &mut #runtime::runtime::wasmtime::Store<#runtime::Ctx>,
                instance: &#runtime::runtime::wasmtime::component::Instance,
            ) -> #runtime::runtime::wasmtime::Result<Self> {
                indices.load(store, instance)
            }
        }
    }
}

/// The types with the methods of one interface, to stand beside wasmtime's, where all type names are known.
fn interface_calls(
    items: &[Item],
    interface: &Interface,
    runtime: &syn::Path,
    bindings: &TokenStream,
) -> TokenStream {
    let functions = functions(items, "Guest");
    let accessor = &interface.accessor;
    let accessor = quote!(.#accessor());
    let methods = |style: Style| -> Vec<TokenStream> {
        let callable = functions
            .iter()
            .filter(|function: &&Function| style == Style::Session || !function.needs_session());
        callable
            .map(|function| function.method(style, &accessor, runtime, bindings))
            .collect()
    };
    let (pooled, session, blocking) = (
        methods(Style::Pooled),
        methods(Style::Session),
        methods(Style::Blocking),
    );
    quote! {
        /// The functions of this interface.
        pub struct Calls<'p> { plugin: &'p #runtime::Plugin }
        impl Calls<'_> { #(#pooled)* }
        /// The functions of this interface, on one instance.
        pub struct SessionCalls<'s> { session: &'s mut #runtime::Session }
        impl SessionCalls<'_> { #(#session)* }
        /// The functions of this interface, without waiting.
        pub struct BlockingCalls<'p> { plugin: &'p #runtime::Plugin }
        impl BlockingCalls<'_> { #(#blocking)* }

        impl<'p> Calls<'p> {
            #[doc(hidden)]
            pub fn of(plugin: &'p #runtime::Plugin) -> Self { Self { plugin } }
        }
        impl<'s> SessionCalls<'s> {
            #[doc(hidden)]
            pub fn of(session: &'s mut #runtime::Session) -> Self { Self { session } }
        }
        impl<'p> BlockingCalls<'p> {
            #[doc(hidden)]
            pub fn of(plugin: &'p #runtime::Plugin) -> Self { Self { plugin } }
        }
    }
}

fn accessor(interface: &Interface, names: &[(Vec<Ident>, Ident)], style: Style) -> TokenStream {
    let path = &interface.path;
    let own = names
        .iter()
        .find(|(known, _)| known == path)
        .map(|(_, name)| name);
    let name = own.unwrap_or(&interface.accessor);
    let about = format!("The functions of the interface `{name}`.");
    match style {
        Style::Pooled => quote! {
            #[doc = #about]
            pub fn #name(&self) -> wit::#(#path)::*::Calls<'_> { wit::#(#path)::*::Calls::of(&self.plugin) }
        },
        Style::Session => quote! {
            #[doc = #about]
            pub fn #name(&mut self) -> wit::#(#path)::*::SessionCalls<'_> { wit::#(#path)::*::SessionCalls::of(&mut self.session) }
        },
        Style::Blocking => quote! {
            #[doc = #about]
            pub fn #name(&self) -> wit::#(#path)::*::BlockingCalls<'_> { wit::#(#path)::*::BlockingCalls::of(self.plugin) }
        },
    }
}

/// The exported interfaces, from the world's methods that lead to them: `fn a_b_c(&self) -> &exports::a::b::c::Guest`.
fn interfaces(items: &[Item], handle: &Ident) -> Vec<Interface> {
    let mut found = Vec::new();
    for block in impls(items) {
        if *handle != block.self_ty.to_token_stream().to_string() {
            continue;
        }
        found.extend(block.items.iter().filter_map(|item| match item {
            syn::ImplItem::Fn(function) => exported_interface(&function.sig),
            _ => None,
        }));
    }
    found
}

fn exported_interface(signature: &syn::Signature) -> Option<Interface> {
    let syn::ReturnType::Type(_, ty) = &signature.output else {
        return None;
    };
    let syn::Type::Reference(reference) = &**ty else {
        return None;
    };
    let syn::Type::Path(path) = &*reference.elem else {
        return None;
    };
    let mut path: Vec<Ident> = path
        .path
        .segments
        .iter()
        .map(|segment| segment.ident.clone())
        .collect();
    (path.pop()? == "Guest" && path.first()? == "exports").then(|| Interface {
        path,
        accessor: signature.ident.clone(),
    })
}

/// All inherent `impl` blocks, also those that wasmtime puts into `const _: () = { … }`.
pub(crate) fn impls(items: &[Item]) -> Vec<&syn::ItemImpl> {
    let mut found = Vec::new();
    for item in items {
        match item {
            Item::Impl(block) => found.push(block),
            Item::Const(constant) => {
                if let syn::Expr::Block(block) = &*constant.expr {
                    found.extend(block.block.stmts.iter().filter_map(
                        |statement| match statement {
                            syn::Stmt::Item(Item::Impl(block)) => Some(block),
                            _ => None,
                        },
                    ));
                }
            }
            _ => {}
        }
    }
    found
}

fn module_at<'a>(items: &'a mut Vec<Item>, path: &[Ident]) -> Option<&'a mut Vec<Item>> {
    let Some((first, rest)) = path.split_first() else {
        return Some(items);
    };
    let module = items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == *first => module.content.as_mut(),
        _ => None,
    })?;
    module_at(&mut module.1, rest)
}

/// The shortest name of every interface that is unique: its own, or the whole path.
fn short_names(items: &[Item], exported: &[Interface]) -> Vec<(Vec<Ident>, Ident)> {
    let mut paths: Vec<Vec<Ident>> = exported
        .iter()
        .map(|interface| interface.path.clone())
        .collect();
    for item in items {
        if let Item::Mod(module) = item
            && module.ident != "exports"
        {
            leaves(module, &mut Vec::new(), &mut paths);
        }
    }
    let mut uses: HashMap<String, usize> = HashMap::new();
    for path in &paths {
        *uses
            .entry(path.last().map(Ident::to_string).unwrap_or_default())
            .or_default() += 1;
    }
    let name = |path: &Vec<Ident>| {
        let last = path.last().cloned()?;
        if uses.get(&last.to_string()) == Some(&1) && last != "wit" {
            return Some((path.clone(), last));
        }
        let joined = path
            .iter()
            .map(Ident::to_string)
            .collect::<Vec<_>>()
            .join("_");
        Some((path.clone(), format_ident!("{}", joined.replace("r#", ""))))
    };
    paths.iter().filter_map(name).collect()
}

fn leaves(module: &ItemMod, path: &mut Vec<Ident>, found: &mut Vec<Vec<Ident>>) {
    let Some((_, items)) = &module.content else {
        return;
    };
    path.push(module.ident.clone());
    let inner: Vec<&ItemMod> = items
        .iter()
        .filter_map(|item| match item {
            Item::Mod(inner) => Some(inner),
            _ => None,
        })
        .collect();
    if inner.is_empty() {
        found.push(path.clone());
    }
    inner
        .into_iter()
        .for_each(|inner| leaves(inner, path, found));
    path.pop();
}

/// The way from a nested module to an item at the bindings' root.
fn relative(depth: usize, item: &Ident) -> TokenStream {
    let supers = std::iter::repeat_n(quote!(super::), depth);
    quote!(#(#supers)*#item)
}
