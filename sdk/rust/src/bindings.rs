//! Generated from `wit/` at compile time: one module for what plugins import, one for each kind that they export. All
//! kinds use the types of [`host`], so that a plugin of several kinds sees one `PluginContext`.
#![allow(
    missing_docs,
    rust_2018_idioms,
    unreachable_pub,
    unsafe_code,
    unused_imports,
    clippy::all,
    clippy::pedantic,
    reason = "generated code"
)]

/// What plugins import.
pub mod host {
    wit_bindgen::generate!({
        path: "wit",
        world: "plugwright:sdk/host",
        generate_all,
        generate_unused_types: true,
        additional_derives: [PartialEq],
        additional_derives_ignore: ["stream-error"],
        additional_type_attributes: {
            "plugwright:plugin/types@0.1.0/plugin-context": [#[derive(Default)]],
        },
    });
}

/// Exports of the kind `auth`.
pub mod auth {
    wit_bindgen::generate!({
        path: "wit",
        world: "plugwright:sdk/auth",
        with: { "plugwright:plugin/types@0.1.0": crate::bindings::host::plugwright::plugin::types },
        additional_derives: [PartialEq],
        pub_export_macro: true,
        export_macro_name: "export_auth",
    });
}

/// Exports of the kind `template`.
pub mod template {
    wit_bindgen::generate!({
        path: "wit",
        world: "plugwright:sdk/template",
        with: { "plugwright:plugin/types@0.1.0": crate::bindings::host::plugwright::plugin::types },
        additional_derives: [PartialEq],
        pub_export_macro: true,
        export_macro_name: "export_template",
    });
}

/// Exports of the kind `response`.
pub mod response {
    wit_bindgen::generate!({
        path: "wit",
        world: "plugwright:sdk/response",
        with: { "plugwright:plugin/types@0.1.0": crate::bindings::host::plugwright::plugin::types },
        additional_derives: [PartialEq],
        additional_type_attributes: {
            "plugwright:response/response@0.1.0/route": [#[derive(Default)]],
        },
        pub_export_macro: true,
        export_macro_name: "export_response",
    });
}

/// Exports of the kind `data-source`.
pub mod data_source {
    wit_bindgen::generate!({
        path: "wit",
        world: "plugwright:sdk/data-source",
        with: { "plugwright:plugin/types@0.1.0": crate::bindings::host::plugwright::plugin::types },
        additional_derives: [PartialEq],
        additional_type_attributes: {
            "plugwright:data-source/data-source@0.1.0/query": [#[derive(Default)]],
        },
        pub_export_macro: true,
        export_macro_name: "export_data_source",
    });
}

/// Exports of the kind `lifecycle`.
pub mod lifecycle {
    wit_bindgen::generate!({
        path: "wit",
        world: "plugwright:sdk/lifecycle",
        with: { "plugwright:plugin/types@0.1.0": crate::bindings::host::plugwright::plugin::types },
        additional_derives: [PartialEq],
        pub_export_macro: true,
        export_macro_name: "export_lifecycle",
    });
}
