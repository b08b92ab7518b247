//! What a caller learns when another plugin has no answer for it.
//!
//! A function whose result can carry the error of `plugwright:plugin/types` returns one, because a plugin that is down is
//! nothing that its caller did wrong, and a caller may have another way. Any other function has no way to say it and ends
//! the caller's call. Neither tells the caller more than the host's own code: what the other plugin said, where it failed
//! and in which version is the operator's to read.

use super::provider::Unanswered;
use crate::dynamic::{Kind, Token, Tokens, ValueType};
use plugwright_manifest::{Fault, PluginId};

/// Ends the caller's call.
#[derive(Debug, thiserror::Error)]
#[error("{provider} did not answer {function}: {code}")]
pub(crate) struct ProviderError {
    pub(crate) provider: PluginId,
    pub(crate) function: String,
    pub(crate) code: &'static str,
}

/// The cases of `fault-class`.
const CLASSES: [&str; 5] = ["caller", "plugin", "config", "dependency", "policy"];

/// Whether a type is `result<_, error>` with the error of `plugwright:plugin/types`; by its structure, which is what a
/// component has.
pub(super) fn fits(ty: &ValueType) -> bool {
    let Kind::Result(_, Some(error)) = &ty.kind else {
        return false;
    };
    let Kind::Record(fields) = &error.kind else {
        return false;
    };
    let [fault, code, message] = &**fields else {
        return false;
    };
    let names = [fault, code, message].map(|field| &*field.name);
    names == ["fault", "code", "message"]
        && matches!(&fault.ty.kind, Kind::Enum(classes) if classes.iter().map(|class| &**class).eq(CLASSES))
        && matches!(code.ty.kind, Kind::String)
        && matches!(message.ty.kind, Kind::String)
}

/// The error value: `result::err(error { fault, code, message })`.
pub(super) fn value(function: &str, unanswered: &Unanswered) -> Tokens {
    // The place in `CLASSES`.
    let class = match unanswered.fault {
        Fault::Caller => 0,
        Fault::Policy => 4,
        Fault::Plugin | Fault::Host | Fault::Remote => 3,
    };
    let code = unanswered.code.strip_prefix("PW-");
    let code = code.unwrap_or(unanswered.code).to_ascii_lowercase();
    let message = format!("the plugin behind {function} did not answer");
    vec![
        Token::Case(1),
        Token::Case(class),
        Token::Text(code.into()),
        Token::Text(message.into()),
    ]
}
