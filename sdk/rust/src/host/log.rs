//! Logging to the host, through `wasi:logging`. The host keeps the last records of each plugin.
//!
//! ```
//! use plugwright_plugin_sdk::log;
//!
//! log::info!("{} keys loaded", 3);
//! ```

use super::imports;
pub use crate::bindings::host::wasi::logging::logging::Level;
#[doc(inline)]
pub use crate::{
    __debug as debug, __error as error, __info as info, __trace as trace, __warn as warn,
};

/// Writes one record; `context` says where it comes from, most often the module.
pub fn write(level: Level, context: &str, message: &str) {
    imports::log(level, context, message);
}

/// From now on, a panic is logged before it ends the call: without this, a host only learns that the plugin trapped.
/// A plugin that calls it imports `wasi:logging`.
pub fn panics() {
    std::panic::set_hook(Box::new(|panic| {
        write(Level::Critical, "panic", &panic.to_string());
    }));
}

/// Logs a message that only helps to follow the plugin step by step.
#[doc(hidden)]
#[macro_export]
macro_rules! __trace {
    ($($message:tt)+) => { $crate::__log!(Trace, $($message)+) };
}

/// Logs a message for those who look for a fault.
#[doc(hidden)]
#[macro_export]
macro_rules! __debug {
    ($($message:tt)+) => { $crate::__log!(Debug, $($message)+) };
}

/// Logs what an operator may want to know.
#[doc(hidden)]
#[macro_export]
macro_rules! __info {
    ($($message:tt)+) => { $crate::__log!(Info, $($message)+) };
}

/// Logs what an operator should look at some day.
#[doc(hidden)]
#[macro_export]
macro_rules! __warn {
    ($($message:tt)+) => { $crate::__log!(Warn, $($message)+) };
}

/// Logs what an operator should look at now.
#[doc(hidden)]
#[macro_export]
macro_rules! __error {
    ($($message:tt)+) => { $crate::__log!(Error, $($message)+) };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __log {
    ($level:ident, $($message:tt)+) => {
        $crate::log::write(
            $crate::log::Level::$level,
            ::core::module_path!(),
            &::std::format!($($message)+),
        )
    };
}
