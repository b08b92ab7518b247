//! [`plugin!`](crate::plugin!): from a type with traits to the exports of a component.

/// Makes a type the plugin of this crate: names its kinds, and exports them when the crate is built as a component.
///
/// The kinds are `auth`, `template`, `response`, `data_source` and `lifecycle`; the type implements
/// [`Plugin`](crate::Plugin) and the trait of each kind that it names. All kinds share one instance.
///
/// ```
/// use plugwright_plugin_sdk::prelude::*;
///
/// struct Open;
///
/// impl Plugin for Open {
///     fn new(_: &Config) -> Result<Self, Error> {
///         Ok(Open)
///     }
/// }
///
/// impl AuthPlugin for Open {
///     fn authenticate(&self, _: &PluginContext, _: &AuthCredentials) -> Result<AuthResult, Error> {
///         Ok(AuthResult::accepted("anyone"))
///     }
/// }
///
/// impl LifecyclePlugin for Open {}
///
/// plugwright_plugin_sdk::plugin!(Open: auth, lifecycle);
/// # fn main() {}
/// ```
///
/// A kind whose trait the type does not implement is a compile error, natively too:
///
/// ```compile_fail,E0277
/// # use plugwright_plugin_sdk::prelude::*;
/// # struct Open;
/// # impl Plugin for Open {
/// #     fn new(_: &Config) -> Result<Self, Error> {
/// #         Ok(Open)
/// #     }
/// # }
/// plugwright_plugin_sdk::plugin!(Open: auth);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! plugin {
    ($plugin:ty: $($kind:ident),+ $(,)?) => {
        const _: () = {
            ::std::thread_local! {
                static SLOT: ::std::cell::OnceCell<::std::rc::Rc<$plugin>> =
                    const { ::std::cell::OnceCell::new() };
            }

            impl $crate::Installed for $plugin {
                fn slot() -> &'static ::std::thread::LocalKey<::std::cell::OnceCell<::std::rc::Rc<Self>>> {
                    &SLOT
                }
            }
        };
        $($crate::__export_kind!($kind, $plugin);)+
    };
}

/// The exports of one kind. Natively they are only type-checked: two plugins in one test program would otherwise
/// define the same symbols.
#[doc(hidden)]
#[macro_export]
macro_rules! __export_kind {
    (auth, $plugin:ty) => {
        $crate::__export_kind!(auth, export_auth, $crate::AuthPlugin, $plugin);
    };
    (template, $plugin:ty) => {
        $crate::__export_kind!(template, export_template, $crate::TemplatePlugin, $plugin);
    };
    (response, $plugin:ty) => {
        $crate::__export_kind!(response, export_response, $crate::ResponsePlugin, $plugin);
    };
    (data_source, $plugin:ty) => {
        $crate::__export_kind!(
            data_source,
            export_data_source,
            $crate::DataSourcePlugin,
            $plugin
        );
    };
    (lifecycle, $plugin:ty) => {
        $crate::__export_kind!(
            lifecycle,
            export_lifecycle,
            $crate::LifecyclePlugin,
            $plugin
        );
    };
    ($kind:ident, $plugin:ty) => {
        ::core::compile_error!(::core::concat!(
            "unknown kind `",
            ::core::stringify!($kind),
            "`: use auth, template, response, data_source or lifecycle"
        ));
    };
    ($kind:ident, $export:ident, $interface:path, $plugin:ty) => {
        const _: () = {
            const fn implements<P: $interface>() {}
            implements::<$plugin>();

            #[cfg(target_family = "wasm")]
            type Adapter = $crate::Exported<$plugin>;
            #[cfg(target_family = "wasm")]
    $crate::bindings::$kind::$export!(Adapter with_types_in $crate::bindings::$kind);
        };
    };
}
