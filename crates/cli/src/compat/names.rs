//! The names of packages and interfaces in a comparison.
//!
//! What is under comparison goes by its name alone: the versions are what the question is about. Everything else keeps
//! the part of its version that others rely on: `wasi:http/types@0.2` and `wasi:http/types@0.3` are strangers.

use wit_parser::{InterfaceId, PackageId, PackageName, Resolve};

/// Names things in one parsed input.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    /// The parser's tables.
    pub(crate) resolve: &'a Resolve,
    /// The packages under comparison.
    pub(crate) compared: &'a [PackageId],
}

impl Names<'_> {
    /// `namespace:name`, or `namespace:name@0.2` for a package that is not under comparison.
    pub(crate) fn package(&self, id: PackageId) -> String {
        let name = &self.resolve.packages[id].name;
        let plain = format!("{}:{}", name.namespace, name.name);
        match &name.version {
            Some(version) if !self.compared.contains(&id) => {
                format!(
                    "{plain}@{}",
                    PackageName::version_compat_track_string(version).0
                )
            }
            _ => plain,
        }
    }

    /// `namespace:name/interface`; nothing for an interface that is written inside a world.
    pub(crate) fn interface(&self, id: InterfaceId) -> Option<String> {
        let interface = &self.resolve.interfaces[id];
        Some(format!(
            "{}/{}",
            self.package(interface.package?),
            interface.name.as_ref()?
        ))
    }
}
