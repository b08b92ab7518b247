//! Calls of any function of any component, with values as JSON or WAVE.
//!
//! Tools do not know a plugin's WIT when they are compiled: the command line, workflows, the remote protocol, tests. They call
//! with JSON, or with [WAVE](https://github.com/bytecodealliance/wasm-tools/tree/main/crates/wasm-wave), the component model's own
//! text form. A wrong argument is found before the plugin is entered, and the error says where it is, what is expected and what
//! was found: `arguments[0].headers[3].1: expected string, got number`.
//!
//! # Values as JSON
//!
//! | WIT | JSON | remarks |
//! | --- | --- | --- |
//! | `bool` | `true`, `false` | |
//! | `s8` … `u64` | number | exact over the whole range; no fractions, no exponents |
//! | `f32`, `f64` | number, or `"NaN"`, `"Infinity"`, `"-Infinity"` | zero keeps its sign; every NaN is the canonical one; a number is rounded to the nearest `f32` and refused if it overflows |
//! | `char` | string of one character | |
//! | `string` | string | |
//! | `list<u8>` | base64 string (RFC 4648, section 4: standard alphabet, padded) | an array of numbers is accepted as well |
//! | other lists, `list<T, N>` | array | a list of fixed length has exactly that many elements |
//! | `tuple` | array | |
//! | `record` | object | a field of type `option` may be left out; results have all fields |
//! | `variant` | `"case"`, or `{"case": payload}` | |
//! | `enum` | `"case"` | |
//! | `option<T>` | `null`, or the value | when `T` is itself an option: `null`, or `{"some": value}` |
//! | `result` | `{"ok": value}`, `{"err": value}` | without a payload the value is `null` |
//! | `flags` | array of names | results have them in declared order |
//! | `map<string, T>` | object | an array of pairs is accepted; of equal keys in a result the last wins |
//! | other maps | array of `[key, value]` | |
//! | `own<T>`, `borrow<T>` | `{"resource": n}` | a number that a call of the same session returned; passing `own` gives it away |
//! | `future`, `stream`, `error-context` | | not possible in a dynamic call |
//!
//! WAVE is as its specification says; a resource, for which it has no form, is `resource(n)`.
//!
//! # How a call goes
//!
//! A [`Signature`] is prepared when a component is loaded. A call turns its arguments into [`Arguments`], a flat sequence of
//! tokens checked against the types, lowers them straight into the guest's memory, and lifts what comes back within a limit of
//! bytes. Nothing is boxed on the way.

mod abi;
mod base64;
mod describe;
mod handles;
mod json;
mod number;
mod return_error;
mod signature;
mod tokens;
mod type_names;
mod value_error;
mod value_type;
mod wave;

#[cfg(test)]
mod tests;

pub(crate) use abi::{Answer, Tokens, define};
pub(crate) use handles::HandleTable;
pub(crate) use return_error::{ResultTooLarge, ReturnError};
pub(crate) use signature::Signature;
pub(crate) use tokens::{Arguments, Returned, Token};
pub(crate) use type_names::TypeNames;
pub(crate) use value_error::ValueError;
pub(crate) use value_type::{Kind, ValueType};

/// Splits a call written as `name(arguments)` into its name and its arguments in parentheses.
pub(crate) fn split_wave_call(call: &str) -> Result<(&str, &str), ValueError> {
    wave::split_call(call)
}
