//! Values as JSON, in both directions. The module `dynamic` holds the table of forms.

mod decode;
mod encode;
mod number;

pub(super) use decode::arguments;
pub(super) use encode::value;
