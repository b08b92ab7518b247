//! Methods that call through a plugin, beside the methods that wasmtime generated for a store.

use crate::handle::impls;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, FnArg, ImplItem, Item, ItemImpl, Pat, ReturnType, Type};

/// One function that wasmtime generated a call for.
pub(crate) struct Function {
    /// Its name without `call_`.
    pub(crate) name: Ident,
    /// The resource that it belongs to, as the accessor of `Guest` is called.
    pub(crate) resource: Option<Ident>,
    docs: Vec<Attribute>,
    arguments: Vec<(Ident, Type)>,
    result: Type,
}

/// How a method gets an instance.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Style {
    /// From the pool, waiting if it must.
    Pooled,
    /// From the pool, never waiting.
    Blocking,
    /// The one of a session.
    Session,
}

/// The functions of the `impl` blocks of a module: of `Guest`, of `Guest<Resource>`, or of the world itself.
pub(crate) fn functions(items: &[Item], owner: &str) -> Vec<Function> {
    impls(items)
        .into_iter()
        .filter_map(|block| Some((block, resource_of(block, owner)?)))
        .flat_map(|(block, resource)| {
            block
                .items
                .iter()
                .filter_map(move |item| Function::read(item, resource.clone()))
        })
        .collect()
}

/// Of `impl GuestThing<'_>` the accessor `thing`; of `impl Guest` nothing; of another block no answer.
#[expect(
    clippy::option_option,
    reason = "another block, a block without a resource, a block with one"
)]
fn resource_of(block: &ItemImpl, owner: &str) -> Option<Option<Ident>> {
    use heck::ToSnakeCase as _;
    let Type::Path(path) = &*block.self_ty else {
        return None;
    };
    if block.trait_.is_some() {
        return None;
    }
    let name = path.path.segments.last()?.ident.to_string();
    if name == owner {
        return Some(None);
    }
    let resource = name
        .strip_prefix("Guest")
        .filter(|rest| owner == "Guest" && *rest != "Indices")?;
    Some(Some(format_ident!("{}", resource.to_snake_case())))
}

impl Function {
    fn read(item: &ImplItem, resource: Option<Ident>) -> Option<Self> {
        let ImplItem::Fn(function) = item else {
            return None;
        };
        let name = function.sig.ident.to_string();
        let name = name.strip_prefix("call_")?;
        let arguments = function
            .sig
            .inputs
            .iter()
            .filter_map(argument)
            .filter(|(name, _)| name != "store");
        Some(Self {
            name: format_ident!("{name}"),
            resource,
            docs: function
                .attrs
                .iter()
                .filter(|attribute| attribute.path().is_ident("doc"))
                .cloned()
                .collect(),
            arguments: arguments.collect(),
            result: result(&function.sig.output)?,
        })
    }

    /// The method for one style; `accessor` gets from the bindings to where the function is.
    pub(crate) fn method(
        &self,
        style: Style,
        accessor: &TokenStream,
        runtime: &syn::Path,
        bindings: &TokenStream,
    ) -> TokenStream {
        let Self { docs, result, .. } = self;
        let (name, function) = (self.method_name(), format_ident!("func_{}", self.name));
        let names: Vec<_> = self.arguments.iter().map(|(name, _)| name).collect();
        let types: Vec<_> = self.arguments.iter().map(|(_, ty)| ty).collect();
        let resource = self.resource.as_ref().map(|resource| quote!(.#resource()));
        let callee = quote!(bindings #accessor #resource .#function());
        // Results come as a tuple of one, or of none.
        let unwrap = (!self.returns_nothing()).then(|| quote!(.map(|(result,)| result)));
        let head = quote!(#(#docs)* #[doc = ""] #[doc = "# Errors"] #[doc = "Fails if the plugin is not to be had or goes wrong."]);
        if style == Style::Blocking {
            return quote! {
                #head
                pub fn #name(&self, #(#names: #types),*) -> #runtime::Result<#result> {
                    self.plugin.call_blocking(|store, bindings: &#bindings| {
                        #callee.call(store, (#(#names,)*))
                    })#unwrap
                }
            };
        }
        let (receiver, begin) = match style {
            Style::Session => (
                quote!(&mut self),
                quote!(let mut call = self.session.begin()?;),
            ),
            _ => (
                quote!(&self),
                quote! {
                    let mut call = self.plugin.new_call();
                    if !call.begin_at_once()? {
                        call.begin_later().await?;
                    }
                },
            ),
        };
        quote! {
            #head
            pub async fn #name(#receiver, #(#names: #types),*) -> #runtime::Result<#result> {
                #begin
                let supervisor = call.supervisor();
                let outcome = match call.bindings::<#bindings>() {
                    Ok((store, bindings)) => {
                        supervisor.run(::std::pin::pin!(#callee.call_async(store, (#(#names,)*)))).await
                    }
                    Err(error) => #runtime::runtime::Outcome::failed(error),
                };
                call.finish(outcome)#unwrap
            }
        }
    }

    /// `get` of the resource `thing` becomes `thing_get`.
    fn method_name(&self) -> Ident {
        match &self.resource {
            Some(resource) => format_ident!("{resource}_{}", self.name),
            None => self.name.clone(),
        }
    }

    fn returns_nothing(&self) -> bool {
        matches!(&self.result, Type::Tuple(tuple) if tuple.elems.is_empty())
    }

    /// Whether the function only makes sense as long as an instance stays the same.
    pub(crate) fn needs_session(&self) -> bool {
        let text = |ty: &Type| quote!(#ty).to_string();
        let resource = |ty: &Type| text(ty).contains("ResourceAny");
        self.resource.is_some()
            || self.arguments.iter().any(|(_, ty)| resource(ty))
            || resource(&self.result)
    }
}

fn argument(argument: &FnArg) -> Option<(Ident, Type)> {
    let FnArg::Typed(argument) = argument else {
        return None;
    };
    match &*argument.pat {
        Pat::Ident(name) => Some((name.ident.clone(), (*argument.ty).clone())),
        _ => None,
    }
}

/// The `R` of `-> wasmtime::Result<R>`.
fn result(output: &ReturnType) -> Option<Type> {
    let ReturnType::Type(_, ty) = output else {
        return None;
    };
    let Type::Path(path) = &**ty else {
        return None;
    };
    let syn::PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments
    else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}
