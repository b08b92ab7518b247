//! Between the server's types and those that all kinds of plugins share.

use plugwright::Fault;
use plugwright::loader::Error;

use crate::extension::{FaultKind, PluginFault};
use crate::request::Request;

/// Codes that plugins make up are shown to clients, so they are held to what they should be.
const LONGEST_CODE: usize = 64;

/// Each world has types of its own for the context of a call and for the error of a plugin: the same code for each.
macro_rules! conversions {
    ($world:ident) => {
        use $world::wit::plugwright::plugin::types::{
            Error as PluginError, FaultClass, PluginContext,
        };

        fn context(request: &$crate::request::Request) -> PluginContext {
            PluginContext {
                method: request.method.as_str().to_owned(),
                uri: request.target.clone(),
                headers: $crate::plugins::conversion::headers(request),
                body: (!request.body.is_empty()).then(|| request.body.to_vec()),
            }
        }

        /// The answer of a plugin, or whose fault it is that there is none.
        fn answer<T>(
            plugin: &str,
            result: ::plugwright::loader::Result<Result<T, PluginError>>,
        ) -> Result<T, $crate::extension::PluginFault> {
            match result {
                Ok(Ok(value)) => Ok(value),
                Ok(Err(error)) => {
                    let by_caller = error.fault == FaultClass::Caller;
                    Err($crate::plugins::conversion::told(
                        plugin,
                        by_caller,
                        &error.code,
                        error.message,
                    ))
                }
                Err(error) => Err($crate::plugins::conversion::fault(plugin, &error)),
            }
        }
    };
}
pub(super) use conversions;

/// The header fields that are text, in order.
pub(super) fn headers(request: &Request) -> Vec<(String, String)> {
    let pair = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    request.headers.iter().filter_map(pair).collect()
}

/// A call that went wrong, or did not get through to the plugin.
pub(super) fn fault(plugin: &str, error: &Error) -> PluginFault {
    match error {
        Error::Plugin(error) => fault_of_host(plugin, error),
        error => PluginFault {
            plugin: plugin.to_owned(),
            kind: FaultKind::Unavailable,
            code: error.code().to_owned(),
            message: error.to_string(),
        },
    }
}

/// The same of a version that is not served yet.
pub(super) fn fault_of_host(plugin: &str, error: &plugwright::Error) -> PluginFault {
    let kind = match error.code() {
        "PW-DEADLINE-EXCEEDED" | "PW-INIT-DEADLINE" => FaultKind::Timeout,
        _ if error.is_retryable() => FaultKind::Unavailable,
        _ if error.fault() == Fault::Policy => FaultKind::Unavailable,
        _ => FaultKind::Failed,
    };
    let message = error.to_string();
    PluginFault {
        plugin: plugin.to_owned(),
        kind,
        code: error.code().to_owned(),
        message,
    }
}

/// An error that a plugin gave as its answer.
pub(super) fn told(plugin: &str, by_caller: bool, code: &str, message: String) -> PluginFault {
    let kind = if by_caller {
        FaultKind::Caller
    } else {
        FaultKind::Failed
    };
    let fits = |char: char| char.is_ascii_alphanumeric() || char == '-';
    let is_code = !code.is_empty() && code.len() <= LONGEST_CODE && code.chars().all(fits);
    let code = if is_code { code } else { "plugin-error" }.to_owned();
    PluginFault {
        plugin: plugin.to_owned(),
        kind,
        code,
        message,
    }
}
