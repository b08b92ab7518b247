//! From tokens to a component and back: the canonical ABI.
//!
//! wasmtime offers typed calls, whose types must be known when the host is compiled, and calls with `Val`, which boxes each byte
//! of a list (seven hundred times the typed cost for 64 KiB). `direct` is a third way: the tokens of a call are lowered straight
//! into the guest's memory and lifted straight from it, with wasmtime's own contexts; `host_function` does the same for calls in the
//! other direction. `boxed` takes the way of `Val`; it serves
//! functions of async type, whose results arrive by another road, and is what the tests compare `direct` with.

mod boxed;
mod cases;
mod direct;
mod host_function;
mod lift;
mod lift_text;
mod lower;
mod numbers;
pub(super) mod slots;

pub(super) use boxed::BoxedCall;
pub(super) use direct::DirectCall;
pub(crate) use host_function::{Answer, Tokens, define};
