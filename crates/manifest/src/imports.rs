//! What an import lets a component do.
//!
//! Capabilities are imports: this table says which capability of the manifest stands behind each interface that a host
//! serves. `plugwright build` refuses undeclared imports by it, and the scan finds them by it.

use std::fmt;

use crate::Capabilities;

/// A capability of the manifest that an import stands for, by the key that asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CapabilityKind {
    /// Outbound HTTP.
    Http,
    /// Directories.
    Directories,
    /// Environment variables.
    Env,
    /// Configuration keys.
    Config,
    /// Key-value buckets.
    KeyValue,
    /// Secrets.
    Secrets,
}

/// What it takes for an import to be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// Nothing: types, streams, clocks, random numbers, logging.
    Free,
    /// Nothing, but without a grant there is nothing behind it: every compiler's runtime imports the file system and the
    /// environment.
    Empty(CapabilityKind),
    /// A grant.
    Needs(CapabilityKind),
    /// No grant gives it.
    Never,
    /// Not ours: the embedding program may serve it.
    Embedder,
}

impl CapabilityKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Http,
        Self::Directories,
        Self::Env,
        Self::Config,
        Self::KeyValue,
        Self::Secrets,
    ];

    /// Its key in the manifest's `capabilities`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Directories => "directories",
            Self::Env => "env",
            Self::Config => "config",
            Self::KeyValue => "kv",
            Self::Secrets => "secrets",
        }
    }

    /// Whether `capabilities` has anything of this kind.
    pub fn is_in(self, capabilities: &Capabilities) -> bool {
        match self {
            Self::Http => !capabilities.http.is_empty(),
            Self::Directories => !capabilities.directories.is_empty(),
            Self::Env => !capabilities.env.is_empty(),
            Self::Config => !capabilities.config.is_empty(),
            Self::KeyValue => !capabilities.key_value.is_empty(),
            Self::Secrets => !capabilities.secrets.is_empty(),
        }
    }
}

impl fmt::Display for CapabilityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// What it takes for the import `name`, for instance `wasi:http/outgoing-handler@0.2.12`, to be served.
///
/// Letters count as lower case: the component model lets words of a name be all capitals, and `wasi:HTTP` must not look
/// like a stranger's interface.
pub fn authority(name: &str) -> Authority {
    let interface = name.split('@').next().unwrap_or(name).to_ascii_lowercase();
    let Some((package, member)) = interface.split_once('/') else {
        return Authority::Embedder;
    };
    match (package, member) {
        ("wasi:http", "outgoing-handler") => Authority::Needs(CapabilityKind::Http),
        ("wasi:config", _) => Authority::Needs(CapabilityKind::Config),
        ("wasi:keyvalue", _) => Authority::Needs(CapabilityKind::KeyValue),
        ("plugwright:plugin", "secrets") => Authority::Needs(CapabilityKind::Secrets),
        ("wasi:filesystem", _) => Authority::Empty(CapabilityKind::Directories),
        ("wasi:cli", "environment") => Authority::Empty(CapabilityKind::Env),
        ("wasi:http" | "plugwright:plugin", "types")
        | ("wasi:io" | "wasi:clocks" | "wasi:random" | "wasi:cli" | "wasi:logging", _) => {
            Authority::Free
        }
        ("wasi:sockets", _) => Authority::Never,
        _ => Authority::Embedder,
    }
}

#[cfg(test)]
mod tests {
    use super::{Authority, CapabilityKind, authority};

    #[test]
    fn neither_version_nor_capitals_change_what_an_import_may_do() {
        for name in [
            "wasi:http/outgoing-handler",
            "wasi:http/outgoing-handler@0.2.12",
            "wasi:HTTP/OUTGOING-handler@0.2.0",
        ] {
            assert_eq!(
                authority(name),
                Authority::Needs(CapabilityKind::Http),
                "{name}"
            );
        }
    }

    #[test]
    fn sockets_are_never_served_and_strangers_are_the_embedders() {
        assert_eq!(authority("wasi:sockets/tcp@0.2.12"), Authority::Never);
        assert_eq!(
            authority("acme:billing/invoices@1.0.0"),
            Authority::Embedder
        );
        assert_eq!(authority("log-line"), Authority::Embedder);
    }
}
