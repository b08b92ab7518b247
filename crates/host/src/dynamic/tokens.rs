//! Values as a flat sequence of tokens: the form between JSON or WAVE on one side and a component's memory on the other.
//!
//! A value is checked against its type while it is turned into tokens, before the guest is touched: a wrong argument costs the
//! plugin nothing. The type says how many tokens follow and what they mean, so they carry no names, and lists of numbers are one
//! token with their bytes. One buffer holds all values of a call.

use std::borrow::Cow;

use wasmtime::component::ResourceAny;

/// One step of a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token<'a> {
    /// A bool, number or char, or one word of flags, as core WebAssembly sees it.
    Bits(u64),
    /// A string.
    Text(Cow<'a, str>),
    /// The elements of a list of numbers, little-endian.
    Bytes(Cow<'a, [u8]>),
    /// The length of another list, or of a map; the elements follow.
    Length(usize),
    /// Which case of a variant, enum, option or result; the payload follows, if the case has one.
    Case(u32),
    /// A resource.
    Resource(Box<ResourceAny>),
}

/// The arguments of one call, checked against the function's types.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Arguments<'a> {
    pub(crate) tokens: Vec<Token<'a>>,
}

/// What a function returned: no tokens if it returns nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Returned {
    pub(crate) tokens: Vec<Token<'static>>,
}

/// Tokens and their types do not agree. Both come from the same function, so this is a defect of this crate and never the doing
/// of a caller or a plugin; it is an error all the same, so that a defect stays one failed call.
#[derive(Debug, thiserror::Error)]
#[error("internal error: the tokens of a value do not match its type")]
pub(crate) struct TokenMismatch;
