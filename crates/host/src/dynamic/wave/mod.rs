//! Values as WAVE, the text form of the component model, in both directions.

mod decode;
mod encode;
mod lexer;
mod number;
mod syntax;

#[cfg(test)]
mod tests;

pub(super) use decode::{arguments, split_call};
pub(super) use encode::value;
