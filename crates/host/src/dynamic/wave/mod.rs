//! Values as WAVE, the text form of the component model, in both directions.

mod decode;
mod encode;
mod number;

pub(super) use decode::{arguments, split_call};
pub(super) use encode::value;
