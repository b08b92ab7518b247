//! Imports of a plugin that another plugin answers.
//!
//! A plugin may import any interface that another one exports. The host stands between the two: it checks once that both mean
//! the same types, and then takes each call from the one store to the other, so that the provider's limits, deadline, breaker
//! and counts hold as for any other caller, the chain of calls goes on, and each tenant of the caller meets only what the
//! provider has for that tenant. Values cross as the tokens of calls by name, lifted from the one memory and lowered into the other by the types of both, which
//! are compared first. Resources do not cross: a handle
//! would tie an instance of the provider to one of the caller for as long as that pleases, and with it a version that could
//! neither drain nor be swapped. An interface that passes one is refused by name when it is linked.
//!
//! | file | concept |
//! | --- | --- |
//! | `provider.rs` | what answers: a plugin, or whatever leads to one |
//! | `interface.rs` | what is imported, and whether it can cross |
//! | `callee.rs` | one version of the provider, and a call of it |
//! | `binding.rs` | the functions that the caller is linked with |
//! | `failure.rs` | what the caller learns when there is no answer |

mod binding;
mod callee;
mod failure;
mod interface;
mod provider;
#[cfg(test)]
mod tests;

pub use callee::Callee;
pub use interface::ImportedInterface;
pub use provider::{Answered, Answering, Answers, BrokeredCall, Provider, Unanswered};

pub(crate) use binding::link;
pub(crate) use failure::ProviderError;

/// Whether an interface is the host's to serve, so that no plugin may stand in for it: what a plugin is granted of the world
/// outside must not depend on which plugins are there.
pub(crate) fn is_reserved(import: &str) -> bool {
    import.starts_with("wasi:") || import.starts_with("plugwright:plugin/")
}
